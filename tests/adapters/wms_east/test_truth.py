"""Folded, the WMS's records say what the simulated world knows to be true."""

from domain.orders import Fulfilment
from domain.ports.reading import Found
from simulators.reference import numbers
from tests.adapters.wms_east.system import connected, east
from tests.adapters.wms_east.truth import compare, orders_of
from tests.doubles.clock import SettableClock

HOURS = (0, 7, 19, 45)


async def test_orders_fold_to_the_truth_at_any_time() -> None:
    clock, system = SettableClock(), east()
    connection = connected(clock, system.network)
    fulfilments = next(offer.read for offer in connection.offers if offer.port == "fulfilments")
    seen = set()
    for hours in HOURS:
        now = system.simulation.clock.advance(hours * 3600)
        orders = {numbers.erp_order(o.index): o for o in orders_of(system.simulation.world, "EAST", now)}
        answers = await fulfilments(list(orders), clock.within())
        for number, order in orders.items():
            answer = answers[number]
            assert isinstance(answer, Found)
            assert isinstance(answer.value, Fulfilment)
            assert answer.findings == ()
            seen.add(compare(order, answer.value, "EAST", now))
    assert seen == {"RELEASED", "ALLOCATED", "PICKING", "PACKED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED"}
