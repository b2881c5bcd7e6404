import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from adapters.carrier_sim.webhook import CarrierWebhook
from domain.errors import BadInput, Unauthenticated
from domain.events.payloads import ShipmentNews
from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.milestones import FaultParty, MilestoneCode
from tests.adapters.carrier_sim.replies import NUMBER, event, notification

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BODY = b'{"notificationId":"pn-17"}'

webhook = CarrierWebhook("parcel", ["old-secret", "new-secret"])


def signed(secret: str, body: bytes) -> dict[str, str]:
    return {"x-carrier-signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


@pytest.mark.parametrize("secret", ["old-secret", "new-secret"])
def test_any_live_secret_verifies(secret: str) -> None:
    webhook.verify(signed(secret, BODY), BODY, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-carrier-signature": ""},
        {"x-carrier-signature": "é" * 64},
        signed("another-secret", BODY),
        signed("old-secret", BODY + b" "),
    ],
)
def test_what_no_live_secret_signed_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Unauthenticated, match="parcel: the signature does not match"):
        webhook.verify(headers, BODY, NOW)


def test_a_scan_is_an_event_of_its_tracking_number() -> None:
    told = event("DA", "2026-02-24T15:10:00-06:00", reason={"code": "NH"})
    delivered = webhook.parse(notification(told), NOW)
    assert delivered.findings == ()
    assert delivered.events == (
        Event(
            type="shipment.milestone",
            source="parcel",
            subject=f"tracking:{NUMBER}",
            occurred_at=datetime(2026, 2, 24, 21, 10, tzinfo=UTC),
            recorded_at=NOW,
            source_event_id="pn-17",
            data=ShipmentNews(
                milestone=MilestoneCode.DELIVERY_ATTEMPTED,
                tracking_number=NUMBER,
                raw_code="DA",
                reason="nobody home",
                fault=FaultParty.CONSIGNEE,
            ),
        ),
    )
    assert delivered.events[0].type in EVENT_TYPES


def test_an_unknown_code_is_told_and_found() -> None:
    delivered = webhook.parse(notification(event("QQ")), NOW)
    assert [told.data for told in delivered.events] == [
        ShipmentNews(milestone=MilestoneCode.UNKNOWN, tracking_number=NUMBER, raw_code="QQ")
    ]
    assert [finding.group for finding in delivered.findings] == ["parcel/event/QQ"]


def test_a_time_without_zone_gives_no_event() -> None:
    delivered = webhook.parse(notification(event(at="2026-02-24T15:10:00")), NOW)
    assert delivered.events == ()
    assert [finding.group for finding in delivered.findings] == ["parcel/event.at"]
    assert "'2026-02-24T15:10:00' has no zone" in delivered.findings[0].detail


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "truncated"),
        (b"\xff\xfe", "parcel: "),
        (b"[]", "Expected `object`, got `array`"),
        (notification(None), r"Expected `object`, got `null` - at `\$.event`"),
        (notification(event(), trackingNumber=7), r"Expected `str`, got `int` - at `\$.trackingNumber`"),
    ],
)
def test_what_cannot_be_read_is_refused_by_place(body: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        webhook.parse(body, NOW)
