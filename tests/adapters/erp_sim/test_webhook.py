from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from adapters.erp_sim import vocabulary
from adapters.erp_sim.webhook import ErpWebhook
from domain.errors import BadInput, Unauthenticated
from domain.events.payloads import OrderNews
from domain.ports.backends import Delivered
from simulators.erp import webhook as simulated
from tests.adapters.erp_sim.system import SECRET, erp
from tests.contracts.webhooks import Delivery, WebhookContract
from tests.doubles.clock import START

NOTIFICATION = {
    "id": "evt_1",
    "type": "sales_order.changed",
    "occurred_at": "2026-03-02T07:10:00Z",
    "sequence": 17,
    "data": {"number": "SO-0002001", "status": "15", "reason": "ACK"},
}


def body(**changes: object) -> bytes:
    return msgspec.json.encode(NOTIFICATION | changes)


def signed(content: bytes) -> Delivery:
    headers = simulated.sign(content, int(START.timestamp()), "evt_1")
    return Delivery({name.lower(): value for name, value in headers.items()}, content)


def parsed(**changes: object) -> Delivered:
    return ErpWebhook("erp", [SECRET]).parse(body(**changes), START)


class TestErpWebhook(WebhookContract):
    instance = "erp"

    def source(self) -> ErpWebhook:
        return ErpWebhook("erp", [SECRET])

    def delivery(self) -> Delivery:
        return signed(body())

    def needed_headers(self) -> set[str]:
        return {"x-erp-timestamp", "x-erp-signature"}


async def test_all_that_the_erp_pushes_has_a_meaning() -> None:
    system, announcer = erp().simulation, simulated.Announcer()
    bodies: list[bytes] = []
    system.listeners.append(lambda event: bodies.extend(each.body for each in announcer.messages(event)))
    await system.settle()
    system.clock.advance(10 * 86_400)
    await system.settle()
    delivered = [ErpWebhook("erp", [SECRET]).parse(body, START) for body in bodies]
    assert [each.findings for each in delivered if each.findings] == []
    means = {*vocabulary.ORDER_EVENT_OF.values(), *vocabulary.RETURN_EVENT_OF.values()}
    means |= {*vocabulary.PURCHASE_EVENT_OF.values(), "order.invoiced", "stock.changed"}
    assert {event.type for each in delivered for event in each.events} == means
    sequence = [event.source_sequence for each in delivered for event in each.events]
    assert sequence == list(range(1, len(bodies) + 1))


@pytest.mark.parametrize("secrets", [["new", SECRET], [SECRET, "new"]])
def test_while_a_secret_is_replaced_both_are_good(secrets: list[str]) -> None:
    headers, content = signed(body())
    ErpWebhook("erp", secrets).verify(headers, content, START)


def test_a_secret_that_was_replaced_is_refused() -> None:
    headers, content = signed(body())
    with pytest.raises(Unauthenticated):
        ErpWebhook("erp", ["new"]).verify(headers, content, START)


def test_the_time_cannot_be_moved_without_the_secret() -> None:
    headers, content = signed(body())
    moved = dict(headers) | {"x-erp-timestamp": str(int(START.timestamp()) + 60)}
    with pytest.raises(Unauthenticated):
        ErpWebhook("erp", [SECRET]).verify(moved, content, START + timedelta(minutes=1))


def test_an_event_has_the_source_s_own_identity_and_time() -> None:
    (event,) = parsed().events
    assert event.type == "order.acknowledged"
    assert (event.source_event_id, event.source_sequence) == ("evt_1", 17)
    assert event.subject == "order:SO-0002001"
    assert event.occurred_at == datetime(2026, 3, 2, 7, 10, tzinfo=UTC)
    assert event.recorded_at == START
    assert event.data == OrderNews(raw_code="ACK")


ABOUT: list[tuple[str, dict[str, str], str, str, tuple[str, ...]]] = [
    ("sales_order.created", {"number": "SO-1", "reason": "ENT"}, "order.placed", "order:SO-1", ()),
    (
        "invoice.created",
        {"number": "SO-1", "invoice": "INV-1"},
        "order.invoiced",
        "order:SO-1",
        ("invoice:INV-1",),
    ),
    (
        "return.changed",
        {"number": "SO-1", "return": "RMA-1", "state": "RCVD"},
        "return.received",
        "return:RMA-1",
        ("order:SO-1",),
    ),
    (
        "purchase_order.changed",
        {"purchase_order": "PU-1", "state": "30"},
        "purchase_order.announced",
        "purchase_order:PU-1",
        (),
    ),
    ("stock.changed", {"sku": "AX-1042", "site": "1000"}, "stock.changed", "sku:AX-1042@1000", ()),
]


@pytest.mark.parametrize(("told", "data", "means", "subject", "related"), ABOUT)
def test_each_type_says_what_it_is_about(
    told: str, data: dict[str, str], means: str, subject: str, related: tuple[str, ...]
) -> None:
    delivered = parsed(type=told, data=data)
    assert delivered.findings == ()
    assert [(e.type, e.subject, e.related) for e in delivered.events] == [(means, subject, related)]


CODES = [
    *(("sales_order.changed", "number", "reason", *row) for row in vocabulary.ORDER_EVENT_OF.items()),
    *(("return.changed", "return", "state", *row) for row in vocabulary.RETURN_EVENT_OF.items()),
    *(
        ("purchase_order.changed", "purchase_order", "state", *row)
        for row in vocabulary.PURCHASE_EVENT_OF.items()
    ),
]


@pytest.mark.parametrize(("told", "key", "field", "code", "means"), CODES)
def test_every_code_has_its_event(told: str, key: str, field: str, code: str, means: str) -> None:
    delivered = parsed(type=told, data={key: "1", field: code})
    assert [event.type for event in delivered.events] == [means]
    assert delivered.findings == ()


def test_the_orders_of_history_and_of_notifications_are_one() -> None:
    assert set(vocabulary.ORDER_EVENT_OF) == set(vocabulary.MILESTONE_OF)
    assert set(vocabulary.RETURN_EVENT_OF) == set(vocabulary.RETURN_MILESTONE_OF)
    assert set(vocabulary.PURCHASE_EVENT_OF) == set(vocabulary.PURCHASE_STATE_OF)


def test_an_unknown_code_is_news_and_a_finding() -> None:
    delivered = parsed(data={"number": "SO-1", "reason": "XYZ"})
    assert [event.type for event in delivered.events] == ["order.changed"]
    assert [finding.group for finding in delivered.findings] == ["erp/sales_order.changed/XYZ"]


def test_an_unknown_type_is_a_finding() -> None:
    delivered = parsed(type="price.changed")
    assert delivered.events == ()
    assert [finding.group for finding in delivered.findings] == ["erp/webhook type/price.changed"]


@pytest.mark.parametrize("time", ["2026-03-02T07:10:00", "2026-02-30T25:61:99Z"])
def test_a_time_that_cannot_be_meant_is_a_finding(time: str) -> None:
    delivered = parsed(occurred_at=time)
    assert delivered.events == ()
    assert [finding.group for finding in delivered.findings] == ["erp/occurred_at"]


@pytest.mark.parametrize(
    ("told", "data"),
    [
        ("sales_order.changed", {"reason": "ACK"}),
        ("invoice.created", {"invoice": "INV-1"}),
        ("return.changed", {"number": "SO-1", "state": "RCVD"}),
        ("purchase_order.changed", {"state": "30"}),
        ("stock.changed", {"sku": "AX-1042"}),
    ],
)
def test_a_delivery_about_nothing_is_bad_input(told: str, data: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="does not say what it is about"):
        parsed(type=told, data=data)


def test_bad_input_names_the_place() -> None:
    with pytest.raises(BadInput, match=r"erp: Expected `str`, got `int` - at `\$\.data\.number`"):
        parsed(data={"number": 7})
