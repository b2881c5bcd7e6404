"""The warehouse's codes in our words."""

from adapters.warehouse.records import States
from domain.milestones import MilestoneCode
from domain.stock import StockState

CODES_OF: States = {
    "CR": (MilestoneCode.RELEASED,),  # created here: the host has released the order to this warehouse
    "RL": (),  # released to the floor, which comes after allocation: nothing has happened to the goods
    "AL": (MilestoneCode.ALLOCATED,),
    "PS": (MilestoneCode.PICK_STARTED,),
    "PC": (MilestoneCode.PICKED,),
    "SP": (MilestoneCode.PICKED, MilestoneCode.SHORT_PICKED),
    "PK": (MilestoneCode.PACKED,),
    "LD": (),  # packed, and in a truck that has not left
    "SH": (),  # each shipment tells its own departure, with its contents
    "CN": (MilestoneCode.CANCELLED,),
}
"""What an order's state says of it; an empty entry is known and is no milestone of ours."""

EVENT_OF: dict[str, str] = {
    "CR": "order.released",
    "RL": "order.changed",
    "AL": "order.allocated",
    "PS": "order.pick_started",
    "PC": "order.picked",
    "SP": "order.short_picked",
    "PK": "order.packed",
    "LD": "order.changed",
    "SH": "order.shipped",
    "CN": "order.changed",  # this warehouse's work: another may take it over
}
"""What the news of a state is. It concerns one warehouse order of perhaps several."""

UNIT_OF: dict[str, str] = {"EA": "EA", "CS": "CS"}

STATE_OF_TYPE: dict[str, StockState] = {
    "UU": StockState.SELLABLE,  # unrestricted use, with what is allocated of it
    "PI": StockState.PICKED,
    "DM": StockState.DAMAGED,
    "QI": StockState.QUARANTINED,
}
