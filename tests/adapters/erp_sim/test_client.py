import asyncio
from collections.abc import Callable

import pytest
from httpx import AsyncBaseTransport

from domain.errors import ReplyInvalid
from domain.orders import Order
from domain.ports.backends import CUSTOMERS, ORDERS, STOCK
from domain.ports.reading import Failed, Found, Missing, Outcomes
from domain.stock import StockKey
from simulators.erp.app import API_KEY
from simulators.reference import numbers
from simulators.serving.mutations import spoil
from tests.adapters.erp_sim.system import at_rest, connected
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock
from tests.doubles.network import Counting, Rewriting

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


async def orders(clock: SettableClock, network: AsyncBaseTransport, *keys: str) -> Outcomes[str, Order]:
    connection = connected(clock, network)
    answers = await offered(connection, ORDERS)(keys, clock.within(correlation_id=TRACE))
    await connection.aclose()
    return answers


async def test_a_call_shows_the_key_and_the_trace(clock: SettableClock) -> None:
    network = Counting(at_rest().network)
    await orders(clock, network, "SO-0000042")
    (request,) = network.requests
    assert request.headers["x-api-key"] == API_KEY
    assert request.headers["traceparent"].split("-")[1] == TRACE


async def test_more_keys_than_one_call_takes_make_more_calls(clock: SettableClock) -> None:
    network = Counting(at_rest().network)
    keys = [numbers.erp_order(index) for index in range(1, 251)]
    answers = await orders(clock, network, *keys)
    asked = [len(request.url.params["numbers"].split(",")) for request in network.requests]
    assert sorted(asked) == [50, 100, 100]
    assert all(isinstance(answer, Found) for answer in answers.values())


@pytest.mark.parametrize("key", ["", "SO-1,SO-2", "\ud800", "注文" * 50, "1" * 61], ids=ascii)
async def test_what_cannot_be_a_number_is_missing_and_not_asked(clock: SettableClock, key: str) -> None:
    network = Counting(at_rest().network)
    assert await orders(clock, network, key) == {key: Missing()}
    assert network.requests == []
    beside = await orders(clock, network, key, "SO-0000042")
    assert isinstance(beside["SO-0000042"], Found)
    assert isinstance(beside[key], Missing)


async def test_a_place_that_the_erp_does_not_have_is_missing(clock: SettableClock) -> None:
    connection = connected(clock, at_rest().network)
    there, nowhere = StockKey("AX-1042", "1000"), StockKey("AX-1042", "9000")
    answers = await offered(connection, STOCK)([nowhere, there], clock.within())
    assert isinstance(answers[nowhere], Missing)
    assert isinstance(answers[there], Found)


async def test_two_calls_at_once_do_not_wait_for_each_other(clock: SettableClock) -> None:
    connection = connected(clock, at_rest().network)
    read = offered(connection, CUSTOMERS)
    one, other = await asyncio.gather(read(["C-00042"], clock.within()), read(["C-00043"], clock.within()))
    assert (list(one), list(other)) == (["C-00042"], ["C-00043"])


def spoiling(kind: str, field: str) -> Callable[[bytes], bytes]:
    return lambda body: spoil(body, kind, field, every=False)


# A record that lacks what makes it a record, and the place that the failure names.
LOST = [
    ("missing_field", "status", "[0]: Object missing required field `status`"),
    ("missing_field", "quantity", "[0]: Object missing required field `quantity` - at `$.lines[0]`"),
    ("wrong_type", "lines", "[0]: Expected `array`, got `int` - at `$.lines`"),
    ("wrong_type", "sku", "[0]: Expected `str`, got `array` - at `$.lines[0].sku`"),
    ("number_too_large", "quantity", "lines[10].quantity: 1000000000000000000000000000000 is too large"),
]


@pytest.mark.parametrize(("kind", "field", "place"), LOST)
async def test_a_record_that_lost_its_meaning_fails_by_itself(
    clock: SettableClock, kind: str, field: str, place: str
) -> None:
    network = Rewriting(at_rest().network, spoiling(kind, field))
    answers = await orders(clock, network, "SO-0000042", "SO-0000267", "SO-9999998")
    broken = answers["SO-0000042"]
    assert isinstance(broken, Failed)
    assert isinstance(broken.error, ReplyInvalid)
    assert broken.error.path == place
    assert [finding.subjects for finding in broken.findings] == [("order:SO-0000042",)]
    assert isinstance(answers["SO-0000267"], Found)
    assert isinstance(answers["SO-9999998"], Missing)


# A value that the record can do without, and the place that the finding names.
LEFT_OUT = [
    ("unknown_status", "status", "erp/order status/ZZ-77"),
    ("unknown_status", "code", "erp/hold/ZZ-77"),
    ("time_without_zone", "ordered_at", "erp/ordered_at"),
    ("impossible_time", "promised_at", "erp/promised_at"),
    ("time_without_zone", "at", "erp/history[].at"),
    ("impossible_time", "as_of", "erp/as_of"),
    ("missing_field", "posted_at", "erp/deliveries"),
    ("wrong_type", "amount", "erp/invoices"),
    ("number_too_large", "cancelled", "erp/lines[].cancelled"),
]


@pytest.mark.parametrize(("kind", "field", "group"), LEFT_OUT)
async def test_a_value_that_cannot_be_meant_costs_only_itself(
    clock: SettableClock, kind: str, field: str, group: str
) -> None:
    network = Rewriting(at_rest().network, spoiling(kind, field))
    key = "SO-0000117" if field == "code" else "SO-0000267"
    answer = (await orders(clock, network, key))[key]
    assert isinstance(answer, Found)
    assert group in {finding.group for finding in answer.findings}


async def test_a_record_without_a_name_may_be_any_of_those_without_an_answer(clock: SettableClock) -> None:
    network = Rewriting(at_rest().network, spoiling("missing_field", "number"))
    answers = await orders(clock, network, "SO-0000042", "SO-0000267", "SO-9999998")
    assert isinstance(answers["SO-0000042"], Failed)
    assert isinstance(answers["SO-0000267"], Found)
    assert isinstance(answers["SO-9999998"], Missing)
