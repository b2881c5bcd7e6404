"""Reading shipments for the orders in them."""

from domain.ports.backends import FULFILMENTS
from domain.ports.reading import Failed, Found, Missing
from tests.adapters.erp_tryton.replies import Json, outgoing, shipment
from tests.adapters.erp_tryton.system import Tryton, answers

SHIPPING = "stock.shipment.out"


def of_orders(*numbers: str) -> list[Json]:
    return [outgoing(98 + place, **{"sale.": {"id": place, "number": n}}) for place, n in enumerate(numbers)]


async def test_shipments_are_asked_for_by_the_sales_in_them() -> None:
    tryton = Tryton({SHIPPING: [[shipment("17"), shipment("25")]]})
    told = (await answers(tryton, FULFILMENTS, "21", "22"))["21"]
    assert isinstance(told, Found)
    assert [each.id for each in told.value.shipments] == ["17", "25"]
    (query,) = tryton.asked(SHIPPING)
    assert query["domain"] == [
        ["moves.origin.sale.number", "in", ["21", "22"], "sale.line"],
        ["company", "=", 1],
    ]


async def test_a_shipment_of_several_orders_is_told_to_each() -> None:
    tryton = Tryton({SHIPPING: [[shipment("17", **{"outgoing_moves.": of_orders("21", "22", "23")})]]})
    told = await answers(tryton, FULFILMENTS, "21", "22", "24")
    assert [type(told[key]) for key in ("21", "22", "24")] == [Found, Found, Missing]
    for key in ("21", "22"):
        answer = told[key]
        assert isinstance(answer, Found)
        assert [each.id for each in answer.value.shipments] == ["17"]


async def test_a_shipment_that_cannot_be_read_fails_its_orders_and_no_others() -> None:
    broken = shipment("25", state=None, **{"outgoing_moves.": of_orders("21", "23")})
    told = await answers(
        Tryton(
            {SHIPPING: [[shipment("17"), shipment("26", **{"outgoing_moves.": of_orders("22")}), broken]]}
        ),
        FULFILMENTS,
        "21",
        "22",
    )
    assert set(told) == {"21", "22"}
    assert [type(told[key]) for key in ("21", "22")] == [Failed, Found]


async def test_a_shipment_that_names_no_sale_may_be_any_order_s() -> None:
    told = await answers(
        Tryton({SHIPPING: [[shipment("17"), {"id": 25, "number": "25"}]]}), FULFILMENTS, "21", "22"
    )
    assert [type(told[key]) for key in ("21", "22")] == [Found, Failed]
