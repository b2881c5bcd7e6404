import msgspec
import pytest

from adapters.wms_east.settings import signing_key
from adapters.wms_east.vocabulary import EVENT_OF
from adapters.wms_east.webhook import WmsEastWebhook
from domain.errors import BadInput, Unauthenticated
from domain.events.payloads import Changed, OrderNews, ShipmentNews
from domain.milestones import MilestoneCode
from simulators.wms_east.webhook import Announcer, sign
from tests.adapters.warehouse.news import taken_whole
from tests.adapters.wms_east.replies import HUGE
from tests.adapters.wms_east.system import INSTANCE, SETTINGS, east
from tests.doubles.clock import START

NOW = int(START.timestamp())
AT = NOW * 1000
DATA = {
    "orderId": "WO7000000421",
    "hostReference": "SO-0000042",
    "facilityCode": "DC01",
    "atMillis": AT,
    "sequence": 12,
}
(KEY,) = (signing_key(secret) for secret in SETTINGS.webhook_secrets)
webhook = WmsEastWebhook(INSTANCE, [b"the key before", KEY])


def delivery(kind: str, **data: object) -> bytes:
    return msgspec.json.encode({"type": kind, "timestamp": "2026-03-02T08:00:00Z", "data": data})


def signed(body: bytes, **changes: str) -> dict[str, str]:
    return {**sign(body, NOW, "msg_1"), **{name.replace("_", "-"): value for name, value in changes.items()}}


def test_any_live_key_verifies() -> None:
    body = b"{}"
    webhook.verify(signed(body), body, START)
    WmsEastWebhook(INSTANCE, [KEY, b"the key after"]).verify(signed(body), body, START)


def test_one_good_signature_of_several_is_enough() -> None:
    good = signed(b"{}")["webhook-signature"]
    webhook.verify(signed(b"{}", webhook_signature=f"v1a,AAAA v1,AAAA {good}"), b"{}", START)


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook_id": "msg_2"},
        {"webhook_id": ""},
        {"webhook_timestamp": str(NOW + 1)},
        {"webhook_timestamp": f"{NOW}.0"},
        {"webhook_timestamp": "\u0665"},
        {"webhook_signature": "v1,AAAA"},
        {"webhook_signature": signed(b"{}")["webhook-signature"].replace("v1,", "v2,")},
    ],
)
def test_a_delivery_that_differs_from_what_was_signed_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(Unauthenticated, match="wms_east: the "):
        webhook.verify(signed(b"{}", **changes), b"{}", START)


def test_without_the_key_nothing_verifies() -> None:
    with pytest.raises(Unauthenticated, match="the signature does not match"):
        WmsEastWebhook(INSTANCE, [b"another"]).verify(signed(b"{}"), b"{}", START)


def test_a_heartbeat_says_how_far_all_was_told() -> None:
    told = webhook.parse(delivery("system.heartbeat", toldUntilMillis=AT, sequence=13), START)
    assert (told.watermark, told.events, told.findings) == (START, (), ())


def test_a_heartbeat_of_no_time_moves_nothing() -> None:
    told = webhook.parse(delivery("system.heartbeat", toldUntilMillis=HUGE), START)
    (finding,) = told.findings
    assert (told.watermark, finding.subjects) == (None, ("source:wms_east",))
    with pytest.raises(BadInput, match="toldUntilMillis"):
        webhook.parse(delivery("system.heartbeat"), START)


@pytest.mark.parametrize(("state", "kind"), EVENT_OF.items())
def test_a_state_is_news_of_its_order(state: str, kind: str) -> None:
    told = webhook.parse(delivery("order.stateChanged", **DATA, state=state), START)
    (event,) = told.events
    assert (event.type, event.subject, event.source) == (kind, "order:SO-0000042", INSTANCE)
    assert (event.occurred_at, event.recorded_at, event.source_sequence) == (START, START, 12)
    tells = Changed if kind.endswith("changed") else OrderNews
    assert event.data == tells(raw_code=state, warehouse_order="WO7000000421", location="DC01")
    assert told.findings == ()


def test_an_unknown_state_says_only_that_there_is_news() -> None:
    told = webhook.parse(delivery("order.stateChanged", **DATA, state="ZZ-77"), START)
    assert [event.type for event in told.events] == ["order.changed"]
    assert [finding.group for finding in told.findings] == ["wms_east/state/ZZ-77"]


def test_a_count_without_its_unit_says_read_it_again() -> None:
    body = delivery(
        "inventory.changed",
        itemCode="E-04711",
        facilityCode="DC01",
        buckets={"AVAILABLE": 410},
        allocatedQuantity=36,
        asOfMillis=AT,
        sequence=13,
    )
    (event,) = webhook.parse(body, START).events
    assert (event.type, event.subject, event.data) == ("stock.changed", "sku:E-04711@DC01", None)


def test_a_closed_shipment_has_left() -> None:
    (event,) = webhook.parse(
        delivery("shipment.closed", **DATA, shipmentId="SHE000000421", trackingNumbers=[]), START
    ).events
    assert (event.type, event.subject, event.related) == (
        "shipment.milestone",
        "shipment:SHE000000421",
        ("order:SO-0000042",),
    )
    assert event.data == ShipmentNews(milestone=MilestoneCode.SHIPPED, warehouse_order="WO7000000421")


def test_an_unknown_type_is_found_and_nothing_else() -> None:
    told = webhook.parse(delivery("wave.planned"), START)
    assert told.events == ()
    assert [finding.group for finding in told.findings] == ["wms_east/webhook/wave.planned"]


@pytest.mark.parametrize("at", [HUGE, 0, -1])
def test_an_impossible_time_is_found_and_gives_no_event(at: int) -> None:
    told = webhook.parse(delivery("order.stateChanged", **(DATA | {"atMillis": at}), state="PICKED"), START)
    assert told.events == ()
    ((group, subjects),) = [(finding.group, finding.subjects) for finding in told.findings]
    assert (group, subjects) == ("wms_east/order.stateChanged data", ("order:SO-0000042",))


async def test_a_day_of_the_warehouse_s_news_is_taken_whole() -> None:
    simulation = east(100).simulation
    await taken_whole(simulation, Announcer(simulation._ledger.position).messages, webhook)
