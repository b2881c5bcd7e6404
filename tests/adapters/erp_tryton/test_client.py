"""What goes to Tryton, and what becomes of what it answers."""

import base64
from datetime import UTC, datetime

import httpx
import msgspec
import pytest

from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.wire.sales import Sale
from domain.errors import BackendRefused, BackendUnavailable, ReplyInvalid
from domain.exceptions import BAD_RECORD
from domain.ports.backends import (
    CUSTOMERS,
    LOCATIONS,
    ORDERS,
    PRODUCTS,
    PURCHASE_ORDERS,
    SHIPMENTS,
)
from domain.ports.reading import Failed, Found, Missing
from tests.adapters.erp_tryton.replies import INSTANCE, LEFT, SHOPS, UNIT, Json, sale
from tests.adapters.erp_tryton.system import Tryton, answers, connected
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock

SALES = "sale.sale"
SHIPPING = "stock.shipment.out"
PRODUCT: Json = {"id": 1, "code": "AX-1001", "name": "Part", "default_uom.": UNIT}

HTML = {"content-type": "text/html; charset=utf-8"}
UNKNOWN_FIELD = b"<!doctype html>\n<title>400 Bad Request</title>\n<p>Unable to get RPC method</p>\n"


@pytest.mark.parametrize(("named", "unit"), [("", "1"), ("US", "US")])
async def test_the_company_is_a_business_unit(named: str, unit: str) -> None:
    connection = connected(Tryton({SALES: [[sale("21")]]}), business_unit=named)
    (told,) = (await offered(connection, ORDERS)(["21"], SettableClock().within())).values()
    await connection.aclose()
    assert isinstance(told, Found)
    assert told.value.business_unit == unit


async def test_a_batch_is_one_search_with_all_fields() -> None:
    tryton = Tryton({SALES: [[sale("21"), sale("22")]]})
    told = await answers(tryton, ORDERS, "21", "22", "23")
    assert [type(told[key]) for key in ("21", "22", "23")] == [Found, Found, Missing]
    (request,) = tryton.requests
    assert (request.method, str(request.url)) == (
        "POST",
        "http://tryton.test/erp/rest/model/sale.sale/search_read",
    )
    assert tryton.asked(SALES) == [
        {
            "domain": [
                "OR",
                [["number", "in", ["21", "22", "23"]], ["company", "=", 1], ["lines.quantity", ">", 0]],
                [
                    ["origin.number", "in", ["21", "22", "23"], "sale.sale"],
                    ["company", "=", 1],
                    ["number", "!=", None],
                    ["lines.quantity", "<", 0],
                ],
            ],
            "fields_names": [name for name in asked(Sale) if not name.startswith("web_")],
        }
    ]


async def test_of_web_shops_only_a_company_that_has_some_is_asked() -> None:
    tryton = Tryton({SALES: [[]]})
    connection = connected(tryton, shops=SHOPS)
    await offered(connection, ORDERS)(["21"], SettableClock().within())
    await connection.aclose()
    (asked_for,) = tryton.asked(SALES)
    assert asked_for["fields_names"] == list(asked(Sale))
    assert {"web_id", "web_shop.name"} <= {*asked(Sale)}


async def test_the_key_the_company_and_the_language_go_along() -> None:
    tryton = Tryton({SALES: [[]]})
    await answers(tryton, ORDERS, "21")
    headers = tryton.requests[0].headers
    assert headers["authorization"] == "bearer key"
    assert headers["content-type"] == "application/json"
    context = base64.urlsafe_b64decode(headers["x-tryton-context"])
    assert msgspec.json.decode(context) == {"company": 1, "language": "en"}


async def test_names_are_asked_for_in_the_language_of_the_settings() -> None:
    tryton = Tryton({SALES: [[]]})
    connection = connected(tryton, language="de")
    await offered(connection, ORDERS)(["21"], SettableClock().within())
    await connection.aclose()
    context = base64.urlsafe_b64decode(tryton.requests[0].headers["x-tryton-context"])
    assert msgspec.json.decode(context) == {"company": 1, "language": "de"}


async def test_a_record_is_as_old_as_tryton_says_that_its_reply_is() -> None:
    told = (await answers(Tryton({SALES: [[sale("21")]]}), ORDERS, "21"))["21"]
    assert isinstance(told, Found)
    assert [stamp.as_of for stamp in told.stamps] == [LEFT]
    assert told.value.as_of == LEFT


@pytest.mark.parametrize("header", ["", "yesterday", "Sat, 21 Nov 1970 17:00:00 GMT"])
async def test_without_a_date_nobody_knows_how_old_a_record_is(header: str) -> None:
    told = (await answers(Tryton({SALES: [[sale("21")]]}, header), ORDERS, "21"))["21"]
    assert isinstance(told, Found)
    assert [stamp.as_of for stamp in told.stamps] == [None]


async def test_a_date_without_a_zone_is_that_of_http() -> None:
    told = (await answers(Tryton({SALES: [[sale("21")]]}, "Sat, 21 Nov 2026 17:00:00"), ORDERS, "21"))["21"]
    assert isinstance(told, Found)
    assert [stamp.as_of for stamp in told.stamps] == [datetime(2026, 11, 21, 17, 0, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("status", "expected", "cause"),
    [
        (
            400,
            BackendRefused,
            r"HTTP 400: it may lack a module that knows sale\.sale with number, .*lines\.id",
        ),
        (401, BackendRefused, "HTTP 401"),
        (403, BackendRefused, "HTTP 403"),
        (404, BackendRefused, "HTTP 404"),
        (500, BackendUnavailable, "HTTP 500"),
        (504, BackendUnavailable, "HTTP 504"),
    ],
)
async def test_what_tryton_refuses_is_said_by_status(
    status: int, expected: type[Exception], cause: str
) -> None:
    tryton = Tryton({SALES: [httpx.Response(status, headers=HTML, content=UNKNOWN_FIELD)]})
    told = (await answers(tryton, ORDERS, "21"))["21"]
    assert isinstance(told, Failed)
    assert type(told.error) is expected
    with pytest.raises(expected, match=cause):
        raise told.error


async def test_a_record_that_lacks_what_it_must_have_fails_alone() -> None:
    broken = sale("22")
    del broken["state"]
    told = await answers(Tryton({SALES: [[sale("21"), broken]]}), ORDERS, "21", "22", "23")
    assert [type(told[key]) for key in ("21", "22", "23")] == [Found, Failed, Missing]
    failure = told["22"]
    assert isinstance(failure, Failed)
    assert isinstance(failure.error, ReplyInvalid)
    assert "[1]: Object missing required field `state`" in failure.error.path
    assert [(finding.code, finding.subjects) for finding in failure.findings] == [(BAD_RECORD, ("order:22",))]


async def test_a_record_without_a_name_may_be_anyone_s() -> None:
    told = await answers(Tryton({SALES: [[sale("21"), sale(None)]]}), ORDERS, "21", "22")
    assert [type(told[key]) for key in ("21", "22")] == [Found, Failed]


@pytest.mark.parametrize("body", [b"{}", b"[", b"null", b'[{"number": "21"}, 7'])
async def test_a_reply_that_is_no_list_of_records_fails_every_key(body: bytes) -> None:
    told = await answers(Tryton({SALES: [body]}), ORDERS, "21", "22")
    for answer in told.values():
        assert isinstance(answer, Failed)
        assert isinstance(answer.error, ReplyInvalid)


async def test_two_records_of_one_name_are_neither_of_them_meant() -> None:
    other = PRODUCT | {"id": 2, "name": "Another part"}
    told = await answers(
        Tryton({"product.product": [[PRODUCT, other, PRODUCT | {"id": 3, "code": "AX-1002"}]]}),
        PRODUCTS,
        "AX-1001",
        "AX-1002",
    )
    failure = told["AX-1001"]
    assert isinstance(failure, Failed)
    assert "AX-1001 names 2 records" in failure.error.cause
    assert [finding.group for finding in failure.findings] == [f"{INSTANCE}/doubled key"]
    assert isinstance(told["AX-1002"], Found)


@pytest.mark.parametrize(
    ("port", "model", "domain"),
    [
        (SHIPMENTS, SHIPPING, [["number", "in", ["X"]], ["company", "=", 1]]),
        (PURCHASE_ORDERS, "purchase.purchase", [["number", "in", ["X"]], ["company", "=", 1]]),
        (PRODUCTS, "product.product", [["code", "in", ["X"]], ["active", "in", [True, False]]]),
        (
            LOCATIONS,
            "stock.location",
            [["code", "in", ["X"]], ["type", "=", "warehouse"], ["active", "in", [True, False]]],
        ),
        (CUSTOMERS, "party.party", [["code", "in", ["X"]], ["active", "in", [True, False]]]),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_each_port_asks_its_model(port: object, model: str, domain: list[object]) -> None:
    tryton = Tryton({model: [[]]})
    told = await answers(tryton, port, "X")  # type: ignore[arg-type, var-annotated] # ports of several kinds
    assert [type(answer) for answer in told.values()] == [Missing]
    assert [query["domain"] for query in tryton.asked(model)] == [domain]
