"""The declared rules of selling. Without any, every channel may promise what lies sellable and unclaimed.

Names of channels, customers, locations and SKUs are ours. An empty set of them means all. Units are the base
units of the item. Where a rule stands in a list of its kind, the first that speaks of a case counts, except
for reserves, which all count.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

Names = frozenset[str]
ALL: Names = frozenset()
NONE = Decimal(0)
ALL_OF_IT = Decimal(100)


class Pool(msgspec.Struct, frozen=True, kw_only=True):
    """Locations that are sold from together, the preferred first. No location is in two pools."""

    name: str
    locations: tuple[str, ...]


class PoolUse(msgspec.Struct, frozen=True, kw_only=True):
    """That a channel sells from a pool. destinations: only what goes there (`US`, `US-CA`)."""

    pool: str
    destinations: tuple[str, ...] = ()


class ChannelRule(msgspec.Struct, frozen=True, kw_only=True):
    """One channel. pools: what it sells from, the preferred first; empty: all, in their order."""

    name: str
    pools: tuple[PoolUse, ...] = ()


class Safety(msgspec.Struct, frozen=True, kw_only=True):
    """What must stay at each location: the most of a number, a percentage of the sellable, days of sales."""

    channels: Names = ALL
    locations: Names = ALL
    skus: Names = ALL
    units: Decimal = NONE
    percent: Decimal = NONE
    days: Decimal = NONE


class Reserve(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept in a pool for some channels or customers, as long as it is not held for them.

    channels and customers: who may draw on it; both must fit. units: so much of each sku that it is about.
    priority: where there is too little for all reserves, lower numbers are filled first.
    """

    name: str
    pool: str
    units: Decimal
    channels: Names = ALL
    customers: Names = ALL
    skus: Names = ALL
    priority: int = 100


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A channel never holds more than this percentage of what is free in a pool; nothing is set aside."""

    channel: str
    pool: str
    percent: Decimal
    skus: Names = ALL


class StaleBuffer(msgspec.Struct, frozen=True, kw_only=True):
    """What is not promised of a position whose system was not heard of for longer than `after`.

    The greater of units and a percentage of what is free there. nothing_after: and then nothing at all.
    """

    after: timedelta
    locations: Names = ALL
    units: Decimal = NONE
    percent: Decimal = NONE
    nothing_after: timedelta | None = None


class SupplyRule(msgspec.Struct, frozen=True, kw_only=True):
    """How far supply of these kinds (`PURCHASE_ORDER`, `ASN`, `TRANSFER`) is counted on.

    confidence: the percentage that is promised of it. lead: from its arrival until it can be promised.
    horizon: what arrives later than that from now is not promised; None: everything is. overdue: for so long
    what should have come is still taken to come; None: for ever.
    """

    kinds: Names = ALL
    channels: Names = ALL
    skus: Names = ALL
    confidence: Decimal = ALL_OF_IT
    lead: timedelta = timedelta(0)
    horizon: timedelta | None = None
    overdue: timedelta | None = None


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """How long a transfer takes from these locations to those, where nobody says when it is to arrive."""

    takes: timedelta
    origins: Names = ALL
    locations: Names = ALL


class Backorder(msgspec.Struct, frozen=True, kw_only=True):
    """That a channel may promise up to `units` more than there is, for `lead` from now."""

    units: Decimal
    lead: timedelta
    channels: Names = ALL
    skus: Names = ALL


class Preorder(msgspec.Struct, frozen=True, kw_only=True):
    """That these SKUs are promised up to `units` for their release, and nothing of them before."""

    units: Decimal
    release_at: datetime
    skus: Names
    channels: Names = ALL


class Exclusion(msgspec.Struct, frozen=True, kw_only=True):
    """What these channels do not sell to these customers."""

    skus: Names
    channels: Names = ALL
    customers: Names = ALL


class SellingRules(msgspec.Struct, frozen=True, kw_only=True):
    """All of them. daily: units of a sku that leave a location in a day, for days of cover.

    kits_from_many: whether the components of a kit may come from different locations.
    """

    pools: tuple[Pool, ...] = ()
    channels: tuple[ChannelRule, ...] = ()
    safety: tuple[Safety, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    shares: tuple[Share, ...] = ()
    stale: tuple[StaleBuffer, ...] = ()
    supply: tuple[SupplyRule, ...] = ()
    lanes: tuple[Lane, ...] = ()
    backorders: tuple[Backorder, ...] = ()
    preorders: tuple[Preorder, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    daily: Mapping[tuple[str, str], Decimal] = {}
    kits_from_many: bool = False


PLAIN = SellingRules()
"""Of a company that declares none: no supply that is on its way is promised either."""
