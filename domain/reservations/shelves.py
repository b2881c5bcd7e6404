"""What a channel may take of an item, and where: the rules of availability, as a split needs them."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from domain.availability.ceilings import summed
from domain.availability.groups import group_buckets
from domain.availability.plans import at_bucket, seller_bucket
from domain.availability.pooled import Holds, Known, allowance, at_each, spots, unit_of
from domain.availability.selling import Route, Selling
from domain.reservations.records import Allotment, Bucket, Room

_AT, _SELLER = at_bucket(""), "seller:"


class Pool(msgspec.Struct, frozen=True):
    """So many grains may be taken of a pool, and so many at each of its places, the preferred first."""

    left: int
    places: Mapping[str, int]


class Shelf(msgspec.Struct, frozen=True):
    """An item, by the pools from which the channel sells it, the preferred first."""

    pools: tuple[Pool, ...]


def shelf(sku: str, route: Route, known: Known) -> Shelf:
    """What may be taken of the item now. What is only promised for later cannot be held."""
    terms = route.terms(sku, unit_of(known.stock))
    if terms.is_excluded or terms.is_before_release(known.now):
        return Shelf(())
    found = []
    for pool in terms.pools:
        places = spots(pool, known, route.daily)
        free = at_each(places)
        left = sum(free) if pool.is_open else allowance(pool, places, known.held)
        codes = (spot.place.code for spot in places)
        found.append(Pool(left, dict(zip(codes, free, strict=True))))
    return Shelf(tuple(found))


def placed(allotments: Iterable[Allotment], seller: str, selling: Selling) -> tuple[Allotment, ...]:
    """The allotments with the buckets in which they count: of the place, the seller and its groups."""
    return tuple(replace(one, buckets=_buckets(one, seller, selling)) for one in allotments)


def _buckets(one: Allotment, seller: str, selling: Selling) -> tuple[str, ...]:
    pool = selling.pool_of.get(one.location, "")
    own = (at_bucket(one.location), seller_bucket(seller, pool))
    return (*own, *group_buckets(selling, seller, pool, one.sku))


def sums(rooms: Mapping[Bucket, Room]) -> dict[str, dict[str, int]]:
    """What is held, by item and bucket."""
    found: dict[str, dict[str, int]] = {}
    for (sku, name), room in rooms.items():
        found.setdefault(sku, {})[name] = room.held
    return found


def holds(selling: Selling, sku: str, held: Mapping[str, int]) -> Holds:
    """What is held of an item, as the rules of availability count it. held: by bucket, as it is kept."""
    at = {name.removeprefix(_AT): much for name, much in held.items() if name.startswith(_AT)}
    return summed(selling, sku, at, {seller_of(name): much for name, much in held.items() if is_seller(name)})


def is_seller(bucket: str) -> bool:
    """Whether it is of a seller in a pool."""
    return bucket.startswith(_SELLER)


def seller_of(bucket: str) -> tuple[str, str]:
    """The seller and the pool of such a bucket."""
    seller, _, pool = bucket.removeprefix(_SELLER).rpartition("@")
    return seller, pool
