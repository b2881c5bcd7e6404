import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from rich.console import Console

from domain.errors import BackendRefused
from domain.ports.backends import ORDERS, STOCK
from domain.ports.reading import Offer, Port
from domain.stock import StockKey
from gateway.cli.probing import NOBODY, probe_all, probe_table
from tests.doubles.backends import InMemoryRead
from tests.doubles.clock import SettableClock

NUMBERED: Port[str, object] = Port(ORDERS.name)
STOCKED: Port[StockKey, object] = Port(STOCK.name)


@dataclass
class Connected:
    """A connection that notes whether it was closed."""

    instance: str
    offers: tuple[Offer, ...]
    closed: bool = False

    @property
    def aclose(self) -> Callable[[], Awaitable[None]]:
        return self._close

    async def _close(self) -> None:
        self.closed = True


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


async def test_a_system_that_knows_no_such_thing_is_reachable(clock: SettableClock) -> None:
    orders = InMemoryRead[str, object]("erp", {}, clock)
    connection = Connected("erp", (NUMBERED.by(orders),))
    (answer,) = await probe_all([connection], clock)
    assert (answer.instance, answer.port, answer.reachable, answer.error) == ("erp", "orders", True, None)
    assert orders.calls == [(NOBODY,)]
    assert connection.closed


async def test_stock_is_asked_for_by_item_and_place(clock: SettableClock) -> None:
    stock = InMemoryRead[StockKey, object]("wms", {}, clock)
    (answer,) = await probe_all([Connected("wms", (STOCKED.by(stock),))], clock)
    assert answer.reachable
    assert stock.calls == [(StockKey(NOBODY, NOBODY),)]


async def test_one_that_refuses_is_told_and_does_not_hide_the_others(clock: SettableClock) -> None:
    refusing = InMemoryRead[str, object]("erp", {}, clock)
    refusing.error = BackendRefused("refused our credentials", backend="erp", cause="HTTP 401")
    well = InMemoryRead[str, object]("tms", {}, clock)
    connections = [
        Connected("erp", (NUMBERED.by(refusing),)),
        Connected("tms", (NUMBERED.by(well),)),
    ]
    answers = await probe_all(connections, clock)
    assert [answer.reachable for answer in answers] == [False, True]
    assert all(connection.closed for connection in connections)
    console = Console(file=io.StringIO(), width=100)
    with console.capture() as shown:
        console.print(probe_table(answers))
    lines = [" ".join(line.split()) for line in shown.get().splitlines()]
    assert "erp orders 0 ms refused our credentials (BACKEND_REFUSED: HTTP 401)" in lines
    assert "tms orders 0 ms reachable" in lines
