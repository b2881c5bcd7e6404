"""The SDK's words in ours: the same for every carrier that it has."""

from collections.abc import Mapping

from domain.milestones import FaultParty, MilestoneCode

CODE_OF: Mapping[str, MilestoneCode] = {
    "pending": MilestoneCode.SHIPMENT_CREATED,  # it was told of and not handed over
    "picked_up": MilestoneCode.PICKED_UP,
    "in_transit": MilestoneCode.IN_TRANSIT,
    "out_for_delivery": MilestoneCode.OUT_FOR_DELIVERY,
    "ready_for_pickup": MilestoneCode.AVAILABLE_FOR_PICKUP,
    "delivered": MilestoneCode.DELIVERED,
    "on_hold": MilestoneCode.EXCEPTION,
    "delivery_delayed": MilestoneCode.DELAYED,
    "delivery_failed": MilestoneCode.EXCEPTION,  # an attempt only where the reason is the consignee's
    "return_to_sender": MilestoneCode.RETURN_STARTED,
    "cancelled": MilestoneCode.CANCELLED,
    "unknown": MilestoneCode.UNKNOWN,
}

_ATTEMPTED = """
    consignee_not_home consignee_not_available consignee_business_closed consignee_refused
    consignee_access_restricted consignee_safe_place_unavailable consignee_verification_failed
    delivery_attempted delivery_attempt_failed no_access_to_delivery_location signature_required
"""
_DELAYED = """
    carrier_not_enough_time carrier_vehicle_issue carrier_sorting_error carrier_mechanical_delay
    carrier_capacity_exceeded carrier_delay delivery_delayed customs_delay weather_delay natural_disaster
    force_majeure
"""
_EXCEPTION = """
    carrier_damaged_parcel carrier_address_not_found retailer_cancelled retailer_incorrect_data
    retailer_not_ready retailer_incorrect_parcel retailer_incorrect_dimensions retailer_packaging_issue
    consignee_cancelled consignee_incorrect_address customs_documentation customs_duties_unpaid
    customs_prohibited customs_inspection parcel_being_researched security_issue regulatory_hold
    delivery_exception_hold delivery_exception_undeliverable delivery_exception_cancelled
    delivery_exception_redelivery delivery_address_issue shipment_on_hold recipient_moved
"""

CODE_BY_REASON: Mapping[str, MilestoneCode] = {
    **dict.fromkeys(_ATTEMPTED.split(), MilestoneCode.DELIVERY_ATTEMPTED),
    **dict.fromkeys(_DELAYED.split(), MilestoneCode.DELAYED),
    **dict.fromkeys(_EXCEPTION.split(), MilestoneCode.EXCEPTION),
    "carrier_parcel_lost": MilestoneCode.LOST,
    "unknown": MilestoneCode.UNKNOWN,
}
"""What a code means of which the SDK knows the reason alone."""

SHARPENED: Mapping[str, frozenset[MilestoneCode]] = {
    "delivery_failed": frozenset({MilestoneCode.DELIVERY_ATTEMPTED, MilestoneCode.LOST}),
    "on_hold": frozenset({MilestoneCode.DELIVERY_ATTEMPTED, MilestoneCode.LOST}),
    "delivery_delayed": frozenset({MilestoneCode.LOST}),
}
"""What a reason may make of a word that says less."""

TROUBLE = frozenset(
    {
        MilestoneCode.EXCEPTION,
        MilestoneCode.DELAYED,
        MilestoneCode.DELIVERY_ATTEMPTED,
        MilestoneCode.LOST,
        MilestoneCode.RETURN_STARTED,
        MilestoneCode.CANCELLED,
    }
)
"""Only these have a reason: the same two letters are an ordinary scan and an incident's reason elsewhere."""

_PARTY_OF: Mapping[str, FaultParty] = {
    "carrier": FaultParty.CARRIER,
    "retailer": FaultParty.SHIPPER,
    "consignee": FaultParty.CONSIGNEE,
    "recipient": FaultParty.CONSIGNEE,
    "customs": FaultParty.CUSTOMS,
    "weather": FaultParty.WEATHER,
    "natural": FaultParty.WEATHER,
}
"""The SDK's first word says whose the incident is; a word that is not here says nobody's."""

_NOT_A_PARTY = frozenset({"recipient", "weather", "natural", "customs"})
"""First words that belong to what happened."""


def code_by_reason(reason: str) -> MilestoneCode:
    """What happened, by the reason alone. A word that the SDK has since is an incident all the same."""
    return CODE_BY_REASON.get(reason, MilestoneCode.EXCEPTION)


def reason_of(word: str) -> tuple[str, FaultParty]:
    """A reason in plain words, and whose it is: `consignee_not_home` is "not home", the consignee's."""
    first, _, rest = word.partition("_")
    party = _PARTY_OF.get(first, FaultParty.UNKNOWN)
    told = rest if party is not FaultParty.UNKNOWN and rest and first not in _NOT_A_PARTY else word
    return told.replace("_", " "), party
