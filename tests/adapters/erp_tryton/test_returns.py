"""Reading returns, and the numbers of an order's returns with the order."""

import httpx
import msgspec
import pytest

from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.wire.returns import Return as WireReturn
from adapters.manifest import Connection
from domain.identifiers import Identifier, IdentifierKind
from domain.orders import Order
from domain.ports.backends import ORDERS, RETURNS
from domain.ports.reading import Failed, Found, Missing
from domain.returns import Return
from tests.adapters.erp_tryton.replies import INSTANCE, Json, sale, sale_line
from tests.adapters.erp_tryton.returned import on_its_way, sale_back
from tests.adapters.erp_tryton.system import RETURNED_SALES, Tryton, answers, connected
from tests.contracts.orders import OrdersContract, ReturnsContract
from tests.contracts.over_http import OverHttp
from tests.doubles.clock import SettableClock

SALES = "sale.sale"
TAKEN_BACK = {"quantity": -4.0}


def back(number: str | None, row: int, of: int | None = 23, /, **other: object) -> Json:
    """A sale that takes another one back, as it comes with orders."""
    origin = f"sale.sale,{of}" if of else None
    lines: list[Json] = [sale_line(39, **TAKEN_BACK)]
    return sale(number, **{"id": row, "origin": origin, "lines.": lines, **other})


class OverReplies:
    """A Tryton with the same records at each call, of which the first may be spoiled."""

    instance = INSTANCE
    unknown = "99"

    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        return connected(network, clock)

    def spoiled(self, body: bytes) -> bytes:
        first, *others = msgspec.json.decode(body, type=list[Json])
        return msgspec.json.encode([first | {"lines.": None}, *others])


class TestReturns(OverReplies, ReturnsContract, OverHttp[str, Return]):
    known = ("31", "32")

    def upstream(self) -> httpx.AsyncBaseTransport:
        arrived = {"shipment_returns.": [on_its_way("received")]}
        return Tryton({RETURNED_SALES: [[sale_back("31"), sale_back("32", id=34, **arrived)]]})


class TestOrders(OverReplies, OrdersContract, OverHttp[str, Order]):
    """With a return among the records."""

    known = ("21", "22")

    def upstream(self) -> httpx.AsyncBaseTransport:
        return Tryton({SALES: [[sale("21"), sale("22", id=24), back("31", 33)]]})


async def told(key: str, *rows: Json) -> Order:
    answer = (await answers(Tryton({SALES: [rows]}), ORDERS, key))[key]
    assert isinstance(answer, Found)
    return answer.value


async def test_returns_are_asked_for_by_their_own_numbers() -> None:
    tryton = Tryton({RETURNED_SALES: [[sale_back("31")]]})
    answer = (await answers(tryton, RETURNS, "31", "21"))["21"]
    assert isinstance(answer, Missing)
    assert tryton.asked(RETURNED_SALES) == [
        {
            "domain": [
                ["number", "in", ["31", "21"]],
                ["company", "=", 1],
                ["origin", "like", "sale.sale,%"],
                ["lines.quantity", "<", 0],
            ],
            "fields_names": list(asked(WireReturn)),
        }
    ]


async def test_an_order_names_its_returns_in_the_order_in_which_they_were_made() -> None:
    order = await told("21", back("7", 40), back("31", 33), back("32", 34, 24), sale("21"))
    assert order.return_numbers == ("31", "7")
    assert {i.value for i in order.identifiers if i.kind is IdentifierKind.RETURN} == {"31", "7"}
    assert Identifier(IdentifierKind.RETURN, INSTANCE, "31") in order.identifiers


async def test_an_order_that_nothing_came_back_of_has_no_returns() -> None:
    assert (await told("21", sale("21"))).return_numbers == ()


@pytest.mark.parametrize(
    "other",
    [
        back(None, 33),
        back("31", 33, None),
        back("31", 33, **{"lines.": [sale_line(39)]}),
        back("31", 33, origin="web.shop,23"),
    ],
)
async def test_what_takes_nothing_of_it_back_is_no_return_of_an_order(other: Json) -> None:
    assert (await told("21", sale("21"), other)).return_numbers == ()


async def test_a_return_is_no_order_even_where_it_comes_with_one() -> None:
    told = await answers(Tryton({SALES: [[sale("21"), back("31", 33)]]}), ORDERS, "21", "31")
    assert [type(told[key]) for key in ("21", "31")] == [Found, Missing]


async def test_an_exchange_is_a_return_and_an_order() -> None:
    lines: list[Json] = [sale_line(39, **TAKEN_BACK), sale_line(40, quantity=2.0)]
    exchange = back("31", 33, **{"lines.": lines})
    told = await answers(Tryton({SALES: [[sale("21"), exchange]]}), ORDERS, "21", "31")
    orders = [answer.value for answer in told.values() if isinstance(answer, Found)]
    assert [(order.number, order.return_numbers) for order in orders] == [("21", ("31",)), ("31", ())]
    assert [line.id for line in orders[1].lines] == ["40"]


async def test_a_return_that_cannot_be_read_as_a_sale_costs_its_order_nothing() -> None:
    order = await told("21", sale("21"), back("31", 33, state=None))
    assert order.return_numbers == ("31",)


async def test_a_sale_that_cannot_be_read_fails_as_the_order_that_it_may_be() -> None:
    told = await answers(Tryton({SALES: [[sale("21"), sale("22", **{"lines.": None})]]}), ORDERS, "21", "22")
    assert [type(told[key]) for key in ("21", "22")] == [Found, Failed]
