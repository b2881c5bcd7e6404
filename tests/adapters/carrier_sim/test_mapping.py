from datetime import UTC, datetime

import pytest

from adapters.carrier_sim.mapping import track
from adapters.carrier_sim.vocabulary import CODE_OF, REASON_OF
from domain.exceptions import BAD_VALUE, UNMAPPED_CODE
from domain.folds.shipment_status import shipment_status
from domain.freshness import Stamp
from domain.milestones import FaultParty, Milestone, MilestoneCode
from domain.ports.reading import Found
from domain.shipments import Estimate, ShipmentStatus, Track
from tests.adapters.carrier_sim.replies import NUMBER, event, result

ANSWERED = "2026-03-02T08:00:00+00:00"
AS_OF = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
READ = datetime(2026, 3, 2, 8, 1, tzinfo=UTC)

GIVES = {
    "MA": ShipmentStatus.CREATED,
    "PU": ShipmentStatus.PICKED_UP,
    "AR": ShipmentStatus.IN_TRANSIT,
    "DP": ShipmentStatus.IN_TRANSIT,
    "CI": ShipmentStatus.CUSTOMS,
    "CR": ShipmentStatus.IN_TRANSIT,
    "OD": ShipmentStatus.OUT_FOR_DELIVERY,
    "DA": ShipmentStatus.DELIVERY_ATTEMPTED,
    "AV": ShipmentStatus.AVAILABLE_FOR_PICKUP,
    "DL": ShipmentStatus.DELIVERED,
    "EX": ShipmentStatus.EXCEPTION,
    "RS": ShipmentStatus.RETURNING,
    "RD": ShipmentStatus.RETURNED,
    "LO": ShipmentStatus.LOST,
    "VO": ShipmentStatus.CANCELLED,
}
BLAMES = {
    "NH": FaultParty.CONSIGNEE,
    "WX": FaultParty.WEATHER,
    "AD": FaultParty.SHIPPER,
    "DM": FaultParty.CARRIER,
    "CU": FaultParty.CUSTOMS,
    "UN": FaultParty.UNKNOWN,
}


def tracked(*events: object, answered_at: str = ANSWERED, **other: object) -> Found[Track]:
    return track(result(*events, **other), answered_at, "parcel", READ)


def only(found: Found[Track]) -> Milestone:
    assert len(found.value.milestones) == 1
    return found.value.milestones[0]


def test_a_track_says_who_what_and_since_when() -> None:
    found = tracked(estimatedDelivery="2026-02-24T17:00:00-06:00")
    due = datetime(2026, 2, 24, 23, 0, tzinfo=UTC)
    assert found == Found(
        Track(
            tracking_number=NUMBER,
            source="parcel",
            carrier="PONE",
            service="GROUND",
            estimates=(Estimate(at=due, source="parcel"),),
            references=("SO-0000042",),
            as_of=AS_OF,
        ),
        (Stamp(source="parcel", as_of=AS_OF, fetched_at=READ),),
    )


def test_a_scan_is_a_milestone_in_utc() -> None:
    told = event("DA", "2026-02-24T15:10:00-06:00", reason={"code": "NH", "text": "Nobody home"})
    assert only(tracked(told)) == Milestone(
        code=MilestoneCode.DELIVERY_ATTEMPTED,
        occurred_at=datetime(2026, 2, 24, 21, 10, tzinfo=UTC),
        source="parcel",
        event_id=f"{NUMBER}-7",
        reference=NUMBER,
        place="Austin, TX, US",
        reason="nobody home",
        fault=FaultParty.CONSIGNEE,
        raw_code="DA",
    )


def test_the_tables_hold_the_documented_codes_and_no_others() -> None:
    assert set(CODE_OF) == set(GIVES)
    assert set(REASON_OF) == set(BLAMES)


@pytest.mark.parametrize(("code", "status"), GIVES.items())
def test_a_code_gives_a_status_and_no_finding(code: str, status: ShipmentStatus) -> None:
    found = tracked(event(code))
    assert only(found).raw_code == code
    assert shipment_status(found.value.milestones) is status
    assert found.findings == ()


@pytest.mark.parametrize(("code", "fault"), BLAMES.items())
def test_a_reason_names_who_is_at_fault(code: str, fault: FaultParty) -> None:
    found = tracked(event("EX", reason={"code": code, "text": "…"}))
    assert only(found).fault is fault
    assert only(found).reason
    assert found.findings == ()


def test_an_unknown_code_is_kept_and_moves_nothing() -> None:
    found = tracked(event("OD", id="1"), event("QQ", "2026-02-25T09:00:00-06:00", id="2"))
    assert [told.code for told in found.value.milestones] == [
        MilestoneCode.OUT_FOR_DELIVERY,
        MilestoneCode.UNKNOWN,
    ]
    assert found.value.milestones[1].raw_code == "QQ"
    assert shipment_status(found.value.milestones) is ShipmentStatus.OUT_FOR_DELIVERY
    assert [(finding.code, finding.group, finding.subjects) for finding in found.findings] == [
        (UNMAPPED_CODE, "parcel/event/QQ", (f"tracking:{NUMBER}",))
    ]


def test_an_unknown_reason_is_kept_without_blaming_anybody() -> None:
    found = tracked(event("EX", reason={"code": "ZZ"}))
    assert (only(found).reason, only(found).fault) == ("ZZ", FaultParty.UNKNOWN)
    assert [finding.group for finding in found.findings] == ["parcel/reason/ZZ"]


@pytest.mark.parametrize(
    ("bad", "place", "says"),
    [
        (
            event(at="2026-02-24T15:10:00"),
            "results.events.at",
            f"event {NUMBER}-7: '2026-02-24T15:10:00' has no zone",
        ),
        (
            event(at="2026-02-30T15:10:00-06:00"),
            "results.events.at",
            f"event {NUMBER}-7: '2026-02-30T15:10:00-06:00' is not",
        ),
        (event(at="1026-02-24T15:10:00-06:00"), "results.events.at", "is not between 1990 and 2100"),
        (event() | {"at": 1771969800}, "results.events", "[1]: Expected `str`, got `int` - at `$.at`"),
        (
            {"id": "1", "at": "2026-02-24T15:10:00-06:00"},
            "results.events",
            "[1]: Object missing required field `code`",
        ),
        (
            event(reason={"text": "Nobody home"}),
            "results.events",
            "missing required field `code` - at `$.reason`",
        ),
        ("lost", "results.events", "[1]: Expected `object`, got `str`"),
    ],
)
def test_a_bad_event_costs_only_itself(bad: object, place: str, says: str) -> None:
    found = tracked(event("PU", id="1"), bad)
    assert only(found).code is MilestoneCode.PICKED_UP
    assert [(finding.code, finding.group) for finding in found.findings] == [(BAD_VALUE, f"parcel/{place}")]
    assert says in found.findings[0].detail


def test_an_estimate_without_zone_is_left_out() -> None:
    found = tracked(estimatedDelivery="2026-02-24T17:00:00")
    assert found.value.estimates == ()
    assert [finding.group for finding in found.findings] == ["parcel/results.estimatedDelivery"]
    assert "'2026-02-24T17:00:00' has no zone" in found.findings[0].detail


@pytest.mark.parametrize("answered_at", ["", "2026-03-02T08:00:00"])
def test_an_answer_that_does_not_say_when_is_as_old_as_its_reading(answered_at: str) -> None:
    found = tracked(answered_at=answered_at)
    assert found.stamps == (Stamp(source="parcel", as_of=None, fetched_at=READ),)
    assert [finding.group for finding in found.findings] == ["parcel/answeredAt"]


def test_references_are_the_shippers_own_each_once() -> None:
    own = [
        ("PO", "PO 4500042"),
        ("SHIPMENT", "SHE000000421"),
        ("ORDER", "SO-0000042"),
        ("ORDER", "SO-0000042"),
    ]
    found = tracked(references=[{"type": kind, "value": value} for kind, value in [*own, ("ORDER", " ")]])
    assert found.value.references == ("SHE000000421", "SO-0000042")


def test_pieces_of_one_consignment_are_tracked_each_by_its_own_number() -> None:
    first = track(result(event("DL"), trackingNumber="A", pieces=2), ANSWERED, "parcel", READ)
    second = track(result(event("OD"), trackingNumber="B", pieces=2), ANSWERED, "parcel", READ)
    assert [
        (found.value.tracking_number, shipment_status(found.value.milestones)) for found in (first, second)
    ] == [
        ("A", ShipmentStatus.DELIVERED),
        ("B", ShipmentStatus.OUT_FOR_DELIVERY),
    ]
