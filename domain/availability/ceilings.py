"""Ceilings: the most that holds may come to, so that a check against them cannot oversell.

Live holds (HELD and CONFIRMED, not yet taken over) are summed for each (sku, location) and for each (sku,
seller, pool). A hold may be made where both sums stay within their ceilings. Amounts are whole grains (see
`grains`): pieces of what is counted, millionths of what is measured.

(sku, location): all holds there, of every seller. The ceiling is sellable less the systems' own allocations,
reservations and commitments, less the discount of a stale position, less the safety stock that every channel
has to leave there; zero where the position cannot be true, or nobody counts it. It holds whatever happens.

(sku, seller, pool): all holds of the seller in the pool. The ceiling is what the seller holds and may promise
further: what lies free in the pool less the seller's own safety stock, less what is reserved there for others
and not held by them yet, at most its share. It rests on what others hold, so it has to be computed again when
they hold more.

(sku, group of sellers, pool): all holds of sellers for whom something is not that is reserved in the pool:
see `groups`. It does not rest on what they hold, so that two who take the last at the same moment leave what
is reserved for a third. What a channel has to leave beyond what all of them have to leave, and shares, are
guarded by the sellers' ceilings alone.

A **seller** is a channel; or channel and customer (`web/C-7`) where a rule names the customer. A **pool** is
one of `Selling.pools`, each location in exactly one (`Selling.pool_of`); "" is that of all other locations.

Ceilings change with positions, rules and holds, and by time alone where a position grows stale: `until`.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec

from domain.availability.grains import grains_in
from domain.availability.groups import Group, Taken, Taker, group_ceiling, groups
from domain.availability.named import owned, reserves_of
from domain.availability.plans import Ask, PoolTerms, at_bucket, owners_bucket, seller_bucket
from domain.availability.pooled import Holds, Known, Spot, given, kept, reserved, spots, unit_of
from domain.availability.selling import Selling, asker

NO_HOLDS: Holds = {}


class Ceilings(msgspec.Struct, frozen=True, kw_only=True):
    """Of one SKU, in grains, none below zero. scale: grains in one `unit`.

    locations: by location. sellers: by seller and pool. groups: by bucket. until: when a position grows
    stale, so that they have to be computed again; None where none will.
    """

    sku: str
    unit: str
    scale: int
    locations: Mapping[str, int]
    sellers: Mapping[tuple[str, str], int]
    groups: Mapping[str, int] = {}
    until: datetime | None = None


def ceilings(
    sku: str,
    selling: Selling,
    known: Known,
    sellers: Collection[str] = (),
    counted: Mapping[str, int] = NO_HOLDS,
) -> Ceilings:
    """All ceilings of a SKU: of the declared channels, and of these other sellers, groups of them included.

    sellers: at least all who hold any of it. known.held: our own live holds, as `summed` gives them. counted:
    the same by bucket, as they are kept.
    """
    unit = unit_of(known.stock)
    asked = dict.fromkeys((*sorted(selling.channels), *sellers))
    bound: dict[tuple[str, str], int] = {}
    safe: dict[str, int] = {}
    takers: dict[str, dict[str, Taker]] = {}
    for seller in asked:
        for terms in selling.route(asker(seller)).terms(sku, unit).pools:
            places = spots(terms, known, selling.rules.daily)
            free = sum(given(terms, places, known.held))
            takers.setdefault(terms.name, {})[seller] = Taker(free, kept(places))
            bound[seller, terms.name] = free + known.held.get(seller_bucket(seller, terms.name), 0)
            for spot in places:
                code = spot.place.code
                safe[code] = min(spot.safety, safe.get(code, spot.safety))
    pools = selling.route(Ask()).terms(sku, unit).pools
    limits, until = _at_locations(pools, known, selling)
    grouped: dict[str, int] = {}
    for terms in pools if selling.rules.reserves else ():
        taken = Taken(terms.name, asked, takers.get(terms.name, {}), known.held, counted)
        grouped |= _of_groups(groups(selling, terms.name, sku), terms, limits, taken)
    return Ceilings(
        sku=sku,
        unit=unit,
        scale=grains_in(unit),
        locations={code: max(0, limit - safe.get(code, 0)) for code, limit in limits.items()},
        sellers=bound,
        groups=grouped,
        until=until,
    )


def summed(
    selling: Selling, sku: str, at: Mapping[str, int], sellers: Mapping[tuple[str, str], int]
) -> Holds:
    """Holds by bucket, from their sums by location and by (seller, pool).

    In each pool they are summed, too, by what of it is reserved for those who hold.
    """
    held = {at_bucket(place): much for place, much in at.items()}
    for (seller, pool), much in sellers.items():
        _add(held, seller_bucket(seller, pool), much)
        who = asker(seller)
        reserves = owned(reserves_of(selling.rules, pool, sku), who.channel, who.customer)
        _add(held, owners_bucket(reserves, pool), much)
    return held


def held_of(selling: Selling, sku: str, sums: Mapping[str, int]) -> Holds:
    """Holds by bucket, from the sums of locations and sellers as a store keeps them by bucket."""
    at: dict[str, int] = {}
    sellers: dict[tuple[str, str], int] = {}
    for bucket, much in sums.items():
        kind, _, name = bucket.partition(":")
        if kind == "at":
            at[name] = much
        elif kind == "seller":
            seller, _, pool = name.rpartition("@")
            sellers[seller, pool] = much
    return summed(selling, sku, at, sellers)


def _of_groups(
    some: Iterable[Group], terms: PoolTerms, limits: Mapping[str, int], taken: Taken
) -> dict[str, int]:
    whole = sum(max(0, limits.get(place.code, 0)) for place in terms.places)
    filled = {reserve.name: much for reserve, much in reserved(terms, whole)}
    return {
        group.bucket: group_ceiling(group, whole - sum(filled[name] for name in group.kept), taken)
        for group in some
    }


def _at_locations(
    pools: Iterable[PoolTerms], known: Known, selling: Selling
) -> tuple[dict[str, int], datetime | None]:
    found = [spot for terms in pools for spot in spots(terms, known, selling.rules.daily)]
    turns = [moment for spot in found for moment in _turns(spot) if moment > known.now]
    return {spot.place.code: spot.limit for spot in found}, min(turns, default=None)


def _add(held: dict[str, int], bucket: str, much: int) -> None:
    held[bucket] = held.get(bucket, 0) + much


def _turns(spot: Spot) -> list[datetime]:
    """When its discount changes by time alone."""
    rule, known = spot.place.stale, spot.stock.verified_at
    if rule is None or known is None:
        return []
    spans = (rule.after, rule.nothing_after)
    return [known + span for span in spans if span is not None]
