"""The ERP's orders, the envelope of its lists and its news: what we use, required where it is needed.

Rows that a record can lose without losing its meaning stay raw, to be read one by one. Times are
texts here: a bad one is left out by the mapping, it does not cost the record.
"""

import msgspec


class Party(msgspec.Struct):
    """A customer or supplier inside another record."""

    number: str
    name: str = ""


class ShipTo(msgspec.Struct):
    """Where an order goes. Personal data."""

    name: str = ""
    line1: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


class OrderLine(msgspec.Struct):
    """One line of an order; `line` is its number: 10, 20, 30."""

    line: int
    sku: str
    uom: str
    quantity: int
    cancelled: int = 0
    site: str = ""
    unit_price: str | None = None
    promised_at: str | None = None
    customer_item: str | None = None


class Hold(msgspec.Struct):
    """Why an order is blocked."""

    code: str
    text: str = ""
    since: str | None = None
    released_at: str | None = None


class DeliveryLine(msgspec.Struct):
    """How much of an order line left with a delivery."""

    line: int
    quantity: int


class Delivery(msgspec.Struct):
    """One goods issue, with the shipment as the warehouse calls it."""

    number: str
    posted_at: str
    lines: list[DeliveryLine]
    site: str = ""
    shipment_ref: str = ""
    tracking_numbers: list[str] = []


class Invoice(msgspec.Struct):
    """One invoice. `date` is a calendar day without a place, so we use `posted_at`."""

    number: str
    posted_at: str | None = None
    amount: str | None = None
    currency: str = ""
    state: str = ""


class HistoryEntry(msgspec.Struct):
    """One thing that the ERP wrote down; which of the documents is set depends on the code."""

    code: str
    at: str
    line: int | None = None
    quantity: int | None = None
    delivery: str | None = None
    invoice: str | None = None
    return_number: str | None = msgspec.field(default=None, name="return")


class Order(msgspec.Struct):
    """A sales order."""

    number: str
    status: str
    lines: list[OrderLine]
    billing_status: str = ""
    sales_org: str = ""
    channel: str = ""
    channel_ref: str | None = None
    customer_po: str | None = None
    customer: Party | None = None
    currency: str = ""
    ordered_at: str | None = None
    promised_at: str | None = None
    changed_at: str | None = None
    ship_to: ShipTo | None = None
    holds: list[msgspec.Raw] = []
    deliveries: list[msgspec.Raw] = []
    invoices: list[msgspec.Raw] = []
    returns: list[str] = []
    history: list[msgspec.Raw] = []


class Numbered(msgspec.Struct):
    """The key of orders, returns, purchase orders and customers."""

    number: str


class Page(msgspec.Struct):
    """The envelope of every list."""

    data: list[msgspec.Raw]
    not_found: list[str] = []
    next_cursor: str | None = None
    as_of: str | None = None


class News(msgspec.Struct):
    """What a notification is about; which fields are there depends on its type."""

    number: str = ""
    reason: str = ""
    state: str = ""
    invoice: str = ""
    return_number: str = msgspec.field(default="", name="return")
    purchase_order: str = ""
    sku: str = ""
    site: str = ""


class Notification(msgspec.Struct):
    """One delivery. `sequence` rises by one with each notification of the ERP."""

    id: str
    type: str
    occurred_at: str
    data: News
    sequence: int | None = None


PAGE = msgspec.json.Decoder(Page)
NUMBERED = msgspec.json.Decoder(Numbered)
ORDER = msgspec.json.Decoder(Order)
HOLD = msgspec.json.Decoder(Hold)
DELIVERY = msgspec.json.Decoder(Delivery)
INVOICE = msgspec.json.Decoder(Invoice)
HISTORY_ENTRY = msgspec.json.Decoder(HistoryEntry)
NOTIFICATION = msgspec.json.Decoder(Notification)
