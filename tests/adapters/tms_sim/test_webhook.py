import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from adapters.tms_sim.webhook import TmsWebhook
from domain.errors import BadInput, Unauthenticated
from domain.events.payloads import ShipmentNews
from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.milestones import Classifier, FaultParty, MilestoneCode
from tests.adapters.tms_sim.replies import LOAD, SHIPMENT, message, notification

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
RECEIVED = datetime(2026, 2, 25, tzinfo=UTC)
LIVE = "old-secret"
BODY = b'{"eventId":"tms-17"}'

webhook = TmsWebhook("lines", [LIVE, "new-secret"])


def signed(secret: str = LIVE, body: bytes = BODY, at: datetime = NOW) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()
    return {"x-tms-timestamp": stamp, "x-tms-signature": f"sha256={digest}"}


def only(told: object, **other: object) -> Event:
    delivered = webhook.parse(notification(told, **other), NOW)
    assert delivered.findings == ()
    assert len(delivered.events) == 1
    assert delivered.events[0].type in EVENT_TYPES
    return delivered.events[0]


@pytest.mark.parametrize("secret", [LIVE, "new-secret"])
def test_any_live_secret_verifies(secret: str) -> None:
    webhook.verify(signed(secret), BODY, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed() | {"x-tms-signature": ""},
        signed() | {"x-tms-signature": signed()["x-tms-signature"].removeprefix("sha256=")},
        signed() | {"x-tms-timestamp": str(int(NOW.timestamp()) + 1)},
        signed("another-secret"),
        signed(body=BODY + b" "),
    ],
)
def test_what_no_live_secret_signed_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(
        Unauthenticated, match=r"lines: the (signature does not match|delivery bears no time)"
    ):
        webhook.verify(headers, BODY, NOW)


@pytest.mark.parametrize("away", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_an_old_or_future_delivery_is_refused(away: timedelta) -> None:
    with pytest.raises(Unauthenticated, match="lines: the delivery is too old or from the future"):
        webhook.verify(signed(at=NOW + away), BODY, NOW)


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1e9", "٣", "9" * 40])
def test_a_delivery_without_a_time_is_refused(stamp: str) -> None:
    with pytest.raises(Unauthenticated, match="lines: the delivery bears no time"):
        webhook.verify(signed() | {"x-tms-timestamp": stamp}, BODY, NOW)


def test_a_message_that_needs_no_stop_is_a_milestone() -> None:
    told = message("A9", "20260224", "1510", stop=3, reasonCode="AI")
    assert only(told) == Event(
        type="shipment.milestone",
        source="lines",
        subject=f"shipment:{SHIPMENT}",
        related=("order:SO-0000042",),
        occurred_at=datetime(2026, 2, 24, 21, 10, tzinfo=UTC),
        recorded_at=NOW,
        source_event_id="tms-17",
        source_sequence=17,
        data=ShipmentNews(
            milestone=MilestoneCode.EXCEPTION,
            raw_code="A9",
            reason="mechanical breakdown",
            fault=FaultParty.CARRIER,
        ),
    )


@pytest.mark.parametrize("code", ["X3", "AF", "X6", "X1", "D1"])
def test_a_message_that_only_its_stop_explains_says_to_read_again(code: str) -> None:
    event = only(message(code, stop=3))
    assert (event.type, event.occurred_at, event.data) == ("shipment.changed", RECEIVED, None)


@pytest.mark.parametrize("code", ["AG", "X2"])
def test_an_estimate_is_news_and_no_fact(code: str) -> None:
    event = only(message(code))
    assert (event.type, event.occurred_at) == ("shipment.eta_changed", RECEIVED)
    assert event.classifier is Classifier.ESTIMATED


def test_a_cancelled_load_cancels_its_shipment() -> None:
    assert only(message("CA", timeCode="UT")).type == "shipment.cancelled"


def test_a_tender_creates_the_shipment() -> None:
    event = only(message("AA"), eventType="LOAD_TENDERED")
    assert (event.type, event.occurred_at) == ("shipment.created", RECEIVED)


def test_one_delivery_is_one_event_of_the_first_shipment_related_to_the_others() -> None:
    named = [("ORDER", "SO-1"), ("SHIPMENT", "S1"), ("ORDER", "SO-2"), ("SHIPMENT", "S2")]
    event = only(message("A9"), references=[{"type": kind, "value": value} for kind, value in named])
    assert event.subject == "shipment:S1"
    assert event.related == ("shipment:S2", "order:SO-1", "order:SO-2")


def test_unknown_codes_are_told_and_found() -> None:
    delivered = webhook.parse(notification(message("Q7", timeCode="UT", reasonCode="Z9")), NOW)
    assert [told.data for told in delivered.events] == [
        ShipmentNews(milestone=MilestoneCode.UNKNOWN, raw_code="Q7", reason="Z9", fault=FaultParty.UNKNOWN)
    ]
    assert [finding.group for finding in delivered.findings] == ["lines/status/Q7", "lines/reason/Z9"]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (
            message("A9", "20260231", timeCode="UT"),
            f"message {LOAD}-A9: '20260231T124500' is not an ISO 8601 time",
        ),
        (
            message("A9", receivedAt="2026-02-25T00:00:00"),
            f"message {LOAD}-A9: '2026-02-25T00:00:00' has no zone",
        ),
    ],
)
def test_a_time_that_cannot_be_meant_gives_no_event(told: object, says: str) -> None:
    delivered = webhook.parse(notification(told), NOW)
    assert delivered.events == ()
    assert [finding.group for finding in delivered.findings] == ["lines/message"]
    assert says in delivered.findings[0].detail


def test_a_load_without_a_shipment_is_found() -> None:
    delivered = webhook.parse(notification(message("A9"), references=[]), NOW)
    assert delivered.events == ()
    assert [finding.subjects for finding in delivered.findings] == [(f"load:{LOAD}",)]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "truncated"),
        (b"\xff\xfe", "lines: "),
        (b"[]", "Expected `object`, got `array`"),
        (notification({"id": "1"}), r"missing required field `\w+` - at `\$.message`"),
        (notification(None), r"Expected `object`, got `null` - at `\$.message`"),
        (notification(message("A9"), loadNumber=None), r"Expected `str`, got `null` - at `\$.loadNumber`"),
    ],
)
def test_what_cannot_be_read_is_refused_by_place(body: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        webhook.parse(body, NOW)
