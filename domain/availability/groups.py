"""Groups of sellers for whom some reserves are not: together they may not take what is reserved.

A reserve is whole for its owners as long as all others together hold no more than the rest of the pool. The
same has to be so of every two reserves together, and so on: so there is a group for every selection of
reserves of a pool, of all sellers who own none of them. Whoever holds counts in each of his groups, whatever
the others hold at that moment. Reserves of the same owners are one. Of more than `EACH_SELECTION` kinds of
owners there are groups for each one, for all but one and for all of them: that is not every selection. Exact
it is where no two reserves share some of their owners and not all of the smaller one's, and where stock fills
them all. Elsewhere a reserve may shrink; more than there is is never promised.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from itertools import combinations
from typing import NamedTuple, TypeAlias

from domain.availability.named import fits
from domain.availability.plans import seller_bucket
from domain.availability.rules import Names, Reserve
from domain.availability.selling import Selling, asker

EACH_SELECTION = 4

Owners: TypeAlias = tuple[Names, Names]
"""The channels and the customers for whom something is reserved."""


class Group(NamedTuple):
    """bucket: under which its holds are summed. kept: the names of the reserves that are not for it."""

    bucket: str
    kept: frozenset[str]
    owners: tuple[Owners, ...]

    def has(self, seller: str) -> bool:
        """Whether the seller owns none of them."""
        ask = asker(seller)
        return not any(
            fits(channels, ask.channel) and fits(customers, ask.customer)
            for channels, customers in self.owners
        )


class Taker(NamedTuple):
    """What a seller may take of a pool beside what it holds, and what it has to leave there, in grains."""

    free: int
    safety: int


class Taken(NamedTuple):
    """A pool as it is taken from, in grains.

    sellers: all who hold or may take. takers: those of them who may take. held: by the seller's bucket.
    counted: what holds come to in every bucket, as it is kept.
    """

    pool: str
    sellers: Collection[str]
    takers: Mapping[str, Taker]
    held: Mapping[str, int]
    counted: Mapping[str, int]


def groups(selling: Selling, pool: str, sku: str) -> list[Group]:
    """The groups of a pool, for one SKU. None where nothing is reserved there."""
    by_owners: dict[Owners, list[Reserve]] = {}
    for reserve in selling.rules.reserves:
        owners = (reserve.channels, reserve.customers)
        if reserve.pool == pool and any(owners) and fits(reserve.skus, sku):
            by_owners.setdefault(owners, []).append(reserve)
    kinds = sorted(by_owners, key=_told)
    return [
        Group(_bucket(some, pool), frozenset(one.name for each in some for one in by_owners[each]), some)
        for size in _sizes(len(kinds))
        for some in combinations(kinds, size)
    ]


def group_buckets(selling: Selling, seller: str, pool: str, sku: str) -> tuple[str, ...]:
    """The buckets of all groups in which holds of the seller count."""
    if not selling.rules.reserves:
        return ()
    return tuple(group.bucket for group in groups(selling, pool, sku) if group.has(seller))


def group_ceiling(group: Group, limit: int, of: Taken) -> int:
    """The most that the bucket of a group may come to.

    limit: what is in the pool less the reserves that are not for it. Holds of before a rule are not in its
    bucket, and take of its room. It is never less than what one of them may take by itself.
    """
    taken = sum(of.held.get(seller_bucket(seller, of.pool), 0) for seller in of.sellers if group.has(seller))
    takers = [taker for seller, taker in of.takers.items() if group.has(seller)]
    most = limit - min((taker.safety for taker in takers), default=0)
    alone = taken + max((taker.free for taker in takers), default=0)
    return max(0, max(most, alone) - (taken - of.counted.get(group.bucket, 0)))


def _sizes(kinds: int) -> Iterable[int]:
    if kinds <= EACH_SELECTION:
        return range(1, kinds + 1)
    return (1, kinds - 1, kinds)


def _told(owners: Owners) -> tuple[list[str], list[str]]:
    return sorted(owners[0]), sorted(owners[1])


def _bucket(owners: Iterable[Owners], pool: str) -> str:
    """Of other owners it is another bucket: what is in it was held by the same sellers, always."""
    name = repr([_told(each) for each in owners])
    return f"group:{blake2b(name.encode(), digest_size=8).hexdigest()}@{pool}"
