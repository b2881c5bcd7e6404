"""Folded, what TMS and carrier say of a shipment is what the simulated world knows to be true."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from domain.folds.shipment_status import current_estimate, shipment_status
from domain.ports.reading import Found, Outcome
from domain.shipments import Estimate, Shipment, ShipmentStatus, Track
from simulators.orders.facts import Kind, Order
from simulators.reference import numbers
from simulators.simulation import Simulation
from simulators.world import consignments, expected
from simulators.world.consignments import Consignment
from simulators.world.world import World
from tests.adapters.carrier_sim.connected import tracked
from tests.adapters.carrier_sim.system import carrier
from tests.adapters.simulated import START_SECONDS, simulated
from tests.adapters.tms_sim.connected import shipped
from tests.adapters.tms_sim.system import tms

HOURS = (0, 7, 19, 45)

# The carrier is not there when a vehicle comes to pick up, nor on a leg before its own.
BEFORE_THE_CARRIER = {ShipmentStatus.AT_PICKUP, ShipmentStatus.PICKED_UP, ShipmentStatus.IN_TRANSIT}


def consignments_of(world: World, now: int) -> Iterator[Consignment]:
    """The shipments of the newest 200 orders that have a label by now, each once."""
    newest = world.count_at(now)
    for index in range(max(newest - 200, 1), newest + 1):
        yield from labelled(world.order(index), now)


def labelled(order: Order, now: int) -> Iterator[Consignment]:
    for shipment in order.shipments:
        if shipment.lead == order.index and expected.shipment_status(order, shipment, now):
            yield order, shipment


async def compare(simulation: Simulation, found: list[Consignment]) -> set[str]:
    """Compare what both systems say; give the statuses that were seen."""
    names = {numbers.shipment(each.site, each.lead, each.work): (order, each) for order, each in found}
    loads = await shipped(tms(simulation).network, list(names))
    tracks = await tracked(
        carrier(simulation).network, [package.tracking for _, each in found for package in each.packages]
    )
    for name, consignment in names.items():
        compare_one(loads[name], tracks, consignment, simulation.now())
    return {expected.shipment_status(order, each, simulation.now()) for order, each in found}


def compare_one(
    load: Outcome[Shipment], tracks: Mapping[str, Outcome[Track]], consignment: Consignment, now: int
) -> None:
    order, shipment = consignment
    truth = ShipmentStatus(expected.shipment_status(order, shipment, now))
    due = expected.estimate(order, shipment, now)
    by_tms = told_by_tms(load, truth)
    for package in shipment.packages:
        track = tracks[package.tracking]
        assert isinstance(track, Found)
        assert track.findings == ()
        by_carrier = shipment_status(track.value.milestones)
        if truth in BEFORE_THE_CARRIER and by_carrier is ShipmentStatus.CREATED:
            assert truth is ShipmentStatus.AT_PICKUP or shipment.legs > 1
        else:
            assert by_carrier is truth
        assert {at(estimate) for estimate in track.value.estimates} <= {due}
        if by_tms:
            both = [*by_tms.milestones, *track.value.milestones]
            assert shipment_status(both) is truth
    if by_tms:
        assert by_tms.tracking_numbers == tuple(package.tracking for package in shipment.packages)
        assert at(current_estimate(by_tms.estimates)) == due
        assert len(by_tms.legs) == shipment.legs


def told_by_tms(load: Outcome[Shipment], truth: ShipmentStatus) -> Shipment | None:
    """What the TMS says alone. It is told of a shipment a minute after its label is made."""
    if not isinstance(load, Found):
        assert truth is ShipmentStatus.CREATED
        return None
    assert load.findings == ()
    status = shipment_status(load.value.milestones)
    # It has no code for what is on its way back.
    assert status is (ShipmentStatus.EXCEPTION if truth is ShipmentStatus.RETURNING else truth)
    return load.value


def at(estimate: Estimate | None) -> int | None:
    return int(estimate.at.timestamp()) if estimate else None


async def test_shipments_fold_to_the_truth_at_any_time() -> None:
    simulation = simulated()
    seen = set()
    for hours in HOURS:
        now = simulation.clock.advance(hours * 3600)
        seen |= await compare(simulation, list(consignments_of(simulation.world, now)))
    assert seen >= {"CREATED", "PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "RETURNED", "LOST"}


@pytest.mark.parametrize(
    ("story", "ends"),
    [
        ("plain", {"DELIVERED"}),
        ("multi_leg", {"IN_TRANSIT", "DELIVERED"}),
        ("attempted", {"DELIVERY_ATTEMPTED", "OUT_FOR_DELIVERY", "DELIVERED"}),
        ("damaged", {"EXCEPTION", "RETURNING", "RETURNED"}),
        ("lost", {"LOST"}),
    ],
)
async def test_each_turn_of_a_story_folds_to_the_truth(story: str, ends: set[str]) -> None:
    world = World(7, 600, START_SECONDS)
    told = [order for order in map(world.order, range(1, 500)) if order.header.story == story][:5]
    seen = set()
    for order in told:
        for moment in sorted(
            {fact.at for each in order.shipments for fact in consignments.facts(order, each)}
        ):
            simulation = simulated(world=world, at=moment)
            seen |= await compare(simulation, list(labelled(order, moment)))
    assert seen >= ends


async def test_what_a_tms_hears_late_takes_its_place_in_time() -> None:
    world = World(7, 600, START_SECONDS)
    order = next(order for order in map(world.order, range(1, 500)) if order.header.story == "multi_leg")
    [(_, shipment)] = labelled(order, START_SECONDS)
    late = next(fact for fact in consignments.facts(order, shipment) if fact.heard)
    name = numbers.shipment(shipment.site, shipment.lead, shipment.work)
    before, after = [
        (await shipped(tms(simulated(world=world, at=moment)).network, [name]))[name]
        for moment in (late.heard - 1, late.heard)
    ]
    assert isinstance(before, Found)
    assert isinstance(after, Found)
    [news] = set(after.value.milestones) - set(before.value.milestones)
    assert late.kind is Kind.HUB_ARRIVED
    assert news.raw_code == "X4"
    # Some of its messages give no seconds.
    assert news.occurred_at.replace(second=0) == datetime.fromtimestamp(late.at - late.at % 60, UTC)
    assert news.recorded_at == datetime.fromtimestamp(late.heard, UTC)
    assert before.value.legs[0].arrives_at != news.occurred_at
    assert after.value.legs[0].arrives_at == news.occurred_at
