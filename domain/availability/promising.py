"""What may be promised of one SKU: now, later, and at which location. A pure function of what is known."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.availability.answers import (
    Addend,
    AddendKind,
    Availability,
    LocationAvailability,
    Segment,
    SegmentKind,
)
from domain.availability.explaining import Given, explained, waited_for
from domain.availability.grains import grains_in, quantity_of
from domain.availability.later import Later, segments_of
from domain.availability.plans import PoolTerms, Terms
from domain.availability.pooled import Known, Spot, given, spots, unit_of
from domain.availability.selling import Route
from domain.availability.supply import Supply, arrivals, rule_for, why_not
from domain.availability.transit import counted_on
from domain.quantities import EACH, Quantity


class Wanted(NamedTuple):
    """What is to be answered. locations: of these alone; None: all. explain: also how it was computed."""

    locations: Container[str] | None = None
    explain: bool = False


ALL_OF_IT = Wanted()


def promised(
    sku: str, route: Route, known: Known, supplies: Sequence[Supply] = (), wanted: Wanted = ALL_OF_IT
) -> Availability:
    """The availability of a SKU. supplies: on their way to any location.

    It never falls when there is more stock or supply, never rises when there are more holds or claims, and is
    never below zero. Raises ImpossibleValue for positions in two units.
    """
    unit = unit_of(known.stock) if known.stock else next((one.quantity.unit for one in supplies), EACH)
    terms = route.terms(sku, unit)
    scale = grains_in(unit)
    if terms.is_plain and not wanted.explain:
        return _plain(sku, terms, known, wanted, unit)
    is_shut = terms.is_excluded or terms.is_before_release(known.now)
    pools: list[tuple[PoolTerms, Sequence[Spot]]] = []
    parts: list[LocationAvailability] = []
    told: list[Given] = []
    whole = 0
    for pool in terms.pools:
        places = spots(pool, known, route.daily)
        pools.append((pool, places))
        for spot, amount in zip(places, given(pool, places, known.held, wanted.locations), strict=True):
            if wanted.locations is not None and spot.place.code not in wanted.locations:
                continue
            answered = 0 if is_shut else amount
            whole += answered
            parts.append(_part(spot, answered, unit, scale))
            if wanted.explain:
                told.append(Given(pool, spot, amount, answered))
    available = quantity_of(whole, unit, scale)
    coming = [] if terms.is_now_only else counted_on(supplies, terms.supply)
    if terms.is_now_only:
        segments = _now(known, available) if whole else ()
    else:
        later = Later(sku, unit, terms, pools, known.held, wanted.locations)
        segments = segments_of(later, known.now, whole, arrivals(coming, terms.supply, scale, known.now))
    return Availability(
        sku=sku,
        available=available,
        locations=tuple(parts),
        segments=segments,
        explain=(*_explained(told, terms), *_waited_for(coming, terms, known.now, wanted, unit)),
    )


def _plain(sku: str, terms: Terms, known: Known, wanted: Wanted, unit: str) -> Availability:
    """Where no rule speaks: what lies free at each location."""
    stock, held, _ = known
    scale, locations, whole = grains_in(unit), wanted.locations, 0
    parts = []
    for pool in terms.pools:
        for place in pool.places:
            code = place.code
            counted = stock.get(code)
            if counted is None or (locations is not None and code not in locations):
                continue
            free = counted.free - held.get(place.bucket, 0) if held else counted.free
            free = max(free, 0)
            whole += free
            parts.append(LocationAvailability(location=code, available=quantity_of(free, unit, scale)))
    available = quantity_of(whole, unit, scale)
    return Availability(
        sku=sku, available=available, locations=tuple(parts), segments=_now(known, available) if whole else ()
    )


def _now(known: Known, available: Quantity) -> tuple[Segment, ...]:
    return (Segment(at=known.now, quantity=available, kind=SegmentKind.ON_HAND),)


def _explained(told: Sequence[Given], terms: Terms) -> tuple[Addend, ...]:
    return explained(told, "excluded" if terms.is_excluded else "not released yet") if told else ()


def _waited_for(
    coming: Iterable[Supply], terms: Terms, now: datetime, wanted: Wanted, unit: str
) -> tuple[Addend, ...]:
    """What is counted on and promised for no time."""
    if not wanted.explain:
        return ()
    places = {place.code for pool in terms.pools for place in pool.places}
    found: list[tuple[Supply, AddendKind]] = []
    for supply in coming:
        rule = rule_for(supply, terms.supply)
        why = None if rule is None else why_not(supply, rule, now)
        is_wanted = wanted.locations is None or supply.location in wanted.locations
        if why is not None and is_wanted and supply.location in places:
            found.append((supply, why))
    return waited_for(found, unit)


def _part(spot: Spot, amount: int, unit: str, scale: int) -> LocationAvailability:
    available = quantity_of(amount, unit, scale)
    if not spot.is_stale:
        return LocationAvailability(location=spot.place.code, available=available)
    return LocationAvailability(
        location=spot.place.code,
        available=available,
        is_stale=True,
        discounted=quantity_of(spot.discount, unit, scale) if spot.discount else None,
    )
