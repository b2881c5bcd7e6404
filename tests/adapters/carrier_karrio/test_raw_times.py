"""Times are those of the reply, to the second, or refused with what the carrier wrote."""

from typing import Any

import pytest

from adapters.carrier_karrio.mapping.track import READINGS
from adapters.carrier_karrio.raw.records import Place, RawTrack, Told
from adapters.carrier_karrio.zones import instant
from domain.errors import ImpossibleValue
from domain.milestones import Classifier
from tests.adapters.carrier_karrio import replies as r

GREENWICH: dict[str, Any] = {"gmtDate": "20260302", "gmtTime": "12:13:57", "gmtOffset": "-05:00"}
NOWHERE: dict[str, Any] = {"location": {"address": {"countryCode": "US"}}}


def times(raw: RawTrack, **zones: str) -> list[str]:
    """When each event was, or why that is not known."""
    return [_shown(event.at, event.place, zones) for event in raw.events]


def _shown(at: Told | ImpossibleValue, place: Place, zones: dict[str, str]) -> str:
    declared = {name.replace("_", "-"): zone for name, zone in zones.items()}
    try:
        return f"{instant(at, place, declared):%Y-%m-%dT%H:%M:%SZ}"
    except ImpossibleValue as error:
        return error.public


@pytest.mark.parametrize(
    ("carrier", "reply", "expected"),
    [
        ("ups", r.ups(r.ups_scan()), "2026-03-02T12:13:56Z"),
        ("ups", r.ups(r.ups_scan(**GREENWICH)), "2026-03-02T12:13:57Z"),
        ("fedex", r.fedex(r.fedex_result("1", r.fedex_scan())), "2026-03-02T19:01:07Z"),
        (
            "fedex",
            r.fedex(r.fedex_result("1", r.fedex_scan(date="2026-07-02T12:01:07"))),
            "2026-07-02T18:01:07Z",
        ),
        ("usps", r.usps(r.usps_event()), "2026-03-02T18:58:40Z"),
        ("usps", r.usps(r.usps_event(GMTTimestamp=None)), "2026-03-02T18:58:00Z"),
        (
            "usps",
            r.usps(r.usps_event(GMTTimestamp=None, GMTOffset=None, eventState="NY")),
            "2026-03-02T18:58:00Z",
        ),
        (
            "usps",
            r.usps(
                r.usps_event(
                    GMTTimestamp=None, GMTOffset=None, eventState="NY", eventTimestamp="2026-03-02T13:58:00Z"
                )
            ),
            "2026-03-02T18:58:00Z",
        ),
        ("dhl_express", r.dhl_express(r.dhl_express_event()), "2026-03-02T21:32:16Z"),
        ("dhl_universal", r.dhl_universal(r.dhl_universal_event()), "2026-03-02T06:53:47Z"),
        (
            "dhl_universal",
            r.dhl_universal(r.dhl_universal_event(timestamp="2026-03-02T07:53:47+03:00")),
            "2026-03-02T04:53:47Z",
        ),
        ("canadapost", r.canadapost(r.canadapost_event()), "2026-03-02T13:27:43Z"),
        ("canadapost", r.canadapost(r.canadapost_event(zone="NST")), "2026-03-02T11:57:43Z"),
        ("canadapost", r.canadapost(r.canadapost_event(zone="", province="AB")), "2026-03-02T15:27:43Z"),
        ("purolator", r.purolator(r.purolator_scan()), "2026-03-03T00:23:07Z"),
    ],
)
def test_a_time_is_right_to_the_second(carrier: str, reply: str, expected: str) -> None:
    assert times(READINGS[carrier](reply)) == [expected]


@pytest.mark.parametrize(
    ("carrier", "reply", "says"),
    [
        (
            "ups",
            r.ups(r.ups_scan(**NOWHERE)),
            "'20260302 071356' has no zone, and of its place (US) it may be any of",
        ),
        ("ups", r.ups(r.ups_scan(time="9999")), "'20260302 9999' is not a time"),
        ("ups", r.ups(r.ups_scan(location={})), "of its place (nowhere) none is known"),
        ("fedex", r.fedex(r.fedex_result("1", r.fedex_scan(date="soon"))), "'soon' is not a time"),
        (
            "dhl_express",
            r.dhl_express(r.dhl_express_event("PU", "BCN", "Barcelona - Spain")),
            "(BCN Barcelona, Spain) it may be any of Europe/Madrid, Africa/Ceuta, Atlantic/Canary",
        ),
        ("canadapost", r.canadapost(r.canadapost_event(zone="XYZ")), "is of the unknown zone 'XYZ'"),
        (
            "purolator",
            r.purolator(r.purolator_scan(depot="MONTREAL, PQ")),
            "it may be any of America/Toronto",
        ),
        ("purolator", r.purolator(r.purolator_scan(depot="SOMEWHERE")), "it may be any of America/St_Johns"),
    ],
)
def test_a_time_that_may_be_several_is_none_and_keeps_its_text(carrier: str, reply: str, says: str) -> None:
    [told] = times(READINGS[carrier](reply))
    assert says in told


@pytest.mark.parametrize("declared", [{"BCN": "Europe/Madrid"}, {"ES": "Europe/Madrid"}])
def test_a_declared_zone_resolves_what_is_ambiguous(declared: dict[str, str]) -> None:
    raw = READINGS["dhl_express"](r.dhl_express(r.dhl_express_event("PU", "BCN", "Barcelona - Spain")))
    assert times(raw, **declared) == ["2026-03-02T21:32:16Z"]


def test_what_is_declared_for_places_without_a_country_is_for_them_alone() -> None:
    raw = READINGS["dhl_express"](r.dhl_express(r.dhl_express_event("PU", "BCN", "Barcelona - Spain")))
    assert "Atlantic/Canary" in times(raw, **{"*": "Europe/Madrid"})[0]
    nowhere = READINGS["ups"](r.ups(r.ups_scan(location={})))
    assert times(nowhere, **{"*": "America/New_York"}) == ["2026-03-02T12:13:56Z"]


def test_a_declared_region_goes_before_the_country() -> None:
    raw = READINGS["purolator"](r.purolator(r.purolator_scan(depot="MONTREAL, QC")))
    assert times(raw, CA_QC="America/Toronto", CA="America/Vancouver") == ["2026-03-02T22:23:07Z"]


@pytest.mark.parametrize(
    ("carrier", "reply", "expected"),
    [
        (
            "ups",
            r.ups(
                r.ups_scan(),
                deliveryDate=[{"type": "SDD", "date": "20260304"}, {"type": "RDD", "date": "20260305"}],
                packageAddress=[
                    {"type": "DESTINATION", "address": {"stateProvince": "NY", "countryCode": "US"}}
                ],
            ),
            [("2026-03-06T04:59:59Z", Classifier.ESTIMATED)],
        ),
        ("ups", r.ups(r.ups_scan(), deliveryDate=[{"type": "DEL", "date": "20260304"}]), []),
        (
            "fedex",
            r.fedex(
                r.fedex_result(
                    "1",
                    r.fedex_scan(),
                    estimatedDeliveryTimeWindow={"window": {"ends": "2026-03-04T17:00:00-05:00"}},
                    standardTransitTimeWindow={"window": {"ends": "2026-03-05T20:00:00-05:00"}},
                )
            ),
            [("2026-03-04T22:00:00Z", Classifier.ESTIMATED), ("2026-03-06T01:00:00Z", Classifier.PLANNED)],
        ),
        (
            "usps",
            r.usps(r.usps_event(), destinationState="NY", expectedDeliveryTimeStamp="2026-03-04T21:00:00Z"),
            [("2026-03-05T02:00:00Z", Classifier.ESTIMATED)],
        ),
        (
            "dhl_express",
            r.dhl_express(r.dhl_express_event(), due="2026-03-04 17:00:00 GMT+0100"),
            [("2026-03-04T16:00:00Z", Classifier.ESTIMATED)],
        ),
        (
            "dhl_universal",
            r.dhl_universal(
                estimatedTimeOfDelivery="2026-03-04T18:00:00", destination={"address": {"countryCode": "NL"}}
            ),
            [("2026-03-04T17:00:00Z", Classifier.ESTIMATED)],
        ),
        (
            "canadapost",
            r.canadapost(expected_delivery_date="2026-03-04", destination_postal_id="T2X1A1"),
            [("2026-03-05T06:59:59Z", Classifier.ESTIMATED)],
        ),
    ],
)
def test_an_estimate_is_the_end_of_what_is_expected(
    carrier: str, reply: str, expected: list[tuple[str, Classifier]]
) -> None:
    told = READINGS[carrier](reply).estimates
    assert [(_shown(each.at, each.place, {}), each.classifier) for each in told] == expected


def test_a_place_names_no_street_and_no_postcode() -> None:
    [event] = READINGS["dhl_universal"](r.dhl_universal(r.dhl_universal_event())).events
    assert str(event.place) == "AMSTERDAM, NL"
