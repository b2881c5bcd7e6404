"""Sales that take goods back, with what came back and what was credited."""

from decimal import Decimal
from typing import Annotated

import msgspec

from adapters.erp_tryton.wire.sales import Invoice, Item
from adapters.erp_tryton.wire.values import Coded, Day, Factor, Moment, Numbered, Rows


class Line(msgspec.Struct):
    """One line: what comes back has a quantity below zero."""

    id: int
    type: str
    quantity: Decimal | None = None
    unit: Factor | None = msgspec.field(name="unit.", default=None)
    product: Item | None = msgspec.field(name="product.", default=None)


class ReturnedSale(msgspec.Struct):
    """The sale whose goods come back."""

    lines: list[Line] = msgspec.field(name="lines.")
    number: str | None = None


class Move(msgspec.Struct):
    """A part of a line that is awaited, or has come (`done`), in stock units."""

    state: str
    internal_quantity: Decimal
    create_date: Moment
    write_date: Moment | None = None
    effective_date: Day | None = None
    origin: str | None = None


class Shipment(msgspec.Struct):
    """Goods on their way back. Put away they are once it is `done`."""

    state: str
    incoming_moves: list[Move] = msgspec.field(name="incoming_moves.")
    warehouse: Coded | None = msgspec.field(name="warehouse.", default=None)


class Return(Numbered):
    """A sale that was made by returning another one."""

    state: str
    create_date: Moment
    origin: ReturnedSale = msgspec.field(name="origin.")
    lines: list[Line] = msgspec.field(name="lines.")
    write_date: Moment | None = None
    sale_date: Day | None = None
    party: Coded | None = msgspec.field(name="party.", default=None)
    shipment_returns: list[Shipment] = msgspec.field(name="shipment_returns.", default_factory=list)
    invoices: Annotated[list[msgspec.Raw], Rows(Invoice)] = msgspec.field(
        name="invoices.", default_factory=list
    )


class OutlineLine(msgspec.Struct):
    """How much a line sells, or takes back."""

    quantity: Decimal | None = None


class Outline(msgspec.Struct):
    """Whether a sale sells something, and whose goods it takes back."""

    id: int
    lines: list[OutlineLine] = msgspec.field(name="lines.")
    number: str | None = None
    origin: str | None = None

    @property
    def sells(self) -> bool:
        """At least one line does."""
        return any(line.quantity and line.quantity > 0 for line in self.lines)

    @property
    def takes_back(self) -> bool:
        """At least one line does."""
        return any(line.quantity and line.quantity < 0 for line in self.lines)


RETURN = msgspec.json.Decoder(Return)
OUTLINE = msgspec.json.Decoder(Outline)
