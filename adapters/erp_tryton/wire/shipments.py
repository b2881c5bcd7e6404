"""Customer shipments with their moves and packages."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

import msgspec

from adapters.erp_tryton.wire.values import Coded, Day, Moment, Numbered, Rows, Unit


class Item(Coded, kw_only=True):
    """What moves, and in which unit it is counted."""

    default_uom: Unit = msgspec.field(name="default_uom.")


class SaleOfMove(msgspec.Struct):
    """Whose goods move."""

    number: str | None = None


class Move(msgspec.Struct):
    """A part of a shipment on its way between two zones, in stock units.

    From the storage to the output zone it is a pick: its origin is the outgoing move that it serves.
    """

    state: str
    internal_quantity: Decimal
    create_date: Moment
    write_date: Moment | None = None
    origin: str | None = None


class OutgoingMove(Move, kw_only=True):
    """From the output zone to the customer: what a shipment carries. Its origin is a sale's line."""

    id: int
    product: Item = msgspec.field(name="product.")
    package: int | None = None
    sale: SaleOfMove | None = msgspec.field(name="sale.", default=None)


class Package(msgspec.Struct):
    """One box with its label."""

    id: int
    number: str
    shipping_reference: str | None = None


class CarrierOfShipment(msgspec.Struct):
    """A carrier has no code of its own: it is a party."""

    party: Coded | None = msgspec.field(name="party.", default=None)


class Shipment(Numbered):
    """A customer shipment; it may hold several sales. `effective_date` is there once it is done."""

    state: str
    create_date: Moment
    outgoing_moves: list[OutgoingMove] = msgspec.field(name="outgoing_moves.")
    inventory_moves: list[Move] = msgspec.field(name="inventory_moves.")
    write_date: Moment | None = None
    planned_date: Day | None = None
    effective_date: Day | None = None
    shipping_reference: str | None = None
    carrier: CarrierOfShipment | None = msgspec.field(name="carrier.", default=None)
    warehouse: Coded | None = msgspec.field(name="warehouse.", default=None)
    packages: Annotated[list[msgspec.Raw], Rows(Package)] = msgspec.field(
        name="packages.", default_factory=list
    )


class MoveOfSale(msgspec.Struct):
    """Of a shipment that cannot be read whole, whose goods it carries."""

    sale: SaleOfMove | None = msgspec.field(name="sale.", default=None)


class ShipmentSales(msgspec.Struct):
    """The sales in a shipment."""

    outgoing_moves: list[MoveOfSale] = msgspec.field(name="outgoing_moves.")


SHIPMENT = msgspec.json.Decoder(Shipment)
SHIPMENT_SALES = msgspec.json.Decoder(ShipmentSales)
PACKAGE = msgspec.json.Decoder(Package)


def sales(moves: Iterable[MoveOfSale]) -> tuple[str, ...]:
    """Whose goods move there, each once."""
    numbers = (move.sale.number for move in moves if move.sale)
    return tuple(dict.fromkeys(number for number in numbers if number))
