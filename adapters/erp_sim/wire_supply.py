"""The ERP's stock, purchase orders and returns: only what we use of them."""

import msgspec

from adapters.erp_sim.wire import Party


class Incoming(msgspec.Struct):
    """Goods of one purchase order line that are on their way to a site."""

    quantity: int


class Stock(msgspec.Struct):
    """One item at one site. `on_hand` is everything in the building."""

    sku: str
    site: str
    uom: str
    on_hand: int | None = None
    allocated: int | None = None
    incoming: list[Incoming] | None = None
    as_of: str | None = None


class StockName(msgspec.Struct):
    """The key of a stock record."""

    sku: str
    site: str


class PurchaseLine(msgspec.Struct):
    """One line of a purchase order; quantities are cumulative."""

    line: int
    sku: str
    uom: str
    ordered: int
    confirmed: int | None = None
    confirmed_for: str | None = None
    announced: int | None = None
    received: int | None = None


class Announcement(msgspec.Struct):
    """The supplier's advance shipping notice."""

    number: str
    tracking_number: str | None = None


class PurchaseOrder(msgspec.Struct):
    """An order to a supplier."""

    number: str
    state: str
    supplier: Party
    lines: list[PurchaseLine]
    site: str = ""
    ordered_at: str | None = None
    expected_at: str | None = None
    asn: Announcement | None = None


class ReturnLine(msgspec.Struct):
    """How much of an order line comes back."""

    line: int
    sku: str
    uom: str
    quantity: int
    reason: str | None = None
    disposition: str | None = None


class Return(msgspec.Struct):
    """A return; each step has its time once it is done."""

    number: str
    order: str
    state: str
    lines: list[ReturnLine]
    sales_org: str = ""
    authorised_at: str | None = None
    in_transit_at: str | None = None
    received_at: str | None = None
    inspected_at: str | None = None
    credited_at: str | None = None
    closed_at: str | None = None
    tracking_number: str | None = None
    site: str | None = None
    credit_memo: str | None = None


STOCK = msgspec.json.Decoder(Stock)
STOCK_NAME = msgspec.json.Decoder(StockName)
PURCHASE_ORDER = msgspec.json.Decoder(PurchaseOrder)
RETURN = msgspec.json.Decoder(Return)
