from datetime import UTC, datetime

import pytest

from adapters.tms_sim.vocabulary import MEANING_OF, REASON_OF
from domain.exceptions import UNMAPPED_CODE
from domain.folds.shipment_status import shipment_status
from domain.milestones import Classifier, FaultParty, Milestone, MilestoneCode
from domain.shipments import ShipmentStatus
from tests.adapters.tms_sim.replies import LOAD, mapped, message, only

AT_THE_FIRST_STOP = {
    "AA": ShipmentStatus.UNKNOWN,
    "X3": ShipmentStatus.AT_PICKUP,
    "AF": ShipmentStatus.PICKED_UP,
    "X4": ShipmentStatus.IN_TRANSIT,
    "P1": ShipmentStatus.IN_TRANSIT,
    "CA": ShipmentStatus.CANCELLED,
}
BETWEEN = {
    "X3": ShipmentStatus.IN_TRANSIT,
    "AF": ShipmentStatus.IN_TRANSIT,
    "X4": ShipmentStatus.IN_TRANSIT,
    "P1": ShipmentStatus.IN_TRANSIT,
    "J1": ShipmentStatus.IN_TRANSIT,
    "R1": ShipmentStatus.IN_TRANSIT,
    "D1": ShipmentStatus.IN_TRANSIT,
    "X6": ShipmentStatus.IN_TRANSIT,
    "X1": ShipmentStatus.IN_TRANSIT,
    "K1": ShipmentStatus.CUSTOMS,
    "CT": ShipmentStatus.IN_TRANSIT,
    "AG": ShipmentStatus.UNKNOWN,
    "X2": ShipmentStatus.UNKNOWN,
    "SD": ShipmentStatus.UNKNOWN,
    "A9": ShipmentStatus.EXCEPTION,
    "LS": ShipmentStatus.LOST,
}
AT_THE_LAST_STOP = {
    "J1": ShipmentStatus.IN_TRANSIT,
    "X6": ShipmentStatus.OUT_FOR_DELIVERY,
    "X1": ShipmentStatus.OUT_FOR_DELIVERY,
    "AP": ShipmentStatus.DELIVERY_ATTEMPTED,
    "D1": ShipmentStatus.DELIVERED,
    "A9": ShipmentStatus.EXCEPTION,
    "A3": ShipmentStatus.RETURNED,
    "AG": ShipmentStatus.UNKNOWN,
    "X2": ShipmentStatus.UNKNOWN,
    "SD": ShipmentStatus.UNKNOWN,
}
BLAMES = {
    "NS": None,
    "AO": FaultParty.WEATHER,
    "AI": FaultParty.CARRIER,
    "AG": FaultParty.CONSIGNEE,
    "AS": FaultParty.CUSTOMS,
    "A2": FaultParty.SHIPPER,
    "BG": FaultParty.UNKNOWN,
}


def test_a_message_is_a_milestone_at_the_local_time_of_its_stop() -> None:
    told = message("AP", "20260224", "151000", stop=3, leg=2, reasonCode="AG")
    assert only(mapped(told)) == Milestone(
        code=MilestoneCode.DELIVERY_ATTEMPTED,
        occurred_at=datetime(2026, 2, 24, 21, 10, tzinfo=UTC),
        recorded_at=datetime(2026, 2, 25, tzinfo=UTC),
        source="lines",
        event_id=f"{LOAD}-AP",
        reference=LOAD,
        place="Austin, TX, US",
        reason="consignee related",
        fault=FaultParty.CONSIGNEE,
        raw_code="AP",
    )


@pytest.mark.parametrize(
    ("time", "time_code", "stop", "hour"),
    [
        ("1245", "LT", 1, 17),
        ("124500", "LT", 1, 17),
        ("124500", "LT", 2, 18),
        ("124500", "UT", 1, 12),
        ("124500", "UT", 2, 12),
    ],
)
def test_local_time_is_the_stops_and_universal_time_nobodys(
    time: str, time_code: str, stop: int, hour: int
) -> None:
    told = message("P1", "20260221", time, timeCode=time_code, stop=stop)
    assert only(mapped(told)).occurred_at == datetime(2026, 2, 21, hour, 45, tzinfo=UTC)


def test_the_tables_hold_the_documented_codes_and_no_others() -> None:
    assert set(MEANING_OF) == {*AT_THE_FIRST_STOP, *BETWEEN, *AT_THE_LAST_STOP}
    assert set(REASON_OF) == set(BLAMES)


@pytest.mark.parametrize(
    ("stop", "code", "status"),
    [
        (stop, code, status)
        for stop, table in ((1, AT_THE_FIRST_STOP), (2, BETWEEN), (None, BETWEEN), (3, AT_THE_LAST_STOP))
        for code, status in table.items()
    ],
)
def test_a_code_gives_the_status_that_it_means_at_its_stop(
    stop: int | None, code: str, status: ShipmentStatus
) -> None:
    found = mapped(message(code, stop=stop))
    assert only(found).raw_code == code
    assert shipment_status(found.value.milestones) is status
    assert found.findings == ()


@pytest.mark.parametrize(
    ("code", "gives", "classifier"),
    [
        ("AA", MilestoneCode.ARRIVED_AT_PICKUP, Classifier.PLANNED),
        ("X2", MilestoneCode.ARRIVED, Classifier.ESTIMATED),
        ("AG", MilestoneCode.DELIVERED, Classifier.ESTIMATED),
        ("D1", MilestoneCode.DELIVERED, Classifier.ACTUAL),
    ],
)
def test_appointments_and_estimates_are_no_facts(
    code: str, gives: MilestoneCode, classifier: Classifier
) -> None:
    told = only(mapped(message(code, stop=3 if code != "AA" else 1)))
    assert (told.code, told.classifier) == (gives, classifier)


@pytest.mark.parametrize(("code", "fault"), BLAMES.items())
def test_a_reason_names_who_is_at_fault(code: str, fault: FaultParty | None) -> None:
    found = mapped(message("A9", reasonCode=code))
    assert only(found).fault is fault
    assert bool(only(found).reason) is (fault is not None)
    assert found.findings == ()


def test_a_delay_keeps_its_reason_and_moves_no_status() -> None:
    found = mapped(
        message("X6", "20260224", "080000", stop=3),
        message("SD", "20260224", "120000", stop=3, reasonCode="AO"),
    )
    delayed = found.value.milestones[1]
    assert (delayed.raw_code, delayed.reason, delayed.fault) == ("SD", "weather", FaultParty.WEATHER)
    assert shipment_status(found.value.milestones) is ShipmentStatus.OUT_FOR_DELIVERY


def test_late_and_unordered_messages_give_the_status_of_the_latest_fact() -> None:
    found = mapped(
        message("D1", "20260224", "165000", stop=3, leg=2),
        message("AF", "20260221", "133000"),
        message("J1", "20260222", "104500", stop=2),
        message("X6", "20260224", "080000", stop=3, leg=2),
        message("X4", "20260222", "101500", stop=2),
    )
    assert shipment_status(found.value.milestones) is ShipmentStatus.DELIVERED
    assert shipment_status(found.value.milestones[1:]) is ShipmentStatus.OUT_FOR_DELIVERY


def test_unknown_codes_are_kept_and_move_nothing() -> None:
    found = mapped(message("AF"), message("Q7", "20260222", "080000", reasonCode="Z9"))
    unknown = found.value.milestones[1]
    assert (unknown.code, unknown.raw_code) == (MilestoneCode.UNKNOWN, "Q7")
    assert (unknown.reason, unknown.fault) == ("Z9", FaultParty.UNKNOWN)
    assert shipment_status(found.value.milestones) is ShipmentStatus.PICKED_UP
    assert [(finding.code, finding.group) for finding in found.findings] == [
        (UNMAPPED_CODE, "lines/status/Q7"),
        (UNMAPPED_CODE, "lines/reason/Z9"),
    ]


def test_a_milestone_names_a_site_only_where_goods_are_picked_up() -> None:
    told = [message("AF", id="1"), message("X4", stop=None, id="2"), message("D1", stop=3, id="3")]
    assert [(fact.location, fact.place) for fact in mapped(*told).value.milestones] == [
        ("USEWR01", "Newark, NJ, US"),
        ("", "Philadelphia, PA, US"),
        ("", "Austin, TX, US"),
    ]
