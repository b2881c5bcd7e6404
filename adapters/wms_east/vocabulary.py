"""The warehouse's codes in our words."""

from adapters.warehouse.records import States
from domain.milestones import MilestoneCode
from domain.stock import StockState

CODES_OF: States = {
    "RECEIVED": (MilestoneCode.RELEASED,),  # the host has released the order to this warehouse
    "ALLOCATED": (MilestoneCode.ALLOCATED,),
    "WAVED": (),  # planned: nothing has happened to the goods
    "PICK_IN_PROGRESS": (MilestoneCode.PICK_STARTED,),
    "PICKED": (MilestoneCode.PICKED,),
    "PICKED_SHORT": (MilestoneCode.PICKED, MilestoneCode.SHORT_PICKED),
    "PACKED": (MilestoneCode.PACKED,),
    "STAGED": (),  # packed, and at the dock
    "LOADED": (),  # packed, and in a truck that has not left
    "SHIPPED": (),  # each shipment tells its own departure, with its contents
    "CANCELLED": (MilestoneCode.CANCELLED,),
}
"""What an order's state says of it; an empty entry is known and is no milestone of ours."""

EVENT_OF: dict[str, str] = {
    "RECEIVED": "order.released",
    "ALLOCATED": "order.allocated",
    "WAVED": "order.changed",
    "PICK_IN_PROGRESS": "order.pick_started",
    "PICKED": "order.picked",
    "PICKED_SHORT": "order.short_picked",
    "PACKED": "order.packed",
    "STAGED": "order.changed",
    "LOADED": "order.changed",
    "SHIPPED": "order.shipped",
    "CANCELLED": "order.changed",  # this warehouse's work: another may take it over
}
"""What the news of a state is. It concerns one warehouse order of perhaps several."""

UNIT_OF: dict[str, str] = {"EA": "EA", "CASE": "CS", "PALLET": "PL"}

STATE_OF_BUCKET: dict[str, StockState] = {
    "AVAILABLE": StockState.SELLABLE,  # on the shelf, with what is allocated of it
    "PICKED": StockState.PICKED,
    "DAMAGED": StockState.DAMAGED,
    "HOLD": StockState.QUARANTINED,
}
