"""The carrier's codes in our words."""

from domain.milestones import FaultParty, MilestoneCode

CODE_OF: dict[str, MilestoneCode] = {
    "MA": MilestoneCode.SHIPMENT_CREATED,  # the label exists, nothing has moved
    "PU": MilestoneCode.PICKED_UP,
    "AR": MilestoneCode.ARRIVED,
    "DP": MilestoneCode.DEPARTED,
    "CI": MilestoneCode.CUSTOMS_STARTED,
    "CR": MilestoneCode.CUSTOMS_CLEARED,
    "OD": MilestoneCode.OUT_FOR_DELIVERY,
    "DA": MilestoneCode.DELIVERY_ATTEMPTED,
    "AV": MilestoneCode.AVAILABLE_FOR_PICKUP,
    "DL": MilestoneCode.DELIVERED,
    "EX": MilestoneCode.EXCEPTION,
    "RS": MilestoneCode.RETURN_STARTED,
    "RD": MilestoneCode.RETURNED_TO_SENDER,
    "LO": MilestoneCode.LOST,
    "VO": MilestoneCode.CANCELLED,  # the label was voided
}

REASON_OF: dict[str, tuple[str, FaultParty]] = {
    "NH": ("nobody home", FaultParty.CONSIGNEE),
    "WX": ("weather", FaultParty.WEATHER),
    "AD": ("incorrect address", FaultParty.SHIPPER),  # the label is the shipper's
    "DM": ("damaged", FaultParty.CARRIER),
    "CU": ("customs documentation", FaultParty.CUSTOMS),
    "UN": ("unknown", FaultParty.UNKNOWN),
}

SHIPPERS_OWN = frozenset({"SHIPMENT", "ORDER"})
"""The types of references that name something of the shipper's; the others are the customer's."""
