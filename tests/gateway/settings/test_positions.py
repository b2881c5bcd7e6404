"""The section `positions`: whose are kept, what holds without a word, and each mistake at its place."""

from datetime import timedelta

import pytest

from gateway.settings.positions import KeptPositions, PositionsOf, read_positions
from gateway.settings.reading.problems import Problems


def read(section: object) -> tuple[PositionsOf, list[str]]:
    problems = Problems({})
    found = read_positions(section, {"wms": None, "erp": None}, ("positions",), problems)
    return found, [str(problem) for problem in problems.found()]


def test_nothing_is_kept_without_a_word() -> None:
    assert read(None) == ({}, [])


def test_what_is_not_said_holds_by_itself() -> None:
    found, wrong = read({"wms": None, "erp": {"stale_after": "PT1M", "numbered": True, "drift": 0}})
    assert wrong == []
    assert found["wms"] == KeptPositions()
    assert found["erp"] == KeptPositions(stale_after=timedelta(minutes=1), numbered=True, drift=0)


@pytest.mark.parametrize(
    ("section", "place"),
    [
        ({"tms": {}}, "positions.tms"),
        ({"wms": {"stale": 1}}, "positions.wms.stale"),
        ({"wms": {"drift": 2}}, "positions.wms.drift"),
        ({"wms": {"stale_after": "PT0S"}}, "positions.wms.stale_after"),
        (["wms"], "positions"),
    ],
)
def test_each_mistake_is_told_at_its_place(section: object, place: str) -> None:
    found, wrong = read(section)
    assert found == {}
    assert [each.split(": ")[0] for each in wrong] == [place]
