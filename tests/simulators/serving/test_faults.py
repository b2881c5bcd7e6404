import asyncio
from collections.abc import Mapping

import httpx
import orjson
import pytest

from simulators.serving import mutations
from simulators.serving.faults import Fault, FaultBook
from simulators.serving.misbehave import altered
from tests.simulators.house import House

ORDERS = "/api/v2/sales-orders"
NUMBER = "SO-0000042"


async def fault(house: House, **said: object) -> Mapping[str, object]:
    answer = await house.post("control", "/_sim/faults", said)
    assert answer.status_code == 201
    found: Mapping[str, object] = answer.json()
    return found


async def read(house: House) -> httpx.Response:
    return await house.get("erp", ORDERS, numbers=NUMBER)


async def test_a_status_comes_with_retry_after_as_often_as_asked_for(house: House) -> None:
    await fault(house, system="erp", kind="status", status=429, retry_after=2, count=2)
    answers = [await read(house) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["retry-after"] == "2"
    assert answers[0].json()["error"]["code"] == "RATE_LIMITED"
    (standing,) = (await house.get("control", "/_sim/faults")).json()["faults"]
    assert (standing["hits"], standing["count"]) == (2, 0)


async def test_a_fault_concerns_its_system_and_operation_alone(house: House) -> None:
    await fault(house, system="erp", kind="status", status=503, operation="GET /api/v2/stock")
    await fault(house, system="wms_west", kind="status", status=500, operation="GetStock")
    assert (await read(house)).status_code == 200
    assert (await house.get("erp", "/api/v2/stock", skus="AX-1042")).status_code == 503
    assert (await house.soap("GetOrders", "")).status_code == 200
    broken = await house.soap("GetStock", "")
    assert broken.status_code == 500
    assert b"<faultstring>W2-0500 internal</faultstring>" in broken.content


async def test_latency_waits_and_then_answers(house: House) -> None:
    await fault(house, system="erp", kind="latency", milliseconds=750)
    assert (await read(house)).status_code == 200
    assert house.slept == [0.75]


async def test_a_truncated_body_is_shorter_than_declared(house: House) -> None:
    whole = (await read(house)).content
    await fault(house, system="erp", kind="truncate")
    with pytest.raises(AssertionError):  # httpx wants a response to be complete
        await read(house)
    sent = house.simulation.faults
    assert [each.hits for each in sent] == [1]
    declared, part = altered(next(iter(sent)), whole)
    assert (declared, part) == (len(whole), whole[: len(whole) // 2])


async def test_an_invalid_body_does_not_parse(house: House) -> None:
    await fault(house, system="erp", kind="invalid")
    await fault(house, system="wms_west", kind="invalid")
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads((await read(house)).content)
    assert not (await house.soap("GetStock", "")).content.startswith(b"<")


async def test_a_reset_without_a_server_is_an_error(house: House) -> None:
    await fault(house, system="erp", kind="reset")
    with pytest.raises(ConnectionResetError):
        await read(house)
    counts = (await house.get("control", "/_sim/counters", system="erp")).json()
    assert counts["erp"]["operations"][f"GET {ORDERS}"]["statuses"] == {"none": 1}


async def test_a_hang_lasts_until_the_caller_gives_up(house: House) -> None:
    await fault(house, system="erp", kind="hang", count=1)
    hanging = asyncio.ensure_future(read(house))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not hanging.done()
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    assert (await read(house)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "field", "spoiled"),
    [
        ("wrong_type", "quantity", "many"),
        ("wrong_type", "sku", ["AX-1114"]),
        ("unknown_status", "status", "ZZ-77"),
        ("time_without_zone", "ordered_at", "2025-12-04T05:18:50"),
        ("impossible_time", "ordered_at", "2026-02-30T25:61:99Z"),
        ("number_too_large", "quantity", 10**30),
        ("number_too_large", "total_amount", str(10**30)),
    ],
)
async def test_one_field_of_an_answer_is_spoiled(
    house: House, kind: str, field: str, spoiled: object
) -> None:
    await fault(house, system="erp", kind=kind, field=field)
    assert first(httpx.Response.json(await read(house)), field) == spoiled


def first(document: object, field: str) -> object:
    """Give the first value of a name anywhere in a document, None where there is none."""
    if isinstance(document, dict):
        if field in document:
            return document[field]
        document = list(document.values())
    found = (first(each, field) for each in document) if isinstance(document, list) else ()
    return next((each for each in found if each is not None), None)


async def test_a_field_is_missing_once_or_everywhere(house: House) -> None:
    whole = (await read(house)).content
    await fault(house, system="erp", kind="missing_field", field="sku", count=1)
    assert (await read(house)).content.count(b'"sku"') == whole.count(b'"sku"') - 1
    await fault(house, system="erp", kind="missing_field", field="sku", all=True)
    assert (await read(house)).content.count(b'"sku"') == 0


def test_xml_is_spoiled_in_elements_and_attributes() -> None:
    body = b'<a state="SH"><b at="20260302 000000">7</b><b at="x">8</b></a>'
    assert b'state="ZZ-77"' in mutations.spoil(body, "unknown_status", "state", every=False)
    assert b">many</b>" in mutations.spoil(body, "wrong_type", "b", every=False)
    assert mutations.spoil(body, "missing_field", "b", every=True).count(b"<b") == 0
    assert b'at="20260230 256199"' in mutations.spoil(body, "impossible_time", "at", every=False)
    assert b"state" not in mutations.spoil(body, "missing_field", "state", every=False)


def test_a_value_is_put_in_the_place_of_another() -> None:
    body = b'{"a": "x", "b": [{"a": 7, "c": true}]}'
    assert (
        mutations.spoil(body, "other_value", "a", every=False, value="9")
        == b'{"a":"9","b":[{"a":7,"c":true}]}'
    )
    assert (
        mutations.spoil(body, "other_value", "a", every=True, value="-9")
        == b'{"a":"-9","b":[{"a":-9,"c":true}]}'
    )
    assert b">y</a>" in mutations.spoil(b"<r><a>x</a></r>", "other_value", "a", every=True, value="y")


def test_chance_is_repeatable_and_about_as_often_as_said() -> None:
    def hits(seed: int) -> list[bool]:
        book = FaultBook(seed, ["erp"])
        book.add(Fault(system="erp", kind="hang", probability=0.3))
        return [book.due("erp", {"hang"}) is not None for _ in range(1000)]

    assert hits(7) == hits(7) != hits(8)
    assert 250 < sum(hits(7)) < 350


async def test_faults_end_by_system_or_by_id(house: House) -> None:
    kept = await fault(house, system="tms", kind="hang")
    await fault(house, system="erp", kind="hang")
    assert (await house.clients["control"].delete("/_sim/faults?system=erp")).json() == {"removed": 1}
    assert (await read(house)).status_code == 200
    gone = await house.clients["control"].delete(f"/_sim/faults?id={kept['id']}")
    assert gone.json() == {"removed": 1}


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"system": "shop", "kind": "hang"}, "system: 'shop'"),
        ({"system": "erp", "kind": "fire"}, "kind: 'fire'"),
        ({"system": "erp", "kind": "wrong_type"}, "field: wrong_type needs"),
        ({"system": "erp", "kind": "hang", "probability": 0}, "probability: 0"),
        ({"system": "erp", "kind": "hang", "colour": 1}, "colour"),
        ({"kind": "hang"}, "system"),
    ],
)
async def test_a_fault_that_cannot_be_is_refused(house: House, said: dict[str, object], text: str) -> None:
    answer = await house.post("control", "/_sim/faults", said)
    assert answer.status_code == 400
    assert text in answer.json()["error"]
