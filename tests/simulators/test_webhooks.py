import asyncio
import base64
import hashlib
import hmac
from xml.etree import ElementTree as ET

import orjson
import pytest

from simulators.clock import parse_iso
from simulators.orders.facts import Kind
from simulators.simulation import SYSTEMS
from simulators.webhooks import RETRY_AFTER
from tests.simulators.house import START, WALL, House

HOUR = 3600


async def listen(house: House, *systems: str) -> None:
    urls = {system: f"http://gateway.example/{system}" for system in systems}
    answer = await house.clients["control"].put("/_sim/webhooks", json={"urls": urls})
    assert answer.status_code == 200


async def deliver(house: House, system: str) -> None:
    courier = house.systems.couriers[system]
    while courier.waiting:
        await courier.deliver_next()


async def heard(house: House, system: str, seconds: int = 2 * HOUR) -> None:
    await listen(house, system)
    await house.advance(seconds)
    await deliver(house, system)
    assert house.receiver.requests


async def test_the_erp_signs_timestamp_and_body(house: House) -> None:
    await heard(house, "erp")
    for request in house.receiver.requests:
        signed = f"{WALL}.".encode() + request.content
        expected = hmac.new(b"erp-webhook-secret", signed, hashlib.sha256).hexdigest()
        assert request.headers["x-erp-signature"] == f"v1={expected}"
        assert request.headers["x-erp-timestamp"] == str(WALL)
    assert len({request.headers["x-erp-event-id"] for request in house.receiver.requests}) > 5


async def test_the_east_wms_says_how_far_it_told_all_behind_what_it_told(house: House) -> None:
    await listen(house, "wms_east")
    await house.clients["control"].put("/_sim/heartbeats", json={"every": 60})
    for seconds in (2 * HOUR, 30, 30):
        await house.advance(seconds)
        await house.systems.follow()
    await deliver(house, "wms_east")
    told = [orjson.loads(request.content) for request in house.receiver.requests]
    beats = [place for place, each in enumerate(told) if each["type"] == "system.heartbeat"]
    until = [told[place]["data"]["toldUntilMillis"] // 1000 for place in beats]
    assert until == [START + 2 * HOUR, START + 2 * HOUR + 60]
    assert all(parse_iso(each["timestamp"]) <= until[0] for each in told[: beats[0]])
    assert all(parse_iso(each["timestamp"]) > until[0] for each in told[beats[0] + 1 :])


async def test_no_heartbeat_goes_before_bookings_that_are_kept_back(house: House) -> None:
    await listen(house, "wms_east")
    await house.clients["control"].put("/_sim/heartbeats", json={"every": 1})
    await house.post("control", "/_sim/movements", {"hold": 2})
    await house.advance(2 * HOUR)
    await house.systems.follow()
    await deliver(house, "wms_east")
    assert "system.heartbeat" not in {orjson.loads(each.content)["type"] for each in house.receiver.requests}


async def test_the_east_wms_signs_as_standard_webhooks_do(house: House) -> None:
    await heard(house, "wms_east")
    for request in house.receiver.requests:
        signed = f"{request.headers['webhook-id']}.{WALL}.".encode() + request.content
        digest = hmac.new(b"wms-east-demo-secret", signed, hashlib.sha256).digest()
        assert request.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


async def test_the_west_wms_shows_credentials_and_speaks_xml(house: House) -> None:
    await heard(house, "wms_west")
    numbers = []
    for request in house.receiver.requests:
        assert request.headers["authorization"] == "Basic dzJwdXNoOndlc3QtcHVzaC1wYXNzd29yZA=="
        root = ET.fromstring(request.content)  # noqa: S314 - our own simulator's message
        assert root.attrib["type"] in {"ORDSTAT", "STOCK", "SHPCLS"}
        numbers.append(int(root.attrib["seq"]))
    assert numbers == list(range(1, len(numbers) + 1))


async def test_the_tms_signs_timestamp_and_body(house: House) -> None:
    await heard(house, "tms")
    for request in house.receiver.requests:
        signed = f"{WALL}\n".encode() + request.content
        expected = hmac.new(b"tms-webhook-secret", signed, hashlib.sha256).hexdigest()
        assert request.headers["x-tms-signature"] == f"sha256={expected}"


async def test_the_carrier_signs_the_body_alone(house: House) -> None:
    await heard(house, "carrier")
    for request in house.receiver.requests:
        expected = hmac.new(b"carrier-webhook-secret", request.content, hashlib.sha256).hexdigest()
        assert request.headers["x-carrier-signature"] == expected


async def test_a_day_is_told_as_it_happened(house: House) -> None:
    await listen(house, "carrier")
    await house.advance(24 * HOUR)
    told = house.systems.couriers["carrier"].counts.queued
    pieces = 0
    for index in range(1, house.world.count_at(START + 24 * HOUR) + 1):
        order = house.world.order(index)
        for fact in order.facts:
            if START < fact.at <= START + 24 * HOUR and fact.kind is Kind.DELIVERED:
                shipment = next(each for each in order.shipments if each.work == fact.work)
                pieces += len(shipment.packages) if shipment.lead == index else 0
    await deliver(house, "carrier")
    delivered = [r for r in house.receiver.requests if b'"code":"DL","text":"Delivered"},"est' in r.content]
    assert len(delivered) == pieces > 10
    assert told == len(house.receiver.requests)


async def test_what_happened_before_is_not_told(house: House) -> None:
    house.simulation.clock.advance(HOUR)
    await listen(house, "erp")
    assert house.systems.couriers["erp"].waiting == 0


async def test_a_failing_receiver_is_tried_again_and_given_up(house: House) -> None:
    house.receiver.statuses = [500, 503, 204, *[500] * 5, 400]
    await listen(house, "erp")
    await house.advance(HOUR)
    courier = house.systems.couriers["erp"]
    for _ in range(3):
        await courier.deliver_next()
    assert house.slept == [*RETRY_AFTER[:2], *RETRY_AFTER]
    assert (courier.counts.delivered, courier.counts.retried, courier.counts.failed) == (1, 6, 2)


async def test_webhooks_come_twice_late_or_never_on_demand(house: House) -> None:
    await listen(house, "erp")
    for fault in (
        {"system": "erp", "kind": "webhook_duplicate", "count": 1},
        {"system": "tms", "kind": "webhook_drop"},
        {"system": "carrier", "kind": "webhook_late", "seconds": 30, "count": 1},
    ):
        await house.post("control", "/_sim/faults", fault)
    await listen(house, "tms", "carrier")
    await house.advance(2 * HOUR)
    for _ in range(5):
        await asyncio.sleep(0)
    for system in ("erp", "tms", "carrier"):
        await deliver(house, system)
    ids = [r.headers["x-erp-event-id"] for r in house.receiver.requests if "x-erp-event-id" in r.headers]
    assert len(ids) == len(set(ids)) + 1
    assert ids[0] == ids[1]
    assert house.systems.couriers["tms"].counts.dropped > 0
    assert house.slept == [30]
    late = [r.headers["x-carrier-delivery"] for r in house.receiver.requests if r.url.path == "/carrier"]
    numbers = [int(each.rpartition("-")[2]) for each in late]
    assert numbers[0] != 1
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


async def test_the_queue_is_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    courier = house.systems.couriers["erp"]
    monkeypatch.setattr(courier._queue, "_maxsize", 3)
    await listen(house, "erp")
    await house.advance(2 * HOUR)
    assert courier.waiting == 3
    assert courier.counts.dropped > 0


async def test_delivery_is_counted_per_system(house: House) -> None:
    await listen(house, "erp")
    await house.advance(HOUR)
    await deliver(house, "erp")
    counts = (await house.get("control", "/_sim/webhooks")).json()
    assert set(counts) == set(SYSTEMS)
    assert counts["erp"]["delivered"] == counts["erp"]["queued"] == len(house.receiver.requests)
    assert counts["tms"]["queued"] == 0
    assert counts["erp"]["url"] == "http://gateway.example/erp"
