"""Rules made ready for one kind of question, so that a SKU costs a few additions and no search for rules.

Buckets are the names under which our live holds of a SKU are summed.
"""

from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from domain.availability.rules import Backorder, Preorder, SupplyRule

_OWNERS = "owners:"
REST = ""
"""The pool of all locations that are in no declared one."""


class Ask(msgspec.Struct, frozen=True, gc=False):
    """Who wants to sell to whom. channel: "" for none. destination: as `US-CA`, or "" for anywhere."""

    channel: str = ""
    customer: str = ""
    destination: str = ""


class Discount(msgspec.Struct, frozen=True, gc=False):
    """How much is taken off what a location has once its system was silent for so long, in grains."""

    after: timedelta
    units: int
    share: int
    nothing_after: timedelta | None


class Place(msgspec.Struct, frozen=True, gc=False):
    """One location as one channel sells one SKU from it: what must stay: grains, percent, days.

    is_bare: whether nothing must, and nothing is taken off for want of news.
    """

    code: str
    bucket: str
    units: int = 0
    share: int = 0
    days: Decimal | None = None
    stale: Discount | None = None
    is_bare: bool = True


class ReserveTerms(msgspec.Struct, frozen=True, gc=False):
    """So many grains are kept for some."""

    name: str
    units: int


class PoolTerms(msgspec.Struct, frozen=True, gc=False):
    """One pool. reserves: of this SKU, as they are filled. owned: those that are for whoever asks, as bits.

    share: at most so much of it.
    """

    name: str
    places: tuple[Place, ...]
    seller_bucket: str
    reserves: tuple[ReserveTerms, ...] = ()
    owned: int = 0
    share: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing binds but what lies at the locations."""
        return not self.reserves and self.share is None


class Terms(msgspec.Struct, frozen=True):
    """All that counts for one SKU and one kind of question, in the order in which pools are preferred.

    is_now_only: whether nothing is promised for later, whatever is on its way. is_plain: whether moreover
    nothing binds but what lies at each location.
    """

    pools: tuple[PoolTerms, ...]
    is_excluded: bool = False
    supply: tuple[SupplyRule, ...] = ()
    is_now_only: bool = True
    is_plain: bool = False
    backorder: Backorder | None = None
    preorder: Preorder | None = None

    def is_before_release(self, now: datetime) -> bool:
        """Whether it is only promised for later."""
        return self.preorder is not None and now < self.preorder.release_at


def at_bucket(location: str) -> str:
    """The bucket of all holds at a location."""
    return f"at:{location}"


def owners_bucket(owned: int, pool: str) -> str:
    """The bucket of all holds in a pool of sellers for whom just these reserves are, as bits."""
    return f"{_OWNERS}{owned}@{pool}"


def owners_in(bucket: str, pool: str) -> int | None:
    """The reserves of such a bucket of this pool; None of any other."""
    if not bucket.startswith(_OWNERS):
        return None
    owned, _, where = bucket.removeprefix(_OWNERS).partition("@")
    return int(owned) if where == pool else None


def seller_bucket(seller: str, pool: str) -> str:
    """The bucket of all holds of a seller in a pool."""
    return f"seller:{seller}@{pool}"
