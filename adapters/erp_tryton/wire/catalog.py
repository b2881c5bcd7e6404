"""Products, warehouses as places, and parties."""

import msgspec

from adapters.erp_tryton.wire.values import BaseUnit, Coded, CodedKey


class ProductIdentifier(msgspec.Struct):
    """Another name of an item."""

    type: str | None = None
    code: str | None = None


class Product(CodedKey):
    """An item with the units in which it is stocked, sold and bought."""

    default_uom: BaseUnit = msgspec.field(name="default_uom.")
    name: str | None = None
    sale_uom: BaseUnit | None = msgspec.field(name="sale_uom.", default=None)
    purchase_uom: BaseUnit | None = msgspec.field(name="purchase_uom.", default=None)
    identifiers: list[ProductIdentifier] = msgspec.field(name="identifiers.", default_factory=list)


class PlaceAddress(msgspec.Struct):
    """Where a warehouse stands."""

    country: Coded | None = msgspec.field(name="country.", default=None)
    subdivision: Coded | None = msgspec.field(name="subdivision.", default=None)


class Place(CodedKey):
    """A warehouse. It has no time zone of its own."""

    name: str | None = None
    address: PlaceAddress | None = msgspec.field(name="address.", default=None)


class Party(CodedKey):
    """A customer, among others. The e-mail address is the first of its contacts."""

    name: str | None = None
    email: str | None = None


PRODUCT = msgspec.json.Decoder(Product)
PLACE = msgspec.json.Decoder(Place)
PARTY = msgspec.json.Decoder(Party)
