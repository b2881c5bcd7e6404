from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from msgspec.structs import replace

from domain.milestones import (
    RANK,
    Classifier,
    FaultParty,
    Milestone,
    MilestoneCode,
    actual,
    chronology,
    standing,
)
from tests.domain.histories import ORDER_HISTORIES, Code, at, fact, pieces

SHIPPED = fact(Code.SHIPPED, 1, event_id="E1")
VARIANTS: list[Milestone] = [
    SHIPPED,
    replace(SHIPPED, occurred_at=at(2)),
    replace(SHIPPED, code=Code.PICKED),
    replace(SHIPPED, source="wms_east"),
    replace(SHIPPED, recorded_at=at(1)),
    replace(SHIPPED, recorded_at=at(3)),
    replace(SHIPPED, classifier=Classifier.PLANNED),
    replace(SHIPPED, event_id="E2"),
    replace(SHIPPED, corrects="E0"),
    replace(SHIPPED, reference="D-1"),
    replace(SHIPPED, line="1"),
    replace(SHIPPED, quantity=pieces(1)),
    replace(SHIPPED, quantity=pieces(2)),
    replace(SHIPPED, quantity=pieces(0)),
    replace(SHIPPED, quantity=pieces(1, "CS")),
    replace(SHIPPED, counted_by="wms_east"),
    replace(SHIPPED, location="EAST"),
    replace(SHIPPED, place="Newark"),
    replace(SHIPPED, reason="weather"),
    replace(SHIPPED, fault=FaultParty.WEATHER),
    replace(SHIPPED, raw_code="PGI"),
]


def test_every_part_of_a_milestone_has_its_variant() -> None:
    changed = {
        name
        for variant in VARIANTS
        for name in Milestone.__struct_fields__
        if getattr(variant, name) != getattr(SHIPPED, name)
    }
    assert changed == set(Milestone.__struct_fields__)


def test_no_two_milestones_are_alike_to_the_sort_key() -> None:
    assert len({chronology(variant) for variant in VARIANTS}) == len(VARIANTS)
    timeline = standing(reversed(VARIANTS))
    assert timeline == standing(VARIANTS)
    assert all(chronology(earlier) < chronology(later) for earlier, later in pairwise(timeline))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (Code.HELD, Code.HOLD_RELEASED),
        (Code.BACKORDERED, Code.ALLOCATED),
        (Code.PICKED, Code.PACKED),
        (Code.PACKED, Code.SHIPPED),
        (Code.CUSTOMS_STARTED, Code.CUSTOMS_CLEARED),
        (Code.OUT_FOR_DELIVERY, Code.DELIVERED),
        (Code.DELIVERED, Code.RETURN_STARTED),
        (Code.RETURN_RECEIVED, Code.RETURN_CREDITED),
        (Code.DELIVERED, Code.CLOSED),
    ],
)
def test_of_two_facts_of_one_moment_the_further_one_comes_last(earlier: Code, later: Code) -> None:
    assert standing([fact(later, 1, "aaa"), fact(earlier, 1, "zzz")])[0].code is earlier


def test_of_two_like_facts_the_one_recorded_later_comes_last() -> None:
    never, early, late = (replace(SHIPPED, recorded_at=recorded) for recorded in (None, at(1), at(9)))
    assert standing([late, early, never]) == [never, early, late]


def test_every_code_has_a_rank_of_its_own() -> None:
    assert set(RANK) == set(MilestoneCode)
    assert len(set(RANK.values())) == len(MilestoneCode)


def test_a_correction_that_comes_before_what_it_corrects_replaces_it_too() -> None:
    right = fact(Code.SHIPPED, 2, event_id="E2", corrects="E1")
    assert standing([right, SHIPPED]) == standing([SHIPPED, right]) == [right]


def test_facts_without_an_event_cannot_be_corrected() -> None:
    nameless = replace(SHIPPED, event_id="")
    plain = fact(Code.PACKED, 2, event_id="E2")
    assert standing([nameless, plain]) == [nameless, plain]


@pytest.mark.parametrize("classifier", [Classifier.PLANNED, Classifier.ESTIMATED])
def test_what_is_only_expected_stands_but_is_no_fact(classifier: Classifier) -> None:
    expected = replace(SHIPPED, classifier=classifier)
    assert standing([expected]) == [expected]
    assert actual([expected]) == []


def test_an_unknown_code_is_shown_but_is_no_fact() -> None:
    unknown = replace(SHIPPED, code=Code.UNKNOWN, raw_code="ZZ-77")
    assert standing([unknown]) == [unknown]
    assert actual([unknown]) == []


@given(history=ORDER_HISTORIES)
def test_standing_facts_stand_again(history: Sequence[Milestone]) -> None:
    facts = actual(history)
    assert actual(facts) == facts
    assert standing(standing(history)) == standing(history)
