from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.availability.answers import Availability, LocationAvailability, Segment, SegmentKind
from domain.availability.kits import Kit, Part, kit_availability
from domain.quantities import quantity, total
from tests.domain.availability.selling_worlds import NOW

PLACES = ("EAST", "WEST")
PARTS = st.lists(
    st.tuples(st.integers(1, 4), st.fixed_dictionaries(dict.fromkeys(PLACES, st.integers(0, 20)))),
    min_size=1,
    max_size=3,
)
Rows = list[tuple[int, Mapping[str, int]]]


def part(number: int, takes: int, at: Mapping[str, int], coming: Mapping[int, int] | None = None) -> Part:
    """at: available by location. coming: to EAST, by days from now."""
    locations = tuple(
        LocationAvailability(location=place, available=quantity(much)) for place, much in at.items()
    )
    segments = tuple(
        Segment(
            at=NOW + timedelta(days=days),
            quantity=quantity(much),
            kind=SegmentKind.ASN,
            supply=f"ASN-{number}",
            location="EAST",
        )
        for days, much in (coming or {}).items()
    )
    whole = total((one.available for one in locations), "EA")
    return Part(
        Decimal(takes),
        Availability(sku=f"C-{number}", available=whole, locations=locations, segments=segments),
    )


def kit(rows: Rows, *, from_many: bool) -> Kit:
    return Kit("K-1", [part(number, *row) for number, row in enumerate(rows)], from_many)


@given(PARTS)
def test_a_location_makes_as_many_as_its_scarcest_component(rows: Rows) -> None:
    found = kit_availability(kit(rows, from_many=False), NOW)
    expected = {place: min(at[place] // takes for takes, at in rows) for place in PLACES}
    assert {one.location: int(one.available.amount) for one in found.locations} == expected
    assert found.available.amount == sum(expected.values())


@given(PARTS)
def test_together_the_scarcest_component_decides(rows: Rows) -> None:
    found = kit_availability(kit(rows, from_many=True), NOW)
    assert found.available.amount == min(sum(at.values()) // takes for takes, at in rows)
    assert found.available.amount >= sum(one.available.amount for one in found.locations)


@pytest.mark.parametrize("from_many", [False, True])
@given(rows=PARTS)
def test_the_addends_sum_to_the_answer(rows: Rows, *, from_many: bool) -> None:
    found = kit_availability(kit(rows, from_many=from_many), NOW, explain=True)
    assert total((addend.quantity for addend in found.explain), "EA") == found.available


@pytest.mark.parametrize("from_many", [False, True])
def test_more_can_be_made_when_the_scarcest_has_come(*, from_many: bool) -> None:
    parts = [part(1, 2, {"EAST": 10}), part(2, 1, {"EAST": 1}, {3: 1, 5: 9})]
    found = kit_availability(Kit("K-1", parts, from_many), NOW)
    assert [(one.at - NOW, int(one.quantity.amount)) for one in found.segments] == [
        (timedelta(0), 1),
        (timedelta(days=3), 1),
        (timedelta(days=5), 3),
    ]


def test_a_component_that_nobody_has_makes_none() -> None:
    parts = [part(1, 2, {"EAST": 10}), part(2, 1, {})]
    assert kit_availability(Kit("K-1", parts), NOW).available == quantity(0)
    assert kit_availability(Kit("K-1", []), NOW).available == quantity(0)
