"""Orders by the customer's own number and by an invoice's, out of what Tryton says."""

import pytest

from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.wire.references import NamedSale
from domain.identifiers import IdentifierKind as Kind
from domain.ports.backends import ORDERS_BY_REFERENCE
from domain.ports.reading import Failed, Found, Missing
from domain.references import Reference
from tests.adapters.erp_tryton.replies import Json
from tests.adapters.erp_tryton.system import Tryton, answers, connected
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock

SALES = "sale.sale"
SHOP = Reference(Kind.CHANNEL_ORDER, "#5042")
PO, BILL = Reference(Kind.CUSTOMER_PO, "4500017"), Reference(Kind.INVOICE, "17")


def named(number: str, reference: str | None = None, *bills: tuple[str, str | None]) -> Json:
    return {
        "id": 1,
        "number": number,
        "reference": reference,
        "invoices.": [{"id": 1, "state": state, "number": number} for state, number in bills],
    }


async def test_both_kinds_are_one_search() -> None:
    sales = [named("21", "4500017"), named("22", "4500017", ("draft", None), ("paid", "17")), named("23")]
    tryton = Tryton({SALES: [sales]})
    told = await answers(tryton, ORDERS_BY_REFERENCE, PO, BILL, Reference(Kind.LOAD, "1"))
    assert [each.value.orders for each in told.values() if isinstance(each, Found)] == [("21", "22"), ("22",)]
    condition = [["company", "=", 1], ["number", "!=", None], ["lines.quantity", ">", 0]]
    assert tryton.asked(SALES) == [
        {
            "domain": [
                "OR",
                [["reference", "in", ["4500017"]], *condition],
                [["lines.invoice_lines.invoice.number", "in", ["17"]], *condition],
            ],
            "fields_names": list(asked(NamedSale, without=("web_",))),
        }
    ]


async def test_a_number_in_a_web_shop_finds_its_order() -> None:
    sold = {**named("21"), "web_id": "#5042", "web_shop.": {"id": 1, "name": "Parts online"}}
    elsewhere = {**named("22"), "web_id": "#5042", "web_shop.": None}
    tryton = Tryton({SALES: [[sold, elsewhere]]})
    connection = connected(tryton, shops={"Parts online": "WEB"})
    told = await offered(connection, ORDERS_BY_REFERENCE)([SHOP], SettableClock().within())
    await connection.aclose()
    assert [each.value.orders for each in told.values() if isinstance(each, Found)] == [("21",)]
    assert tryton.asked(SALES)[0]["fields_names"] == list(asked(NamedSale))


@pytest.mark.parametrize("key", [Reference(Kind.LOAD, "1"), Reference(Kind.CHANNEL_ORDER, "#5042")])
async def test_what_it_cannot_find_orders_by_is_not_asked_for(key: Reference) -> None:
    tryton = Tryton({SALES: [[]]})
    told = await answers(tryton, ORDERS_BY_REFERENCE, key)
    assert ([type(each) for each in told.values()], tryton.requests) == ([Missing], [])


async def test_a_cancelled_invoice_bills_nothing() -> None:
    told = await answers(
        Tryton({SALES: [[named("21", None, ("cancelled", "17"))]]}), ORDERS_BY_REFERENCE, BILL
    )
    assert isinstance(told[BILL], Missing)


@pytest.mark.parametrize("wrong", [{"number": None}, {"invoices.": None}, {"reference": 7}])
async def test_a_sale_that_cannot_be_read_is_not_missing(wrong: Json) -> None:
    told = await answers(Tryton({SALES: [[named("21", "4500017") | wrong]]}), ORDERS_BY_REFERENCE, PO)
    assert isinstance(told[PO], Failed)
