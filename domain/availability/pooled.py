"""What a channel may promise of one pool: what lies free at each location, less what is kept for others.

All amounts are grains. Our own live holds are summed by bucket: `ceilings.summed`.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import msgspec

from domain.availability.counted import Counted
from domain.availability.filling import Holders, drawn, further
from domain.availability.grains import HUNDRED_PERCENT, grains_in, part_down, part_up, up
from domain.availability.plans import Discount, Place, PoolTerms, ReserveTerms, owners_in
from domain.errors import ImpossibleValue
from domain.quantities import EACH
from domain.stock import StockPosition

Stock: TypeAlias = Mapping[str, Counted]
"""One SKU by location."""

Holds: TypeAlias = Mapping[str, int]
"""One SKU: grains of our live holds by bucket. What is not there is zero."""

Daily: TypeAlias = Mapping[tuple[str, str], Decimal]


class Known(NamedTuple):
    """What is known of one SKU at a time: its counted positions by location, and our own live holds."""

    stock: Stock
    held: Holds
    now: datetime


class Spot(msgspec.Struct, frozen=True, gc=False):
    """One location of a pool.

    limit: the most that holds there may come to; below zero where the systems have promised more than there
    is. held: our holds there. safety: what the channel has to leave there. discount: what is taken off the
    limit for want of news. is_stale: whether news are wanting.
    """

    place: Place
    stock: Counted
    limit: int
    held: int
    safety: int = 0
    discount: int = 0
    is_stale: bool = False


def spots(terms: PoolTerms, known: Known, daily: Daily) -> list[Spot]:
    """The locations of the pool that count the SKU, the preferred first."""
    stock, held, now = known
    found = []
    for place in terms.places:
        counted = stock.get(place.code)
        if counted is None:
            continue
        limit = counted.free
        taken = held.get(place.bucket, 0) if held else 0
        if place.is_bare:
            found.append(Spot(place, counted, limit, taken))
            continue
        rule, discount, is_stale = place.stale, 0, False
        if rule is not None and _is_silent(rule, counted, now):
            is_stale, discount = True, _discount(rule, counted, now)
            limit -= discount
        safety = place.units
        if place.share and limit > 0:
            safety = max(safety, -(-limit * place.share // HUNDRED_PERCENT))
        if place.days is not None:
            safety = max(safety, _of_days(place.days, place.code, counted.position, daily))
        found.append(Spot(place, counted, limit, taken, safety, discount, is_stale))
    return found


def at_each(places: Sequence[Spot], wanted: Container[str] | None = None) -> list[int]:
    """What lies free at each location, whatever is kept for others in the pool; nothing at one not wanted."""
    found = []
    for spot in places:
        free = spot.limit - spot.held - spot.safety
        is_ours = free > 0 and (wanted is None or spot.place.code in wanted)
        found.append(free if is_ours else 0)
    return found


def allowance(terms: PoolTerms, places: Sequence[Spot], held: Holds) -> int:
    """The most that the channel may promise of the pool, wherever it lies. Not below zero."""
    whole = left = 0
    for spot in places:
        limit, safety = spot.limit, spot.safety
        if limit > 0:
            whole += limit
            left += limit - safety if safety < limit else 0
    rooms = [filled for _, filled in reserved(terms, whole)] if terms.reserves else ()
    left -= sum(rooms)
    holders = _holders(terms, held) if held else {}
    if holders:
        left -= sum(holders.values()) - drawn(holders, rooms)
    most = max(0, left)
    if terms.owned:
        most += further(terms.owned, holders, rooms)
    if terms.share is None:
        return most
    return min(most, max(0, part_down(whole, terms.share) - held.get(terms.seller_bucket, 0)))


def reserved(terms: PoolTerms, whole: int) -> Iterable[tuple[ReserveTerms, int]]:
    """How far each reserve can be filled of what is there, in the order in which they are."""
    for reserve in terms.reserves:
        filled = min(reserve.units, whole)
        whole -= filled
        yield reserve, filled


def _holders(terms: PoolTerms, held: Holds) -> Holders:
    """What is held in the pool, by the reserves that its holders own."""
    found = ((owners_in(bucket, terms.name), much) for bucket, much in held.items())
    return {owned: much for owned, much in found if owned is not None and much > 0}


def kept(places: Iterable[Spot]) -> int:
    """What the seller has to leave in the pool."""
    return sum(min(spot.safety, max(0, spot.limit)) for spot in places)


def given(
    terms: PoolTerms, places: Sequence[Spot], held: Holds, wanted: Container[str] | None = None
) -> list[int]:
    """What each location gives to the promise: together the allowance, from the preferred first."""
    free = at_each(places, wanted)
    if terms.is_open:
        return free
    left = allowance(terms, places, held)
    for index, amount in enumerate(free):
        if amount > left:
            free[index] = left
        left -= free[index]
    return free


def unit_of(stock: Stock) -> str:
    """The unit of all positions of a SKU: assembly has converted them. Raises ImpossibleValue for two."""
    unit = ""
    for counted in stock.values():
        if counted.position.unit != unit:
            if unit:
                raise ImpossibleValue(f"cannot combine {unit} with {counted.position.unit}")
            unit = counted.position.unit
    return unit or EACH


def _is_silent(rule: Discount, counted: Counted, now: datetime) -> bool:
    return counted.verified_at is not None and now - counted.verified_at > rule.after


def _discount(rule: Discount, counted: Counted, now: datetime) -> int:
    free = max(0, counted.free)
    last, known = rule.nothing_after, counted.verified_at
    if last is not None and known is not None and now - known > last:
        return free
    return min(free, max(rule.units, part_up(free, rule.share)))


def _of_days(days: Decimal, code: str, position: StockPosition, daily: Daily) -> int:
    """What leaves the location in so many days."""
    sold = daily.get((position.sku, code))
    return 0 if sold is None else up(sold * days, grains_in(position.unit))
