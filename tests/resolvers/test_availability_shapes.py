"""Two stories that look alike to a shape are told alike, whatever is asked of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.availability.answers import Availability, Segment, SegmentKind
from domain.availability.asking import Answered
from domain.errors import NotGranted
from domain.partners import Grant, Principal, Scope
from domain.ports.reading import Found
from domain.quantities import quantity
from domain.shapes.stock_amounts import telling
from domain.shapes.words import Band, Capped, QuantityShape, Shapes, YesNo
from resolvers.builds.availability import Promised, earliest_of, segments
from tests.doubles.clock import START

SHAPES = st.one_of(
    st.integers(1, 20).map(lambda at: Capped(Decimal(at))),
    st.integers(0, 10).map(lambda low: Band(Decimal(low))),
    st.just(YesNo()),
)
STORIES = st.lists(st.integers(0, 12), min_size=1, max_size=4)
"""What is there now, and what comes on each of the next days."""


def promised(story: list[int]) -> Promised:
    parts = tuple(
        Segment(
            at=START + timedelta(days=day),
            quantity=quantity(amount),
            kind=SegmentKind.ASN if day else SegmentKind.ON_HAND,
        )
        for day, amount in enumerate(story)
        if amount
    )
    answer = Availability(sku="AX-1", available=quantity(story[0]), segments=parts)
    return Promised(Found(Answered(answer, tuple)))


def asker(shape: QuantityShape) -> Principal:
    grant = Grant(scopes=frozenset(Scope), shapes=Shapes(quantity=shape))
    return Principal(partner="p", grant=grant)


class Told(NamedTuple):
    segments: Sequence[tuple[datetime, object]]
    earliest: Sequence[datetime | str | None]


def told(story: list[int], shape: QuantityShape) -> Told:
    one, who = promised(story), asker(shape)
    tell = telling(shape)
    shown = [(segment.at, tell(segment.together)) for segment in segments(one, who)]
    return Told(shown, [_earliest(one, who, wanted) for wanted in (None, *map(Decimal, range(1, 50)))])


def _earliest(one: Promised, who: Principal, wanted: Decimal | None) -> datetime | str | None:
    try:
        return earliest_of(one, who, wanted)
    except NotGranted as refusal:
        return str(refusal)


@given(STORIES, STORIES, SHAPES)
def test_what_looks_alike_is_told_alike(one: list[int], other: list[int], shape: QuantityShape) -> None:
    tell = telling(shape)
    longest = max(len(one), len(other))
    looks = [[tell(quantity(sum(story[: day + 1]))) for day in range(longest)] for story in (one, other)]
    assume(looks[0] == looks[1])
    assert told(one, shape) == told(other, shape)
