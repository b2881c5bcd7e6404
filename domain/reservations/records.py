"""What is asked for, what is held, and the ceilings that bound it."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import msgspec

from domain.availability.grains import grains_in, quantity_of
from domain.quantities import EACH, Quantity
from domain.reservations.states import ReservationState


class Mode(StrEnum):
    """ALL_OR_NOTHING: every line in full, or no hold. BEST_EFFORT: of each line what there is."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING"
    BEST_EFFORT = "BEST_EFFORT"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a request, in the words of who asks."""

    sku: str
    quantity: Quantity


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner asks to be held. key: its own name of the request, by which a repetition is known.

    customer, destination: for whom and where to, where the rules of the channel tell them apart.
    """

    partner: str
    channel: str
    lines: tuple[Wanted, ...]
    seconds: int
    key: str
    mode: Mode = Mode.ALL_OR_NOTHING
    customer: str = ""
    destination: str = ""


class Bucket(NamedTuple):
    """What a ceiling bounds: part of an item's stock, in the words of domain.availability.ceilings."""

    sku: str
    name: str


class Room(msgspec.Struct, frozen=True, gc=False):
    """A ceiling as it is kept, in grains. held: what is claimed under it together. version: of the item."""

    ceiling: int
    held: int
    version: int

    @property
    def left(self) -> int:
        """What may still be held: nothing where the ceiling fell below what is held already."""
        return max(self.ceiling - self.held, 0)


class Need(msgspec.Struct, frozen=True, gc=False):
    """So much of an item, in its base unit, for one asked unit of a line. A kit has several."""

    sku: str
    amount: Decimal
    unit: str = EACH


class Allotment(msgspec.Struct, frozen=True, kw_only=True):
    """Grains of one item at one place, for one line. taken: how many of them the order itself claims now.

    buckets: of the item, in which it counts whole. unit: the base unit of the item.
    """

    line: int
    sku: str
    location: str
    grains: int
    unit: str = EACH
    taken: int = 0
    buckets: tuple[str, ...] = ()

    @property
    def live(self) -> int:
        """What it still holds while its reservation lives."""
        return self.grains - self.taken

    @property
    def quantity(self) -> Quantity:
        """What was held at first."""
        return quantity_of(self.grains, self.unit, grains_in(self.unit))


class HeldLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it was asked for, and how much of it is held; less than asked for under BEST_EFFORT alone."""

    sku: str
    asked: Quantity
    held: Quantity


class Reservation(msgspec.Struct, frozen=True, kw_only=True):
    """One hold of one or more lines for one channel until a time."""

    id: str
    partner: str
    channel: str
    state: ReservationState
    expires_at: datetime
    created_at: datetime
    lines: tuple[HeldLine, ...]
    allotments: tuple[Allotment, ...]
    customer: str = ""
    order_number: str = ""


def counted(allotments: Iterable[Allotment]) -> dict[Bucket, int]:
    """What live allotments count under each ceiling, in grains, in the order of ceilings."""
    found: dict[Bucket, int] = {}
    for one in allotments:
        for name in one.buckets:
            bucket = Bucket(one.sku, name)
            found[bucket] = found.get(bucket, 0) + one.live
    return dict(sorted(found.items()))
