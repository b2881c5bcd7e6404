from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs

from domain.errors import BackendRefused
from domain.ports.backends import ORDERS, ORDERS_BY_REFERENCE, STOCK
from domain.ports.reading import Offer, Port
from domain.stock import StockKey
from gateway.telemetry.probing import NOBODY, probe_all, tell_unreachable
from tests.doubles.backends import InMemoryRead
from tests.doubles.clock import SettableClock

NUMBERED: Port[str, object] = Port(ORDERS.name)
STOCKED: Port[StockKey, object] = Port(STOCK.name)


@dataclass
class Connected:
    instance: str
    offers: tuple[Offer, ...]


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


def well(clock: SettableClock) -> Connected:
    return Connected("tms", (NUMBERED.by(InMemoryRead[str, object]("tms", {}, clock)),))


def refusing(clock: SettableClock) -> Connected:
    read = InMemoryRead[str, object]("erp", {}, clock)
    read.error = BackendRefused("refused our credentials", backend="erp", cause="HTTP 401")
    return Connected("erp", (NUMBERED.by(read),))


async def test_a_system_that_knows_no_such_thing_is_reachable(clock: SettableClock) -> None:
    orders = InMemoryRead[str, object]("erp", {}, clock)
    (answer,) = await probe_all([Connected("erp", (NUMBERED.by(orders),))], clock)
    assert (answer.instance, answer.port, answer.reachable, answer.error) == ("erp", "orders", True, None)
    assert orders.calls == [(NOBODY,)]


async def test_stock_is_asked_for_by_item_and_place(clock: SettableClock) -> None:
    stock = InMemoryRead[StockKey, object]("wms", {}, clock)
    (answer,) = await probe_all([Connected("wms", (STOCKED.by(stock),))], clock)
    assert answer.reachable
    assert stock.calls == [(StockKey(NOBODY, NOBODY),)]


async def test_a_system_is_not_asked_for_a_name_of_no_kind(clock: SettableClock) -> None:
    named, orders = (InMemoryRead[str, object]("wms", {}, clock) for _ in range(2))
    by_reference: Port[str, object] = Port(ORDERS_BY_REFERENCE.name)
    (answer,) = await probe_all([Connected("wms", (by_reference.by(named), NUMBERED.by(orders)))], clock)
    assert (answer.port, named.calls, orders.calls) == ("orders", [], [(NOBODY,)])


async def test_one_that_refuses_does_not_hide_the_others(clock: SettableClock) -> None:
    answers = await probe_all([refusing(clock), well(clock)], clock)
    assert [(answer.instance, answer.reachable) for answer in answers] == [("erp", False), ("tms", True)]


async def test_a_system_that_only_pushes_is_not_asked(clock: SettableClock) -> None:
    assert await probe_all([Connected("edi", ())], clock) == []


async def test_those_that_do_not_answer_are_told_in_the_log(clock: SettableClock) -> None:
    with capture_logs() as lines:
        await tell_unreachable([refusing(clock), well(clock)], clock)
    (line,) = lines
    assert line["log_level"] == "warning"
    assert (line["instance"], line["code"], line["cause"]) == ("erp", "BACKEND_REFUSED", "HTTP 401")
