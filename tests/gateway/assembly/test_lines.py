"""An ERP that numbers lines otherwise than the warehouses, which were told of them by another ERP."""

import pytest
from msgspec.structs import replace

from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.orders import OrderStatus, WorkedLine
from domain.ports import backends as ports
from domain.ports.graph import PROGRESS
from domain.ports.reading import Found
from domain.quantities import quantity
from tests.doubles.small_world import SmallWorld

OTHER = {"10": "35", "20": "36"}
WORKED = {
    "wms_east": ("SO-1", (WorkedLine("wms_east", "10", "E-1"),)),
    "wms_west": ("1", (WorkedLine("wms_west", "20", "0002"),)),
}


@pytest.fixture
def moved() -> SmallWorld:
    """The small distributor, whose ERP has other numbers for the lines of SO-1."""
    world = SmallWorld()
    orders = world.reads["erp", "orders"].records
    order = orders["SO-1"]
    orders["SO-1"] = replace(order, lines=tuple(replace(line, id=OTHER[line.id]) for line in order.lines))
    for warehouse, (name, lines) in WORKED.items():
        fulfilments = world.reads[warehouse, "fulfilments"].records
        fulfilments[name] = replace(fulfilments[name], lines=lines)
    return world


async def test_what_was_done_for_a_line_is_told_of_it(moved: SmallWorld) -> None:
    demand = moved.clock.within()
    order = (await moved.readers.of(ports.ORDERS).read(["SO-1"], demand))["SO-1"]
    progress = (await moved.readers.of(PROGRESS).read(["SO-1"], demand))["SO-1"]
    assert isinstance(order, Found)
    assert isinstance(progress, Found)
    facts = [*order.value.milestones, *progress.value.milestones]
    first, second = (line_quantities(line, facts) for line in order.value.lines)
    assert (first.picked, first.delivered) == (quantity(10), quantity(10))
    assert second.picked == quantity(4), "half a case of eight"
    assert order_status(order.value.lines, facts) is OrderStatus.PARTIALLY_DELIVERED


async def test_a_shipment_holds_the_order_s_own_lines_and_leaves_other_orders_alone(
    moved: SmallWorld,
) -> None:
    found = (await moved.readers.of(ports.FULFILMENTS).read(["SO-1"], moved.clock.within()))["SO-1"]
    assert isinstance(found, Found)
    (shipment,) = found.value.shipments
    assert [(part.order, part.line) for part in shipment.contents] == [("SO-1", "35"), ("SO-2", "10")]
