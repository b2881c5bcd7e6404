"""Stock: what an item's storage holds, the moves that are still open, and the warehouses' zones."""

from decimal import Decimal

import msgspec

from adapters.erp_tryton.wire.values import Coded, CodedKey, Unit


class Held(CodedKey):
    """How much of an item the storage of the asked warehouse holds; below zero where it was forced."""

    quantity: Decimal
    default_uom: Unit = msgspec.field(name="default_uom.")


class Place(msgspec.Struct):
    """An end of a move; outside of the company there is no warehouse."""

    type: str
    warehouse: Coded | None = msgspec.field(name="warehouse.", default=None)


class ShipmentOfMove(msgspec.Struct):
    """How far the shipment of a move is, whatever its kind."""

    state: str


class Move(msgspec.Struct):
    """A move that is not done, in stock units."""

    state: str
    internal_quantity: Decimal
    from_location: int
    from_place: Place = msgspec.field(name="from_location.")
    to_place: Place = msgspec.field(name="to_location.")
    shipment: str | None = None
    shipment_state: ShipmentOfMove | None = msgspec.field(name="shipment.", default=None)


class MoveName(msgspec.Struct):
    """Of which item a move is."""

    product: CodedKey = msgspec.field(name="product.")


class Warehouse(CodedKey):
    """A warehouse's zones. One that keeps no zones apart has one location for all."""

    id: int
    input_location: int
    output_location: int
    storage_location: int


HELD = msgspec.json.Decoder(Held)
MOVE = msgspec.json.Decoder(Move)
MOVE_NAME = msgspec.json.Decoder(MoveName)
WAREHOUSE = msgspec.json.Decoder(Warehouse)
