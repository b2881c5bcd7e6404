"""What is answered: what may be promised now, later, where, and how that was computed."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.quantities import Quantity


class LocationAvailability(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one location can promise of one sku.

    is_stale: its system was not heard of for longer than the rules allow. discounted: how much less is
    promised for that; None where nothing.
    """

    location: str
    available: Quantity
    is_stale: bool = False
    discounted: Quantity | None = None


class SegmentKind(StrEnum):
    """What a part of a promise rests on."""

    ON_HAND = "ON_HAND"
    PURCHASE_ORDER = "PURCHASE_ORDER"
    ASN = "ASN"
    TRANSFER = "TRANSFER"
    BACKORDER = "BACKORDER"
    PREORDER = "PREORDER"


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """A further quantity that can be promised from a time on. supply: the document that brings it."""

    at: datetime
    quantity: Quantity
    kind: SegmentKind
    supply: str = ""
    location: str = ""


class AddendKind(StrEnum):
    """Why a quantity is added or taken away."""

    SELLABLE = "SELLABLE"
    ALLOCATED = "ALLOCATED"
    RESERVED = "RESERVED"
    CHANNEL_COMMITTED = "CHANNEL_COMMITTED"
    BREACH = "BREACH"
    STALE = "STALE"
    HELD = "HELD"
    SAFETY = "SAFETY"
    OVERCLAIMED = "OVERCLAIMED"
    KEPT_FOR_OTHERS = "KEPT_FOR_OTHERS"
    SHARE = "SHARE"
    EXCLUDED = "EXCLUDED"
    COMPONENT = "COMPONENT"
    COMING = "COMING"
    UNDATED = "UNDATED"
    OVERDUE = "OVERDUE"


class Addend(msgspec.Struct, frozen=True, kw_only=True):
    """One term of the sum that makes what is available now; negative where it is taken away.

    source, as_of: the system that says so, and when it was so. verified_at: up to when that is known to be
    so. note: the rule, pool or component that it is about.
    """

    kind: AddendKind
    quantity: Quantity
    location: str = ""
    source: str = ""
    as_of: datetime | None = None
    verified_at: datetime | None = None
    note: str = ""


class Availability(msgspec.Struct, frozen=True, kw_only=True):
    """What may be promised of one sku.

    locations: the parts of `available`, which they sum to. segments: first what is available now, where
    there is any, then what comes later, by time. explain: sums to `available`; empty unless asked for.
    """

    sku: str
    available: Quantity
    locations: tuple[LocationAvailability, ...] = ()
    segments: tuple[Segment, ...] = ()
    explain: tuple[Addend, ...] = ()

    @property
    def is_stale(self) -> bool:
        """Whether it rests on a location whose system was not heard of for too long."""
        return any(part.is_stale for part in self.locations)

    @property
    def discounted(self) -> Quantity | None:
        """How much less is promised for that; None where nothing."""
        parts = [part.discounted for part in self.locations if part.discounted is not None]
        return sum(parts[1:], parts[0]) if parts else None


def earliest(segments: Sequence[Segment], wanted: Quantity) -> datetime | None:
    """When so much can be promised together; None where nothing says that it ever can."""
    gathered = None
    for segment in segments:
        gathered = segment.quantity if gathered is None else gathered + segment.quantity
        if not gathered < wanted:
            return segment.at
    return None
