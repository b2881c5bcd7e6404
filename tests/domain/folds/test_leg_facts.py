import pytest

from domain.folds.leg_facts import leg_facts, leg_numbers
from domain.folds.shipment_status import shipment_status
from domain.milestones import Milestone, MilestoneCode
from domain.shipments import Leg, Shipment, ShipmentStatus, Track
from tests.doubles.clock import START

TWO_LEGS = Shipment(
    id="SHP-1",
    sources=("tms",),
    tracking_numbers=("P1", "P2"),
    legs=(
        Leg(sequence=1, carrier="HWLN", tracking_number="PRO1"),
        Leg(sequence=2, carrier="PONE", tracking_number="P1"),
    ),
)


def track(number: str, *codes: MilestoneCode) -> Track:
    facts = [Milestone(code=code, occurred_at=START, source="linehaul", raw_code="DL") for code in codes]
    return Track(tracking_number=number, source="linehaul", milestones=tuple(facts))


def test_a_leg_has_a_number_of_its_own_where_no_piece_has_it() -> None:
    assert leg_numbers(TWO_LEGS) == ("PRO1",)
    assert leg_numbers(Shipment(id="SHP-2", sources=("wms",), tracking_numbers=("P1",))) == ()


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (MilestoneCode.DELIVERED, MilestoneCode.ARRIVED),
        (MilestoneCode.AVAILABLE_FOR_PICKUP, MilestoneCode.ARRIVED),
        (MilestoneCode.OUT_FOR_DELIVERY, MilestoneCode.IN_TRANSIT),
        (MilestoneCode.DELIVERY_ATTEMPTED, MilestoneCode.EXCEPTION),
        (MilestoneCode.CANCELLED, MilestoneCode.EXCEPTION),
        (MilestoneCode.PICKED_UP, MilestoneCode.PICKED_UP),
        (MilestoneCode.LOST, MilestoneCode.LOST),
    ],
)
def test_a_leg_that_is_not_the_last_delivers_nothing(told: MilestoneCode, meant: MilestoneCode) -> None:
    (fact,) = leg_facts(TWO_LEGS, [track("PRO1", told)])
    assert (fact.code, fact.raw_code) == (meant, "DL")


def test_the_last_leg_delivers() -> None:
    last = Shipment(id="SHP-3", sources=("tms",), legs=(Leg(sequence=1, tracking_number="PRO9"),))
    facts = leg_facts(last, [track("PRO9", MilestoneCode.DELIVERED)])
    assert shipment_status(facts) is ShipmentStatus.DELIVERED
