"""The TMS's codes in our words. Status codes are those of X12 214, which are often read wrongly."""

from typing import NamedTuple

from domain.identifiers import IdentifierKind
from domain.milestones import Classifier, FaultParty, MilestoneCode


class Meaning(NamedTuple):
    """What a status code says, and how surely."""

    code: MilestoneCode
    classifier: Classifier = Classifier.ACTUAL


MEANING_OF: dict[str, Meaning] = {
    "AA": Meaning(MilestoneCode.ARRIVED_AT_PICKUP, Classifier.PLANNED),  # an appointment
    "X3": Meaning(MilestoneCode.ARRIVED_AT_PICKUP),  # the vehicle is there, nothing is loaded yet
    "AF": Meaning(MilestoneCode.PICKED_UP),  # the vehicle left with the goods
    "X4": Meaning(MilestoneCode.ARRIVED),
    "P1": Meaning(MilestoneCode.DEPARTED),
    "J1": Meaning(MilestoneCode.ARRIVED),  # unloaded for the next carrier: not a delivery
    "R1": Meaning(MilestoneCode.IN_TRANSIT),  # the next carrier has it
    "K1": Meaning(MilestoneCode.CUSTOMS_STARTED),
    "CT": Meaning(MilestoneCode.CUSTOMS_CLEARED),
    "X6": Meaning(MilestoneCode.OUT_FOR_DELIVERY),
    "X1": Meaning(MilestoneCode.OUT_FOR_DELIVERY),  # at the door, still on the vehicle
    "AP": Meaning(MilestoneCode.DELIVERY_ATTEMPTED),
    "D1": Meaning(MilestoneCode.DELIVERED),  # unloaded
    "AG": Meaning(MilestoneCode.DELIVERED, Classifier.ESTIMATED),
    "X2": Meaning(MilestoneCode.ARRIVED, Classifier.ESTIMATED),
    "SD": Meaning(MilestoneCode.DELAYED),  # later, and as far as it was: no status changes
    "A9": Meaning(MilestoneCode.EXCEPTION),
    "A3": Meaning(MilestoneCode.RETURNED_TO_SENDER),
    "LS": Meaning(MilestoneCode.LOST),
    "CA": Meaning(MilestoneCode.CANCELLED),
}

AFTER_THE_FIRST_STOP: dict[str, Meaning] = {
    "X3": Meaning(MilestoneCode.ARRIVED),
    "AF": Meaning(MilestoneCode.DEPARTED),
}
"""What these mean where a later leg takes the load up."""

BEFORE_THE_LAST_STOP: dict[str, Meaning] = {
    "X6": Meaning(MilestoneCode.DEPARTED),
    "X1": Meaning(MilestoneCode.ARRIVED),
    "D1": Meaning(MilestoneCode.ARRIVED),
    "AG": Meaning(MilestoneCode.ARRIVED, Classifier.ESTIMATED),
}
"""What these mean where a leg ends and the way does not."""

DEPEND_ON_STOP = frozenset({*AFTER_THE_FIRST_STOP, *BEFORE_THE_LAST_STOP})
"""What these mean is not known to whoever does not know the stops."""

ARRIVALS = frozenset({"X4", "J1", "X1", "D1"})
DEPARTURES = frozenset({"AF", "P1"})
"""The codes that end and begin a leg, at the leg's own stops."""

REASON_OF: dict[str, tuple[str, FaultParty | None]] = {
    "NS": ("", None),  # normal
    "AO": ("weather", FaultParty.WEATHER),
    "AI": ("mechanical breakdown", FaultParty.CARRIER),
    "AG": ("consignee related", FaultParty.CONSIGNEE),
    "AS": ("customs documentation", FaultParty.CUSTOMS),
    "A2": ("incorrect address", FaultParty.SHIPPER),  # the label is the shipper's
    "BG": ("other", FaultParty.UNKNOWN),
}

CANCELLED = "CANCELLED"

PROVEN_BY_STATUS: dict[str, MilestoneCode] = {
    "TENDERED": MilestoneCode.SHIPMENT_CREATED,
    "ACCEPTED": MilestoneCode.SHIPMENT_CREATED,
    CANCELLED: MilestoneCode.CANCELLED,
}
"""What a load's own status proves, where no message says it."""

LOAD_STATUSES = frozenset({*PROVEN_BY_STATUS, "AT_PICKUP", "IN_TRANSIT", "DELIVERED", "EXCEPTION"})
"""All of them. Of the others, messages say the same, and when and where."""

SHIPMENT = "SHIPMENT"
ORDER = "ORDER"
"""The types of references that are the shipper's own."""

LOAD = "LOAD"
TRACKING = "TRACKING"
PRO = "PRO"
"""Those of this system and of carriers."""

KIND_OF: dict[str, IdentifierKind] = {
    SHIPMENT: IdentifierKind.SHIPMENT,
    ORDER: IdentifierKind.ORDER,
    LOAD: IdentifierKind.LOAD,
    TRACKING: IdentifierKind.TRACKING,
    PRO: IdentifierKind.TRACKING,  # a linehaul carrier's tracking number
}
"""What each type of reference names."""
