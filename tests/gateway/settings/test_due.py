"""The section `due`: rules as they are declared, and each mistake at its place."""

from datetime import timedelta

import pytest

from domain.folds.overdue import DueRule, DueSubject
from domain.milestones import MilestoneCode
from gateway.settings.due import read_due_rules
from gateway.settings.reading.problems import Problems

GOOD = {
    "milestone": "SHIPPED",
    "within": "P1D",
    "after": "RELEASED",
    "channels": ["WEB"],
    "at": ["EAST"],
    "owed_by": "wms_east",
}


def read(*rules: object) -> tuple[tuple[DueRule, ...], list[str]]:
    problems = Problems({})
    found = read_due_rules(list(rules), {"erp", "wms_east"}, {"EAST"}, ("due",), problems)
    return found, [str(problem) for problem in problems.found()]


def test_a_rule_is_read_whole() -> None:
    found, wrong = read(GOOD, {**GOOD, "of": "shipment", "after": "PROMISE", "channels": [], "at": []})
    assert wrong == []
    assert found[0] == DueRule(
        subject=DueSubject.ORDER,
        milestone=MilestoneCode.SHIPPED,
        within=timedelta(days=1),
        after=MilestoneCode.RELEASED,
        channels=frozenset({"WEB"}),
        locations=frozenset({"EAST"}),
        owed_by="wms_east",
    )
    assert (found[1].subject, found[1].after) == (DueSubject.SHIPMENT, None)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"milestone": "SHIPED"}, "due[0].milestone"),
        ({"within": "-PT1H"}, "due[0].within"),
        ({"within": "soon"}, "due[0].within"),
        ({"after": "LATER"}, "due[0].after"),
        ({"owed_by": "wms_west"}, "due[0].owed_by"),
        ({"at": ["NORTH"]}, "due[0].at"),
        ({"by": "me"}, "due[0].by"),
    ],
)
def test_a_mistake_is_told_at_its_place(change: dict[str, object], place: str) -> None:
    _, wrong = read({**GOOD, **change})
    assert len(wrong) == 1
    assert wrong[0].startswith(place)
