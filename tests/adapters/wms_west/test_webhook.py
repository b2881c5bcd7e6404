import base64

import pytest

from adapters.wms_west.vocabulary import EVENT_OF
from adapters.wms_west.webhook import WmsWestWebhook
from domain.errors import BadInput, Unauthenticated
from domain.events.payloads import Changed, OrderNews, ShipmentNews
from domain.milestones import MilestoneCode
from simulators.wms_west.webhook import PUSHES_AS, Announcer, sign
from tests.adapters.warehouse.news import taken_whole
from tests.adapters.wms_west.system import INSTANCE, SETTINGS, west
from tests.doubles.clock import START

webhook = WmsWestWebhook(INSTANCE, SETTINGS.zone, PUSHES_AS.user, ["the one before", PUSHES_AS.password])


def notification(kind: str, inside: str, at: str = "20260302 000000", number: str = "17") -> bytes:
    attributes = f'id="M000000017" seq="{number}" type="{kind}" at="{at}"'
    return f'<w:Notification xmlns:w="urn:w2:wms:1" {attributes}>{inside}</w:Notification>'.encode()


def order_news(state: str, at: str = "20260302 000000", number: str = "17") -> bytes:
    names = "<w:OrderNo>W2-20011</w:OrderNo><w:HostRef>0002001</w:HostRef>"
    return notification("ORDSTAT", f'{names}<w:State no="50">{state}</w:State>', at, number)


def basic(user: str, password: str, scheme: str = "Basic") -> dict[str, str]:
    return {"authorization": f"{scheme} {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


@pytest.mark.parametrize("password", ["the one before", PUSHES_AS.password])
@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_any_live_password_verifies(password: str, scheme: str) -> None:
    webhook.verify(basic("w2push", password, scheme), b"", START)


def test_what_the_warehouse_sends_verifies() -> None:
    webhook.verify({name.lower(): value for name, value in sign(b"", 0, "M1").items()}, b"", START)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Basic"},
        {"authorization": "Basic \u00e9"},
        basic("w2push", "another"),
        basic("another", "the one before"),
        basic("w2push", ""),
        basic("w2push", "the one before", "Bearer"),
    ],
)
def test_without_a_live_password_nothing_is_taken(headers: dict[str, str]) -> None:
    with pytest.raises(Unauthenticated, match="wms_west: the password does not match"):
        webhook.verify(headers, b"", START)


@pytest.mark.parametrize(("state", "kind"), EVENT_OF.items())
def test_a_state_is_news_of_its_order(state: str, kind: str) -> None:
    told = webhook.parse(order_news(state), START)
    (event,) = told.events
    assert (event.type, event.subject, event.source) == (kind, "order:0002001", INSTANCE)
    assert (event.occurred_at, event.source_event_id, event.source_sequence) == (START, "M000000017", 17)
    tells = Changed if kind.endswith("changed") else OrderNews
    assert event.data == tells(raw_code=state, warehouse_order="W2-20011")
    assert told.findings == ()


def test_an_unknown_state_says_only_that_there_is_news() -> None:
    told = webhook.parse(order_news("ZZ"), START)
    assert [event.type for event in told.events] == ["order.changed"]
    assert [finding.group for finding in told.findings] == ["wms_west/state/ZZ"]


def test_moved_stock_says_read_it_again() -> None:
    body = notification("STOCK", "<w:Item>000000000040001042</w:Item><w:Facility>W2</w:Facility>")
    (event,) = webhook.parse(body, START).events
    assert (event.type, event.subject) == ("stock.changed", "sku:000000000040001042@W2")


def test_a_closed_shipment_has_left() -> None:
    body = notification("SHPCLS", "<w:ShipmentNo>0000020011</w:ShipmentNo><w:HostRef>0002001</w:HostRef>")
    (event,) = webhook.parse(body, START).events
    assert (event.type, event.subject, event.related) == (
        "shipment.milestone",
        "shipment:0000020011",
        ("order:0002001",),
    )
    assert event.data == ShipmentNews(milestone=MilestoneCode.SHIPPED)


def test_an_unknown_type_is_found_and_nothing_else() -> None:
    told = webhook.parse(notification("WAVE", ""), START)
    assert told.events == ()
    assert [finding.group for finding in told.findings] == ["wms_west/webhook/WAVE"]


@pytest.mark.parametrize("at", ["20260230 256199", "20260308 023000", "2026-03-02T08:00:00Z", ""])
def test_an_impossible_time_is_found_and_gives_no_event(at: str) -> None:
    told = webhook.parse(order_news("PC", at), START)
    assert told.events == ()
    assert [(finding.group, finding.subjects) for finding in told.findings] == [
        ("wms_west/Notification/@at", ("order:0002001",))
    ]


@pytest.mark.parametrize("number", ["", "x", "-1", "\u0665", "9" * 19])
def test_a_sequence_that_is_no_number_is_no_reason_to_drop_the_news(number: str) -> None:
    (event,) = webhook.parse(order_news("PC", number=number), START).events
    assert event.source_sequence is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'<!DOCTYPE n [<!ENTITY x "y">]><n>&x;</n>', "document type declaration"),
        (b"<w:Notification/>", "not well-formed"),
        (b"<Other/>", "is no Notification but 'Other'"),
        (notification("ORDSTAT", ""), "missing required field `OrderNo`"),
        (order_news("PC").replace(b"<w:State", b"<w:Stat").replace(b"/w:State", b"/w:Stat"), "`State`"),
        (order_news("PC").replace(b"seq=", b"no="), "missing required field `@seq`"),
        (order_news(""), "missing required field `#text` - at `State[1]`"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(body: bytes, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        webhook.parse(body, START)
    assert caught.value.public.startswith("body: wms_west: ")
    assert reason in caught.value.public


async def test_a_day_of_the_warehouse_s_news_is_taken_whole() -> None:
    await taken_whole(west(100).simulation, Announcer().messages, webhook)
