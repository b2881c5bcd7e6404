"""Records of a made-up warehouse, and what is made of them."""

from datetime import UTC, datetime

from adapters.reading.notes import Notes
from adapters.warehouse.records import Consignment, LineCounts, States, Step, WarehouseOrder
from domain.milestones import MilestoneCode
from domain.quantities import quantity
from domain.shipments import Content, Package

REFERENCE = "SO-1"
SHIPMENT = "S-1"

STATES: States = {
    "new": (MilestoneCode.RELEASED,),
    "allocated": (MilestoneCode.ALLOCATED,),
    "walking": (MilestoneCode.PICK_STARTED,),
    "short": (MilestoneCode.PICKED, MilestoneCode.SHORT_PICKED),
    "packed": (MilestoneCode.PACKED,),
    "staged": (),
    "dropped": (MilestoneCode.CANCELLED,),
}


def at(hour: int) -> datetime:
    return datetime(2026, 2, 20, hour, tzinfo=UTC)


def new_notes() -> Notes:
    return Notes("house", f"order:{REFERENCE}")


def order(
    *steps: tuple[str, int],
    number: str = "W-1",
    reference: str = REFERENCE,
    changed: int | None = 9,
    consignments: tuple[Consignment, ...] = (),
) -> WarehouseOrder:
    """An order that went through these states, each at its hour; the last one is its state now."""
    return WarehouseOrder(
        number=number,
        reference=reference,
        facility="H1",
        customers=("C-1",),
        state=steps[-1][0],
        changed_at=None if changed is None else at(changed),
        steps=tuple(Step(state, at(hour)) for state, hour in steps),
        consignments=consignments,
    )


def counts(line: str = "10", **amounts: int) -> LineCounts:
    """A line of twelve, of which nothing was done but what is said."""
    told = {"ordered": 12, "allocated": 0, "picked": 0, "short": 0, "packed": 0, "shipped": 0} | amounts
    return LineCounts(line=line, item="AX-1", **{name: quantity(amount) for name, amount in told.items()})


def content(amount: int, *, order: str = REFERENCE, line: str = "10", package: str = "P-1") -> Content:
    return Content(order=order, sku="AX-1", quantity=quantity(amount), line=line, package=package)


def consignment(*contents: Content, number: str = SHIPMENT, shipped: int | None = None) -> Consignment:
    return Consignment(
        number=number,
        carrier="PONE",
        service="GROUND",
        shipped_at=None if shipped is None else at(shipped),
        packages=(Package(id="P-1", tracking_number="T-1"), Package(id="P-2"), Package(id="P-3")),
        contents=contents,
    )
