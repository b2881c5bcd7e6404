"""Folded, the WMS's records say what the simulated world knows to be true."""

from simulators.reference import numbers
from tests.adapters.warehouse.truth import EVERY_STATUS, compared_over_time
from tests.adapters.wms_east.system import connected, east
from tests.doubles.clock import SettableClock


async def test_orders_fold_to_the_truth_at_any_time() -> None:
    system = east()
    connection = connected(SettableClock(), system.network)
    assert await compared_over_time(connection, system.simulation, "EAST", numbers.erp_order) == EVERY_STATUS
