"""Where a carrier's own vocabulary says otherwise than the SDK's table, or more, with the reason why.

Keys are the carrier's codes; those of UPS's types stand behind `type `. A code that means nothing for a
parcel's way is a reasoned UNKNOWN: it is in the timeline and raises no finding.
"""

from collections.abc import Mapping
from typing import NamedTuple

from domain.milestones import MilestoneCode as Code


class Correction(NamedTuple):
    """What a code means, and why that is not, or more than, what the SDK says. reason: its word for it."""

    code: Code
    why: str
    reason: str = ""


_EMPTY = Correction(Code.UNKNOWN, "an empty code says nothing; the SDK takes it for in transit")
_ARRIVED = Correction(Code.ARRIVED, "says where it is, not only that it moves")
_DEPARTED = Correction(Code.DEPARTED, "says that it left, not only that it moves")

_UPS = {
    "type P": Correction(Code.PICKED_UP, "UPS's type for pickup, which the SDK lacks"),
    "type O": Correction(Code.OUT_FOR_DELIVERY, "UPS's type for out for delivery, which the SDK lacks"),
    "type W": Correction(Code.IN_TRANSIT, "UPS's type for warehousing, which the SDK lacks"),
    "type DO": Correction(Code.IN_TRANSIT, "at the origin's freight station, not at the consignee's"),
    "type DD": Correction(Code.IN_TRANSIT, "at the destination's freight station; the SDK takes it for data"),
    "type MV": Correction(Code.CANCELLED, "the label was voided; the SDK takes it for a new one"),
    "type NA": Correction(Code.UNKNOWN, "UPS says that it is not available"),
    "MV": Correction(Code.CANCELLED, "the label was voided; the SDK takes it for a new one"),
    "AR": _ARRIVED,
    "DP": _DEPARTED,
}
_FEDEX = {
    "RD": Correction(Code.UNKNOWN, "a return label's link ran out, which cancels no parcel"),
    "AO": Correction(Code.UNKNOWN, "on time is a forecast, not an event"),
    "AR": _ARRIVED,
    "AF": _ARRIVED,
    "FD": _ARRIVED,
    "DP": _DEPARTED,
    "LO": _DEPARTED,
    "CD": Correction(Code.DELAYED, "FedEx's clearance delay", "customs_delay"),
}
_DHL_EXPRESS = {
    "PL": Correction(Code.IN_TRANSIT, "processed at a location, at every stop; the SDK takes it for pickup"),
    "AF": _ARRIVED,
    "AR": _ARRIVED,
    "DF": _DEPARTED,
    "PO": Correction(Code.DEPARTED, "departing origin, which the SDK lacks"),
    "RW": Correction(Code.UNKNOWN, "weighed and measured, which moves nothing"),
    "CC": Correction(Code.AVAILABLE_FOR_PICKUP, "awaits collection by the consignee; the SDK has in transit"),
    "CD": Correction(Code.DELAYED, "controllable clearance delay; the SDK has in transit", "customs_delay"),
    "UD": Correction(Code.DELAYED, "uncontrollable clearance delay", "customs_delay"),
    "CR": Correction(Code.CUSTOMS_CLEARED, "clearance release, which the SDK lacks"),
    "IC": Correction(Code.CUSTOMS_STARTED, "in clearance processing; the SDK has it among address issues"),
    "CS": Correction(Code.UNKNOWN, "closed, without saying how; the SDK takes it for customs"),
    "RT": Correction(Code.RETURN_STARTED, "returned to the shipper; the SDK has a failed delivery"),
    "RD": Correction(Code.DELIVERY_ATTEMPTED, "refused delivery", "consignee_refused"),
    "BA": Correction(Code.EXCEPTION, "bad address", "consignee_incorrect_address"),
    "MD": Correction(Code.DELAYED, "missed the delivery cycle", "carrier_not_enough_time"),
    "TP": Correction(Code.IN_TRANSIT, "handed to a third party; the SDK has unpaid duties"),
}
_DHL_UNIVERSAL = {
    "pre-transit": Correction(Code.SHIPMENT_CREATED, "DHL's word for announced, which the SDK lacks"),
    "unknown": Correction(Code.UNKNOWN, "unknown is no delay, as which the SDK has it"),
}
_CANADAPOST = {
    "": _EMPTY,
    "100": Correction(Code.IN_TRANSIT, "processed at a facility; the SDK takes it for pickup"),
    "20": Correction(Code.UNKNOWN, "a signature can be seen, which the delivery's own event precedes"),
}
_PUROLATOR = {
    "": _EMPTY,
    "Other": Correction(Code.UNKNOWN, "Purolator's type for whatever has no type"),
    "ProofOfPickUp": Correction(Code.PICKED_UP, "Purolator's type for pickup, which the SDK lacks"),
}
_POSTAL = "USPS's event code; the SDK reads its text alone"
_USPS = {
    "01": Correction(Code.DELIVERED, _POSTAL),
    "02": Correction(Code.DELIVERY_ATTEMPTED, _POSTAL),
    "03": Correction(Code.PICKED_UP, _POSTAL),
    "04": Correction(Code.DELIVERY_ATTEMPTED, _POSTAL, "consignee_refused"),
    "05": Correction(Code.EXCEPTION, _POSTAL, "consignee_incorrect_address"),
    "07": Correction(Code.ARRIVED, _POSTAL),
    "09": Correction(Code.RETURN_STARTED, _POSTAL),
    "10": Correction(Code.ARRIVED, _POSTAL),
    "14": Correction(Code.AVAILABLE_FOR_PICKUP, _POSTAL),
    "16": Correction(Code.AVAILABLE_FOR_PICKUP, _POSTAL),
    "A1": Correction(Code.ARRIVED, _POSTAL),
    "GX": Correction(Code.SHIPMENT_CREATED, _POSTAL),
    "MA": Correction(Code.SHIPMENT_CREATED, _POSTAL),
    "NT": Correction(Code.IN_TRANSIT, _POSTAL),
    "OA": Correction(Code.PICKED_UP, _POSTAL),
    "OF": Correction(Code.OUT_FOR_DELIVERY, _POSTAL),
    "SF": Correction(Code.DEPARTED, _POSTAL),
    "T1": Correction(Code.DEPARTED, _POSTAL),
    "TL": Correction(Code.IN_TRANSIT, _POSTAL),
}

CORRECTIONS: Mapping[str, Mapping[str, Correction]] = {
    "ups": _UPS,
    "fedex": _FEDEX,
    "usps": _USPS,
    "dhl_express": _DHL_EXPRESS,
    "dhl_universal": _DHL_UNIVERSAL,
    "canadapost": _CANADAPOST,
    "purolator": _PUROLATOR,
}

INCIDENTS: Mapping[str, Mapping[str, str]] = {
    "fedex": {
        "03": "consignee_incorrect_address",
        "07": "consignee_refused",
        "08": "consignee_not_available",
        "10": "carrier_damaged_parcel",
        "12": "carrier_sorting_error",
    },
}
"""Reasons that stand in a field of their own, which the SDK does not read."""

REASONS: Mapping[str, Mapping[str, str]] = {"ups": {"LT": "carrier_not_enough_time"}}
"""Codes that the SDK has under several reasons of which the first says too much: late is not lost."""
