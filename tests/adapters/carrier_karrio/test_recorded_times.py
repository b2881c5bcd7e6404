"""Every time of the recorded replies: right to the second against the reply, or marked as of unknown zone.

What is expected is read here, apart from the adapter, with the standard library and offsets written by hand.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from adapters.carrier_karrio.mapping.track import Mapped, track
from adapters.carrier_karrio.sdk.account import Account
from domain.exceptions import BAD_VALUE
from domain.shipments import Track
from tests.adapters.carrier_karrio.accounts import ACCOUNTS
from tests.adapters.carrier_karrio.with_sdk import SEVEN, needs_samples, needs_sdk, recorded
from tests.doubles.clock import START

needs_sdk()
needs_samples()

Expected = tuple[str, datetime | None]
"""The code of an event, and when it was; None where the reply leaves the zone open."""

HOURS_IN_AUGUST_2009 = {"Italy": 2, "Germany": 2, "Singapore": 8, "Hong Kong": 8, "Spain": None}


def at(text: str, pattern: str, hours: float | None) -> datetime | None:
    if hours is None:
        return None
    return datetime.strptime(text, pattern).replace(tzinfo=timezone(timedelta(hours=hours))).astimezone(UTC)


def ups(text: str) -> Iterator[Expected]:
    for shipment in json.loads(text).get("trackResponse", {}).get("shipment", []):
        for activity in (shipment.get("package") or [{}])[0].get("activity", []):
            assert activity["location"]["address"]["stateProvince"] == "NJ"
            yield activity["status"]["code"], at(activity["date"] + activity["time"], "%Y%m%d%H%M%S", -5)


def fedex(text: str) -> Iterator[Expected]:
    for complete in json.loads(text).get("output", {}).get("completeTrackResults", []):
        latest = max(
            (r.get("scanEvents", []) for r in complete["trackResults"]), key=lambda s: [e["date"] for e in s]
        )
        for scan in latest:
            yield scan["eventType"], datetime.fromisoformat(scan["date"]).astimezone(UTC)


def usps(text: str) -> Iterator[Expected]:
    for event in json.loads(text).get("trackingEvents", []):
        yield event["eventCode"], datetime.fromisoformat(event["GMTTimestamp"]).astimezone(UTC)


def dhl_express(text: str) -> Iterator[Expected]:
    for event in re.findall(r"<ShipmentEvent>(.*?)</ShipmentEvent>", text, re.DOTALL):
        (day,) = re.findall(r"<Date>(.*?)</Date>", event)
        (time,) = re.findall(r"<Time>(.*?)</Time>", event)
        (code,) = re.findall(r"<EventCode>(.*?)</EventCode>", event)
        country = re.findall(r" - (\w+(?: \w+)?)\s*</Description>\s*</ServiceArea>", event)[-1]
        yield code, at(day + time, "%Y-%m-%d%H:%M:%S", HOURS_IN_AUGUST_2009[country])


def dhl_universal(text: str) -> Iterator[Expected]:
    for shipment in json.loads(text).get("shipments", []):
        for event in shipment["events"]:
            assert event["location"]["address"]["countryCode"] == "NL"
            yield event["statusCode"], at(event["timestamp"], "%Y-%m-%dT%H:%M:%S", 1)


def canadapost(text: str) -> Iterator[Expected]:
    for event in re.findall(r"<occurrence>(.*?)</occurrence>", text, re.DOTALL):
        told = dict(re.findall(r"<event-(identifier|date|time|time-zone)>(.*?)<", event))
        assert told["time-zone"] == "EST"
        yield told["identifier"], at(told["date"] + told["time"], "%Y-%m-%d%H:%M:%S", -5)


def purolator(text: str) -> Iterator[Expected]:
    for kind in re.findall(r"<ScanType>(.*?)</ScanType>", text):
        yield kind, None


EXPECTED: dict[str, Callable[[str], Iterator[Expected]]] = {
    "ups": ups,
    "fedex": fedex,
    "usps": usps,
    "dhl_express": dhl_express,
    "dhl_universal": dhl_universal,
    "canadapost": canadapost,
    "purolator": purolator,
}


def tracks(carrier: str, text: str) -> Iterator[tuple[Track, list[str]]]:
    """Each track of a reply, with the findings about times."""
    account = Account("parcels", carrier, "https://carrier.test", ACCOUNTS[carrier])
    how = Mapped(instance="parcels", carrier=carrier, code="X", words=account.words(), zones={})
    for reply in account.parse("1", text):
        if reply.tracks:
            found = track(reply, reply.number, how, START)
            yield (
                found.value,
                [f.detail for f in found.findings if f.code == BAD_VALUE and "/events.at" in f.group],
            )


@pytest.mark.parametrize("carrier", SEVEN)
def test_every_time_is_the_reply_s_own(carrier: str) -> None:
    compared = 0
    for _, text in recorded(carrier):
        expected = list(EXPECTED[carrier](text))
        told = list(tracks(carrier, text))
        known = sorted((m.raw_code, m.occurred_at) for value, _ in told for m in value.milestones)
        assert known == sorted((code, when) for code, when in expected if when is not None)
        unknown = {detail for _, findings in told for detail in findings}
        assert bool(unknown) == any(when is None for _, when in expected)
        assert all("has no zone" in detail for detail in unknown)
        compared += len(expected)
    assert compared


@pytest.mark.parametrize(
    ("carrier", "name", "zones", "events"),
    [
        ("dhl_express", "dhl_express/test_parse_tracking_response", {"BCN": "Europe/Madrid"}, 16),
        ("purolator", "purolator/test_tracking_response_parsing", {"CA-PQ": "America/Toronto"}, 2),
    ],
)
def test_a_declared_zone_brings_back_what_was_left_out(
    carrier: str, name: str, zones: dict[str, str], events: int
) -> None:
    account = Account("parcels", carrier, "https://carrier.test", ACCOUNTS[carrier])
    how = Mapped(instance="parcels", carrier=carrier, code="X", words=account.words(), zones=zones)
    (text,) = [text for each, text in recorded(carrier) if each == name]
    found = track(account.parse("1", text)[0], "1", how, START)
    assert found.findings == ()
    assert len(found.value.milestones) == events
