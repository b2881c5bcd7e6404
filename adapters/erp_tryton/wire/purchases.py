"""Purchases with their lines and what of them has come."""

from decimal import Decimal

import msgspec

from adapters.erp_tryton.wire.values import BaseUnit, Coded, Day, Factor, Moment, Numbered


class Item(Coded, kw_only=True):
    """What is bought."""

    type: str
    default_uom: BaseUnit = msgspec.field(name="default_uom.")


class Move(msgspec.Struct):
    """A part of a line that has come (`done`) or is awaited, in stock units."""

    state: str
    internal_quantity: Decimal
    planned_date: Day | None = None


class Line(msgspec.Struct):
    """One line; its own delivery date is the earliest of all its moves, received ones included."""

    id: int
    type: str
    quantity: Decimal | None = None
    delivery_date: Day | None = None
    unit: Factor | None = msgspec.field(name="unit.", default=None)
    product: Item | None = msgspec.field(name="product.", default=None)
    moves: list[Move] = msgspec.field(name="moves.", default_factory=list)


class Purchase(Numbered):
    """An order to a supplier."""

    state: str
    create_date: Moment
    lines: list[Line] = msgspec.field(name="lines.")
    purchase_date: Day | None = None
    party: Coded | None = msgspec.field(name="party.", default=None)
    warehouse: Coded | None = msgspec.field(name="warehouse.", default=None)


PURCHASE = msgspec.json.Decoder(Purchase)
