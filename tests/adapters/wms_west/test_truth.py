"""Folded, the WMS's records say what the simulated world knows to be true."""

from tests.adapters.warehouse.truth import EVERY_STATUS, compared_over_time
from tests.adapters.wms_west.system import connected, west
from tests.doubles.clock import SettableClock


async def test_orders_fold_to_the_truth_at_any_time() -> None:
    system = west()
    connection = connected(SettableClock(), system.network)
    assert await compared_over_time(connection, system.simulation, "WEST", "{:07d}".format) == EVERY_STATUS
