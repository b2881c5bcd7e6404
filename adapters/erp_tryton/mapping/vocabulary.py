"""Tryton's codes in our words."""

from domain.milestones import MilestoneCode
from domain.purchasing import PurchaseState

UNIT_OF = {"u": "EA"}
"""Tryton's own pieces. Other symbols are the company's data and name a unit as they are, in capitals."""

DONE = "done"
SHIPPED = "shipped"
CANCELLED = "cancelled"
DRAFT = "draft"
ASSIGNED = "assigned"
WAITING = "waiting"

CODES_OF_SALE: dict[str, tuple[MilestoneCode, ...]] = {
    "draft": (MilestoneCode.PLACED,),
    "quotation": (MilestoneCode.PLACED,),
    "confirmed": (MilestoneCode.PLACED, MilestoneCode.ACKNOWLEDGED),
    "processing": (MilestoneCode.PLACED, MilestoneCode.ACKNOWLEDGED),
    # Sent and paid.
    "done": (MilestoneCode.PLACED, MilestoneCode.ACKNOWLEDGED, MilestoneCode.CLOSED),
    "cancelled": (MilestoneCode.PLACED, MilestoneCode.CANCELLED),
}
"""What a sale's state says of the order; what its warehouse did, its shipments tell."""

CODES_OF_RETURN: dict[str, tuple[MilestoneCode, ...]] = {
    # Asked for, and not granted yet.
    "draft": (),
    "quotation": (),
    "confirmed": (MilestoneCode.RETURN_AUTHORISED,),
    "processing": (MilestoneCode.RETURN_AUTHORISED,),
    # Received and credited.
    "done": (MilestoneCode.RETURN_AUTHORISED, MilestoneCode.RETURN_CLOSED),
    "cancelled": (MilestoneCode.RETURN_REFUSED,),
}
"""What the state of a sale that takes goods back says; what came, its shipments tell."""

SHIPMENT_STATES = frozenset(
    {"draft", "waiting", "assigned", "picked", "packed", "shipped", "done", "cancelled"}
)
PICKED_STATES = frozenset({"picked", "packed", "shipped", "done"})
PACKED_STATES = frozenset({"packed", "shipped", "done"})

RETURN_SHIPMENT_STATES = frozenset({"draft", "received", "done", "cancelled"})

INVOICE_STATES = frozenset({"draft", "validated", "posted", "paid", "cancelled"})
ISSUED_STATES = frozenset({"posted", "paid"})

PURCHASE_STATE_OF: dict[str, PurchaseState] = {
    "draft": PurchaseState.UNKNOWN,  # asked for and not ordered: no supply
    "quotation": PurchaseState.UNKNOWN,
    "confirmed": PurchaseState.PLACED,
    "processing": PurchaseState.PLACED,  # how much has come, its moves tell
    "done": PurchaseState.RECEIVED,
    "cancelled": PurchaseState.CANCELLED,
}

SERVICE = "service"
GOODS_LINE = "line"
EAN = "ean"

SALE = "sale.sale"
SALE_LINE = "sale.line"
STOCK_MOVE = "stock.move"
CUSTOMER_SHIPMENT = "stock.shipment.out"


def referred(reference: str | None, model: str) -> str:
    """The id in a reference of Tryton's (`sale.line,16`); "" where it refers to another model or nothing."""
    name, _, number = (reference or "").partition(",")
    return number if name == model else ""
