"""What can be promised later: the same sum again, with what has arrived by then."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from domain.availability.answers import Segment, SegmentKind
from domain.availability.counted import counted_nothing
from domain.availability.grains import grains_in, quantity_of, up
from domain.availability.plans import Place, PoolTerms, Terms
from domain.availability.pooled import Holds, Spot, given
from domain.availability.supply import Arrival
from domain.stock import StockPosition


class Later(NamedTuple):
    """What segments are made of. now: grains that are available now. wanted: at these locations alone."""

    sku: str
    unit: str
    terms: Terms
    pools: Sequence[tuple[PoolTerms, Sequence[Spot]]]
    held: Holds
    wanted: Container[str] | None


def segments_of(
    later: Later, now: datetime, available: int, coming: Sequence[Arrival]
) -> tuple[Segment, ...]:
    """Available now, then each arrival that adds to it, and what the rules let be sold without either."""
    if later.terms.is_excluded:
        return ()
    preorder = later.terms.preorder
    if preorder is not None and now < preorder.release_at:
        units = up(preorder.units, grains_in(later.unit))
        return tuple(_segments(later, [(preorder.release_at, units, SegmentKind.PREORDER, None)]))
    parts: list[_Part] = [(now, available, SegmentKind.ON_HAND, None)]
    parts += _arriving(later, available, coming)
    backorder = later.terms.backorder
    if backorder is not None:
        units = up(backorder.units, grains_in(later.unit))
        parts.append((now + backorder.lead, units, SegmentKind.BACKORDER, None))
    return tuple(_segments(later, sorted(parts, key=lambda part: part[0])))


_Part = tuple[datetime, int, SegmentKind, Arrival | None]


def _segments(later: Later, parts: Sequence[_Part]) -> list[Segment]:
    scale = grains_in(later.unit)
    return [
        Segment(
            at=at,
            quantity=quantity_of(much, later.unit, scale),
            kind=kind,
            supply=arrival.supply.reference if arrival else "",
            location=arrival.supply.location if arrival else "",
        )
        for at, much, kind, arrival in parts
        if much > 0
    ]


def _arriving(later: Later, available: int, coming: Sequence[Arrival]) -> list[_Part]:
    """What arrives first goes to those who wait for it: to demand, and to claims beyond what is there."""
    arrived: dict[str, int] = {}
    found: list[_Part] = []
    if not coming:
        return found
    pools = [(terms, _with_all(later, terms, places)) for terms, places in later.pools]
    most = available
    for arrival in coming:
        place = arrival.supply.location
        arrived[place] = arrived.get(place, 0) + arrival.much
        by_then = sum(
            sum(given(terms, _by_then(places, arrived), later.held, later.wanted)) for terms, places in pools
        )
        if by_then > most:
            found.append((arrival.at, by_then - most, arrival.supply.kind, arrival))
            most = by_then
    return found


def _by_then(places: Sequence[Spot], arrived: Mapping[str, int]) -> list[Spot]:
    return [replace(spot, limit=_limit(spot, arrived.get(spot.place.code, 0))) for spot in places]


def _limit(spot: Spot, arrived: int) -> int:
    return spot.limit - spot.stock.demand + arrived


def _with_all(later: Later, terms: PoolTerms, places: Sequence[Spot]) -> list[Spot]:
    """With the locations that count none of it yet."""
    counted = {spot.place.code: spot for spot in places}
    return [counted.get(place.code) or _empty(later, place) for place in terms.places]


def _empty(later: Later, place: Place) -> Spot:
    position = StockPosition(sku=later.sku, location=place.code, unit=later.unit)
    nothing = counted_nothing(position)
    return Spot(place, nothing, 0, 0, place.units)
