"""What can be promised later: the same sum again, with what has arrived by then."""

from collections.abc import Container, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from domain.availability.answers import Segment, SegmentKind
from domain.availability.counted import counted_nothing
from domain.availability.grains import grains_in, quantity_of, up
from domain.availability.plans import Place, PoolTerms, Terms
from domain.availability.pooled import Holds, Spot, at_each, given
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
    found: list[_Part] = []
    if not coming:
        return found
    pools = [_Pool(later, terms, places) for terms, places in later.pools]
    by_then, most = sum(pool.given for pool in pools), available
    for arrival in coming:
        by_then += sum(pool.arrived(arrival.supply.location, arrival.much) for pool in pools)
        if by_then > most:
            found.append((arrival.at, by_then - most, arrival.supply.kind, arrival))
            most = by_then
    return found


class _Pool:
    """A pool as it is once all demand is served, and what has arrived there by then. given: what it gives."""

    def __init__(self, later: Later, terms: PoolTerms, places: Sequence[Spot]) -> None:
        self._later, self._terms = later, terms
        spots = (_without_demand(spot) for spot in _with_all(later, terms, places))
        self._spots = {spot.place.code: spot for spot in spots}
        self.given = self._all()

    def arrived(self, location: str, much: int) -> int:
        """How much more it gives with so much more there."""
        spot, before = self._spots.get(location), self.given
        if spot is None:
            return 0
        now = self._spots[location] = replace(spot, limit=spot.limit + much)
        if self._terms.is_open:
            self.given += sum(at_each([now], self._later.wanted)) - sum(at_each([spot], self._later.wanted))
        else:
            self.given = self._all()
        return self.given - before

    def _all(self) -> int:
        places = list(self._spots.values())
        return sum(given(self._terms, places, self._later.held, self._later.wanted))


def _without_demand(spot: Spot) -> Spot:
    demand = spot.stock.demand
    return replace(spot, limit=spot.limit - demand) if demand else spot


def _with_all(later: Later, terms: PoolTerms, places: Sequence[Spot]) -> Sequence[Spot]:
    """With the locations that count none of it yet."""
    if len(places) == len(terms.places):
        return places
    counted = {spot.place.code: spot for spot in places}
    return [counted.get(place.code) or _empty(later, place) for place in terms.places]


def _empty(later: Later, place: Place) -> Spot:
    position = StockPosition(sku=later.sku, location=place.code, unit=later.unit)
    nothing = counted_nothing(position)
    return Spot(place, nothing, 0, 0, place.units)
