"""Stock positions: every unit in the building is in exactly one physical state; claims are promises.

on_hand = sellable + picked + damaged + quarantined. Claims (allocated, reserved, channelCommitted)
are made on sellable units and are not places. Outside the building: inTransit, incoming.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from domain.exceptions import Finding, Severity
from domain.quantities import EACH, Quantity, total


class StockState(StrEnum):
    """What a figure counts."""

    SELLABLE = "SELLABLE"
    PICKED = "PICKED"
    DAMAGED = "DAMAGED"
    QUARANTINED = "QUARANTINED"
    ALLOCATED = "ALLOCATED"
    RESERVED = "RESERVED"
    CHANNEL_COMMITTED = "CHANNEL_COMMITTED"
    IN_TRANSIT = "IN_TRANSIT"
    INCOMING = "INCOMING"
    BACKORDERED = "BACKORDERED"
    ON_HAND = "ON_HAND"


STOCK_NEGATIVE = "STOCK_NEGATIVE"
STOCK_UNBALANCED = "STOCK_UNBALANCED"
STOCK_OVERCLAIMED = "STOCK_OVERCLAIMED"
"""Codes of findings about a position."""

PHYSICAL = (StockState.SELLABLE, StockState.PICKED, StockState.DAMAGED, StockState.QUARANTINED)
CLAIMS = (StockState.ALLOCATED, StockState.RESERVED, StockState.CHANNEL_COMMITTED)


class StockKey(msgspec.Struct, frozen=True, gc=False):
    """One item at one place."""

    sku: str
    location: str


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """How much is in one state, by whom, and when that was so."""

    state: StockState
    quantity: Quantity
    source: str
    as_of: datetime | None = None


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """So much left for a place and has not arrived there.

    reference: names the transfer, for its source. origin: our code of where it left. expected_at: when it is
    to arrive, None where nobody says. source: who told that it left.
    """

    reference: str
    quantity: Quantity
    shipped_at: datetime
    origin: str = ""
    expected_at: datetime | None = None
    source: str = ""


class StockPosition(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of one sku at one location, in one unit.

    At most one for each state, but for RESERVED: where it is shown, what we hold is beside what they hold.
    transfers: what is known apart of what is in transit to it.
    """

    sku: str
    location: str
    figures: tuple[Figure, ...] = ()
    unit: str = EACH
    as_of: datetime | None = None
    transfers: tuple[Transfer, ...] = ()

    def of(self, state: StockState) -> Quantity | None:
        """The quantity in a state, or None where no system reports it."""
        return next((f.quantity for f in self.figures if f.state is state), None)


def on_hand(position: StockPosition) -> Quantity | None:
    """Everything in the building: the sum of all physical states, what a source says, or the known states."""
    known = _physical(position)
    said = position.of(StockState.ON_HAND)
    if said is not None and len(known) < len(PHYSICAL):
        return said
    return total(known, position.unit) if known else None


def promisable(position: StockPosition) -> Quantity | None:
    """What claims are made on: sellable units, or all on hand where a source tells no states apart."""
    sellable = position.of(StockState.SELLABLE)
    return sellable if sellable is not None else position.of(StockState.ON_HAND)


def reserved(position: StockPosition) -> Quantity | None:
    """All holds, theirs and ours; None where nobody tells of any. One alone is as it is told."""
    held = [figure.quantity for figure in position.figures if figure.state is StockState.RESERVED]
    if len(held) > 1:
        return total((each.floored() for each in held), position.unit)
    return held[0] if held else None


def claimed(position: StockPosition) -> Quantity:
    """All promises on sellable units. One below zero is a breach and gives nothing back."""
    return total((f.quantity.floored() for f in position.figures if f.state in CLAIMS), position.unit)


def breaches(position: StockPosition) -> list[Finding]:
    """What cannot be true of a position: a negative state, a sum that is off, claims beyond stock."""
    if _is_plainly_right(position):
        return []
    return [*_negative(position), *_unbalanced(position), *_overclaimed(position)]


def _is_plainly_right(position: StockPosition) -> bool:
    """Whether nothing is negative, nothing is claimed beyond what is sellable, and no sum is told beside."""
    sellable, claims = None, Decimal(0)
    for figure in position.figures:
        state, amount = figure.state, figure.quantity.amount
        if amount < 0 or state is StockState.ON_HAND or figure.quantity.unit != position.unit:
            return False
        if state is StockState.SELLABLE:
            sellable = amount
        elif state in CLAIMS:
            claims += amount
    return sellable is None or claims <= sellable


def _negative(position: StockPosition) -> list[Finding]:
    wrong = [f for f in position.figures if f.quantity.amount < 0]
    return [_finding(STOCK_NEGATIVE, position, f"{f.state} is {f.quantity.amount}") for f in wrong]


def _unbalanced(position: StockPosition) -> list[Finding]:
    said = position.of(StockState.ON_HAND)
    known = _physical(position)
    if said is None or len(known) < len(PHYSICAL) or total(known, position.unit) == said:
        return []
    text = f"on hand is {said.amount}, its states sum to {total(known, position.unit).amount}"
    return [_finding(STOCK_UNBALANCED, position, text)]


def _overclaimed(position: StockPosition) -> list[Finding]:
    """Only against stock that is known: where no system counts it, nobody can tell."""
    stock = promisable(position)
    claims = claimed(position)
    if stock is None or not stock.floored() < claims:
        return []
    return [_finding(STOCK_OVERCLAIMED, position, f"{claims.amount} claimed of {stock.amount} to promise")]


def _physical(position: StockPosition) -> list[Quantity]:
    return [figure.quantity for figure in position.figures if figure.state in PHYSICAL]


def _finding(code: str, position: StockPosition, text: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARNING,
        group=f"{position.sku}@{position.location}",
        subjects=(f"sku:{position.sku}@{position.location}",),
        systems=tuple(sorted({figure.source for figure in position.figures})),
        detail=text,
    )
