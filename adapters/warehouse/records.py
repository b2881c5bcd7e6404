"""A warehouse's records in our values and still in its own terms: its numbers, its states."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, TypeAlias

import msgspec

from domain.milestones import MilestoneCode
from domain.quantities import Quantity
from domain.shipments import Content, Package

States: TypeAlias = Mapping[str, tuple[MilestoneCode, ...]]
"""What each state of a warehouse says of an order; no codes where it is no milestone of ours."""


class Step(NamedTuple):
    """A state that an order came into, and when."""

    state: str
    at: datetime


class Consignment(msgspec.Struct, frozen=True, kw_only=True):
    """A shipment as one of its orders tells it: whole, with other orders' parts too."""

    number: str
    carrier: str
    service: str
    shipped_at: datetime | None
    packages: tuple[Package, ...]
    contents: tuple[Content, ...]


class WarehouseOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One warehouse order; the host's order (`reference`) may have several. changed_at: its last change."""

    number: str
    reference: str
    facility: str
    customers: tuple[str, ...]
    state: str
    changed_at: datetime | None
    steps: tuple[Step, ...]
    consignments: tuple[Consignment, ...]


class LineCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What a warehouse order counts of a host's line. Allocated is not yet picked; the others only grow.

    item: the warehouse's code of what is in it.
    """

    line: str
    item: str
    ordered: Quantity
    allocated: Quantity
    picked: Quantity
    short: Quantity
    packed: Quantity
    shipped: Quantity


def steps(
    history: Iterable[tuple[str, datetime | None]], state: str, changed_at: datetime | None
) -> tuple[Step, ...]:
    """The states with a readable time; the present one, as of the last change, where the history lacks it."""
    told = list(history)
    if state not in {known for known, _ in told}:
        told.append((state, changed_at))
    return tuple(Step(known, at) for known, at in told if at is not None)
