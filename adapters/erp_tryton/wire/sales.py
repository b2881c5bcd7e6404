"""Sales with their lines and invoices."""

from decimal import Decimal
from typing import Annotated

import msgspec

from adapters.erp_tryton.wire.values import BaseUnit, Coded, Day, Exact, Factor, Moment, Numbered, Rows


class Item(Coded, kw_only=True):
    """What a line sells. A service is never shipped, and may have no code."""

    type: str
    name: str = ""
    default_uom: BaseUnit = msgspec.field(name="default_uom.")


class Ignored(msgspec.Struct):
    """A cancelled move that somebody decided not to make up for, in stock units."""

    internal_quantity: Decimal


class Line(msgspec.Struct):
    """One line. Only those of type `line` sell something; without a product it is free text."""

    id: int
    type: str
    quantity: Decimal | None = None
    description: str | None = None
    unit_price: Exact | None = None
    unit: Factor | None = msgspec.field(name="unit.", default=None)
    product: Item | None = msgspec.field(name="product.", default=None)
    moves_ignored: list[Ignored] = msgspec.field(name="moves_ignored.", default_factory=list)


class Party(Coded):
    """Who buys."""

    name: str | None = None


class Address(msgspec.Struct):
    """Where a sale goes. Personal data."""

    party_name: str | None = None
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: Coded | None = msgspec.field(name="country.", default=None)
    subdivision: Coded | None = msgspec.field(name="subdivision.", default=None)


class Posting(msgspec.Struct):
    """The entry in the books that an invoice makes when it is posted."""

    create_date: Moment


class InvoiceLine(msgspec.Struct):
    """What is billed of a sale's line; negative where it is credited."""

    quantity: Decimal
    origin: str | None = None
    unit: Factor | None = msgspec.field(name="unit.", default=None)


class Invoice(msgspec.Struct):
    """One invoice: a draft has no number and no date. It may bill other sales too."""

    state: str
    number: str | None = None
    invoice_date: Day | None = None
    total_amount: Exact | None = None
    currency: Coded | None = msgspec.field(name="currency.", default=None)
    move: Posting | None = msgspec.field(name="move.", default=None)
    lines: list[InvoiceLine] = msgspec.field(name="lines.", default_factory=list)


class ShipmentOfSale(msgspec.Struct):
    """That a shipment was made for the warehouse, and when."""

    create_date: Moment
    number: str | None = None


class Shop(msgspec.Struct):
    """Where a sale was made, if not by the company's own people."""

    name: str


class Sale(Numbered):
    """A sales order. Its own `shipment_state` says too little (see mapping_shipments) and is not read."""

    id: int
    state: str
    create_date: Moment
    lines: list[Line] = msgspec.field(name="lines.")
    origin: str | None = None
    write_date: Moment | None = None
    reference: str | None = None
    web_id: str | None = None
    web_shop: Shop | None = msgspec.field(name="web_shop.", default=None)
    sale_date: Day | None = None
    shipping_date: Day | None = None
    currency: Coded | None = msgspec.field(name="currency.", default=None)
    party: Party | None = msgspec.field(name="party.", default=None)
    shipment_party: Party | None = msgspec.field(name="shipment_party.", default=None)
    shipment_address: Address | None = msgspec.field(name="shipment_address.", default=None)
    warehouse: Coded | None = msgspec.field(name="warehouse.", default=None)
    shipments: list[ShipmentOfSale] = msgspec.field(name="shipments.", default_factory=list)
    invoices: Annotated[list[msgspec.Raw], Rows(Invoice)] = msgspec.field(
        name="invoices.", default_factory=list
    )


SALE = msgspec.json.Decoder(Sale)
INVOICE = msgspec.json.Decoder(Invoice)
