"""The ERP's codes and what they mean in our words."""

from domain.milestones import MilestoneCode
from domain.purchasing import PurchaseState
from domain.returns import Disposition

MAPPING_VERSION = 1

UNIT_OF = {"EA": "EA", "CASE": "CS", "PALLET": "PL"}

MILESTONE_OF = {
    "ENT": MilestoneCode.PLACED,
    "ACK": MilestoneCode.ACKNOWLEDGED,
    "HLD": MilestoneCode.HELD,
    "HLR": MilestoneCode.HOLD_RELEASED,
    "REL": MilestoneCode.RELEASED,
    "ALC": MilestoneCode.ALLOCATED,
    "BKO": MilestoneCode.BACKORDERED,
    "PGI": MilestoneCode.SHIPPED,
    "INV": MilestoneCode.INVOICED,
    "CAN": MilestoneCode.CANCELLED,
    "RMA": MilestoneCode.RETURN_AUTHORISED,
    "CRN": MilestoneCode.RETURN_CREDITED,
    "CLS": MilestoneCode.CLOSED,
}

ORDER_STATUSES = frozenset({"10", "15", "20", "30", "35", "40", "50", "60", "70", "90", "99"})
IN_FULFILMENT = "50"

HELD = "HLD"
HOLD_RELEASED = "HLR"

BILLING_STATUSES = frozenset("ABCD")
FULLY_INVOICED = frozenset("CD")
ALL_CREDITED = "D"

HOLD_REASON_OF = {"CR": "credit", "AD": "address"}

INVOICE_STATES = frozenset({"OPEN", "PAID", "CREDITED"})

PURCHASE_STATE_OF = {
    "10": PurchaseState.PLACED,
    "20": PurchaseState.ACKNOWLEDGED,
    "30": PurchaseState.ANNOUNCED,
    "40": PurchaseState.RECEIVED,
}

RETURN_MILESTONE_OF = {
    "AUTH": MilestoneCode.RETURN_AUTHORISED,
    "TRAN": MilestoneCode.RETURN_IN_TRANSIT,
    "RCVD": MilestoneCode.RETURN_RECEIVED,
    "INSP": MilestoneCode.RETURN_INSPECTED,
    "CRED": MilestoneCode.RETURN_CREDITED,
    "CLSD": MilestoneCode.RETURN_CLOSED,
}

RETURN_REASON_OF = {"DEF": "defective", "WRG": "wrong item", "NLN": "no longer needed"}

DISPOSITION_OF = {
    "RS": Disposition.RESTOCK,
    "QA": Disposition.QUARANTINE,
    "SC": Disposition.SCRAP,
}

# Invoices and returns are told by notifications of their own, so these reasons are mere news of the order.
ORDER_EVENT_OF = {
    "ENT": "order.placed",
    "ACK": "order.acknowledged",
    "HLD": "order.held",
    "HLR": "order.hold_released",
    "REL": "order.released",
    "ALC": "order.allocated",
    "BKO": "order.backordered",
    "PGI": "order.shipped",
    "INV": "order.changed",
    "CAN": "order.cancelled",
    "RMA": "order.changed",
    "CRN": "order.changed",
    "CLS": "order.closed",
}

RETURN_EVENT_OF = {
    "AUTH": "return.authorised",
    "TRAN": "return.in_transit",
    "RCVD": "return.received",
    "INSP": "return.inspected",
    "CRED": "return.credited",
    "CLSD": "return.closed",
}

PURCHASE_EVENT_OF = {
    "10": "purchase_order.placed",
    "20": "purchase_order.acknowledged",
    "30": "purchase_order.announced",
    "40": "purchase_order.received",
}
