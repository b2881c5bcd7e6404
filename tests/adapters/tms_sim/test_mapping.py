from datetime import UTC, datetime

import pytest

from domain.errors import ImpossibleValue
from domain.freshness import Stamp
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Classifier
from domain.shipments import Estimate, Leg, Shipment
from tests.adapters.tms_sim.replies import (
    LINEHAUL,
    LOAD,
    PARCEL,
    READ,
    SHIPMENT,
    STOPS,
    estimate,
    mapped,
    message,
    moment,
)

UPDATED = datetime(2026, 2, 25, tzinfo=UTC)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 2, day, hour, minute, tzinfo=UTC)


def test_a_load_is_the_shipment_that_its_shipper_named() -> None:
    found = mapped()
    assert found.value == Shipment(
        id=SHIPMENT,
        sources=("lines",),
        carrier="PONE",
        tracking_numbers=("1ZR410W70300000425", "1ZR412W70300000423"),
        legs=found.value.legs,
        origin="USEWR01",
        destination="Austin, TX, US",
        identifiers=(
            Identifier(IdentifierKind.LOAD, "lines", LOAD),
            Identifier(IdentifierKind.SHIPMENT, "lines", SHIPMENT),
            Identifier(IdentifierKind.ORDER, "lines", "SO-0000042"),
            Identifier(IdentifierKind.TRACKING, "lines", "4400000421"),
            Identifier(IdentifierKind.TRACKING, "lines", "1ZR410W70300000425"),
            Identifier(IdentifierKind.TRACKING, "lines", "1ZR412W70300000423"),
        ),
        as_of=UPDATED,
    )
    assert found.stamps == (Stamp(source="lines", as_of=UPDATED, fetched_at=READ),)
    assert found.findings == ()


def test_legs_have_their_carriers_numbers_and_planned_times() -> None:
    assert mapped(legs=[PARCEL, LINEHAUL]).value.legs == (
        Leg(
            sequence=1,
            carrier="HWLN",
            service="LTL",
            tracking_number="4400000421",
            origin="Newark, NJ, US",
            destination="Memphis, TN, US",
            departs_at=utc(21, 18),
            arrives_at=utc(22, 15),
        ),
        Leg(
            sequence=2,
            carrier="PONE",
            service="PARCEL",
            tracking_number="1ZR410W70300000425",
            origin="Memphis, TN, US",
            destination="Austin, TX, US",
            departs_at=utc(22, 15),
            arrives_at=utc(24, 23),
        ),
    )


def test_actual_times_of_a_leg_come_before_expected_and_those_before_planned() -> None:
    found = mapped(
        message("P1", "20260221", "140000", id="2"),
        message("AF", "20260221", "133000", id="1"),
        message("X4", "20260222", "101500", stop=2, id="3"),
        message("J1", "20260222", "104500", stop=2, id="4"),
        message("P1", "20260222", "120000", stop=2, leg=2, id="5"),
        estimates=[
            estimate("20260225", "1100", "2026-02-22T20:00:00Z"),
            estimate("20260224", "1700", "2026-02-21T18:10:00Z"),
        ],
    )
    first, second = found.value.legs
    assert (first.departs_at, first.departure) == (utc(21, 18, 30), Classifier.ACTUAL)
    assert (first.arrives_at, first.arrival) == (utc(22, 16, 15), Classifier.ACTUAL)
    assert (second.departs_at, second.departure) == (utc(22, 18), Classifier.ACTUAL)
    assert (second.arrives_at, second.arrival) == (utc(25, 17), Classifier.ESTIMATED)


def test_the_history_of_estimates_is_that_of_the_last_stop() -> None:
    found = mapped(
        estimates=[
            estimate("20260225", "1100", "2026-02-22T20:00:00Z"),
            estimate("20260222", "0800", "2026-02-21T18:10:00Z", stop=2),
            estimate("20260224", "230000", "2026-02-21T18:10:00Z", timeCode="UT"),
        ]
    )
    assert found.value.estimates == (
        Estimate(at=utc(24, 23), source="lines", told_at=utc(21, 18, 10)),
        Estimate(at=utc(25, 17), source="lines", told_at=utc(22, 20)),
    )
    assert found.value.legs[0].arrives_at == utc(22, 14)


def test_a_linehaul_to_the_door_has_no_tracking_number() -> None:
    found = mapped(legs=[LINEHAUL | {"toStop": 3}])
    assert found.value.tracking_numbers == ()
    assert found.value.carrier == "HWLN"


def test_a_leg_between_places_that_are_no_stops_is_left_out() -> None:
    found = mapped(legs=[LINEHAUL, PARCEL | {"toStop": 4}])
    assert [leg.sequence for leg in found.value.legs] == [1]
    assert [(finding.group, finding.detail) for finding in found.findings] == [
        ("lines/legs", "lines sent an unusable value at legs: leg 2: 4 is not a stop of this load")
    ]
    assert (found.value.carrier, len(found.value.tracking_numbers)) == ("PONE", 2)


def test_a_load_without_legs_has_neither_carrier_nor_tracking_number() -> None:
    found = mapped(legs=[])
    assert (found.value.carrier, found.value.tracking_numbers, found.value.legs) == ("", (), ())


@pytest.mark.parametrize(
    ("other", "group", "says"),
    [
        ({"updatedAt": "2026-02-25T00:00:00"}, "updatedAt", "'2026-02-25T00:00:00' has no zone"),
        ({"updatedAt": ""}, "updatedAt", "'' is not an ISO 8601 time"),
        (
            {"stops": [*STOPS[:2], STOPS[2] | {"planned": moment("20260231", "1700")}]},
            "stops.planned",
            "stop 3: '20260231T1700' is not",
        ),
        (
            {"stops": [*STOPS[:2], STOPS[2] | {"planned": moment("20260224", "17:00")}]},
            "stops.planned",
            "stop 3: '20260224 17:00' is not YYYYMMDD",
        ),
        (
            {"estimates": [estimate("20260224", "1700", "2026-02-21T18:10:00")]},
            "estimates",
            "estimate for stop 3: '2026-02-21T18:10:00' has no zone",
        ),
        (
            {"estimates": [estimate("20260224", "1700", "2026-02-21T18:10:00Z", stop=9)]},
            "estimates",
            "estimate for stop 9: 9 is not a stop",
        ),
        (
            {"estimates": [estimate("20260224", "1700", "2026-02-21T18:10:00Z", timeCode="ET")]},
            "estimates",
            "time code 'ET' is not LT or UT",
        ),
        ({"estimates": [{"stop": 3}]}, "estimates", "[0]: Object missing required field `date`"),
    ],
)
def test_a_bad_value_is_left_out_by_place(other: dict[str, object], group: str, says: str) -> None:
    found = mapped(**other)
    assert [(finding.group, finding.subjects) for finding in found.findings] == [
        (f"lines/{group}", (f"shipment:{SHIPMENT}",))
    ]
    assert says in found.findings[0].detail
    assert found.value.estimates == ()


def test_a_number_that_cannot_name_anything_is_refused() -> None:
    with pytest.raises(ImpossibleValue, match=r"references\.load: 'LD"):
        mapped(loadNumber="LD" + 300 * "0")


def test_a_blank_number_names_nothing() -> None:
    found = mapped(references=[{"type": "SHIPMENT", "value": SHIPMENT}, {"type": "ORDER", "value": " "}])
    assert IdentifierKind.ORDER not in {name.kind for name in found.value.identifiers}
