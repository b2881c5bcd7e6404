"""Groups of sellers for whom some reserves are not: together they may not take what is reserved.

However holds are drawn on reserves (see `filling`), all of them can still be filled just as long as, for
every selection of reserves, those sellers who own none of it hold no more than the rest of the pool. So there
is a group for every selection of a pool's reserves. Whoever holds counts in each of his groups, whatever the
others hold at that moment. Reserves of the same owners are one, and so are selections with the same group: of
reserves that lie in one another there are few, of reserves that have nothing to do with each other all.
Where they come to more than `MOST_GROUPS`, there are those of each kind of owners, of all but one and of all:
a reserve may shrink then where many take at one moment. More than there is is never promised.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import product
from typing import NamedTuple, TypeAlias

from domain.availability.named import fits
from domain.availability.plans import seller_bucket
from domain.availability.rules import Names, Reserve
from domain.availability.selling import Selling, asker

MOST_GROUPS = 63
"""Of six kinds of owners that have nothing to do with each other. Whoever owns none counts in all of them."""
_MOST_KINDS = 10
_ANY = ""

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
        return not any(_own(each, ask.channel, ask.customer) for each in self.owners)


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
    kinds = tuple(sorted(by_owners, key=_told))
    return [
        Group(_bucket(some, pool), frozenset(one.name for each in some for one in by_owners[each]), some)
        for some in _selections(kinds)
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


@lru_cache(maxsize=1024)
def _selections(kinds: tuple[Owners, ...]) -> tuple[tuple[Owners, ...], ...]:
    """One selection for each group: the largest of those that have it."""
    if len(kinds) <= _MOST_KINDS:
        found = dict.fromkeys(_closed(range(1, 1 << len(kinds)), kinds))
        if len(found) <= MOST_GROUPS:
            return tuple(_selected(bits, kinds) for bits in found)
    whole = (1 << len(kinds)) - 1
    ones = [1 << number for number in range(len(kinds))]
    some = dict.fromkeys(_closed([*ones, *(whole - one for one in ones), whole], kinds))
    return tuple(_selected(bits, kinds) for bits in some)


def _closed(selections: Iterable[int], kinds: Sequence[Owners]) -> Iterator[int]:
    """With all that nobody owns who owns none of the selection."""
    whole, sellers = (1 << len(kinds)) - 1, _sellers(kinds)
    for bits in selections:
        theirs = 0
        for owned in sellers:
            if not owned & bits:
                theirs |= owned
        yield whole & ~theirs


def _sellers(kinds: Sequence[Owners]) -> frozenset[int]:
    """What each seller that there may be owns, as bits."""
    channels = {_ANY}.union(*(names for names, _ in kinds))
    customers = {_ANY}.union(*(names for _, names in kinds))
    return frozenset(
        sum(1 << number for number, each in enumerate(kinds) if _own(each, channel, customer))
        for channel, customer in product(channels, customers)
    )


def _selected(bits: int, kinds: Sequence[Owners]) -> tuple[Owners, ...]:
    return tuple(each for number, each in enumerate(kinds) if bits >> number & 1)


def _own(owners: Owners, channel: str, customer: str) -> bool:
    return fits(owners[0], channel) and fits(owners[1], customer)


def _told(owners: Owners) -> tuple[list[str], list[str]]:
    return sorted(owners[0]), sorted(owners[1])


def _bucket(owners: Iterable[Owners], pool: str) -> str:
    """Of other owners it is another bucket: what is in it was held by the same sellers, always."""
    name = repr([_told(each) for each in owners])
    return f"group:{blake2b(name.encode(), digest_size=8).hexdigest()}@{pool}"
