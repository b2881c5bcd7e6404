"""What TMS and carrier push agrees with what they answer when they are asked."""

from collections.abc import Iterator

from adapters.carrier_sim.webhook import CarrierWebhook
from adapters.tms_sim.webhook import TmsWebhook
from domain.events.payloads import ShipmentNews
from domain.events.record import Event
from domain.milestones import Milestone
from domain.ports.backends import WebhookSource
from domain.ports.reading import Found
from simulators.carrier import webhook as carrier_webhook
from simulators.orders.facts import Order
from simulators.reference import numbers
from simulators.tms import webhook as tms_webhook
from simulators.webhooks import Message, Sign
from simulators.world import consignments
from simulators.world.calendar import Passed
from simulators.world.world import World
from tests.adapters.carrier_sim import connected as carrier_connected
from tests.adapters.carrier_sim.system import carrier
from tests.adapters.simulated import START_SECONDS, simulated
from tests.adapters.tms_sim import connected as tms_connected
from tests.adapters.tms_sim.system import tms
from tests.doubles.clock import START

STORIES = ("plain", "multi_leg", "attempted", "damaged", "lost")


def orders(world: World) -> list[Order]:
    """The first order of each story, all of them long past."""
    return [next(o for o in map(world.order, range(1, 500)) if o.header.story == story) for story in STORIES]


def passed(order: Order) -> Iterator[Passed]:
    """All that happens on the road, and once more what the TMS hears late."""
    for shipment in order.shipments:
        for fact in consignments.facts(order, shipment):
            yield Passed(fact.at, order, fact)
            if fact.heard:
                yield Passed(fact.heard, order, fact, heard=True)


def received(webhook: WebhookSource, message: Message, sign: Sign) -> Event:
    """The one event of a delivery that is signed now."""
    signed = sign(message.body, START_SECONDS, message.id)
    webhook.verify({name.lower(): value for name, value in signed.items()}, message.body, START)
    delivered = webhook.parse(message.body, START)
    assert delivered.findings == ()
    [event] = delivered.events
    return event


def said(milestone: Milestone) -> tuple[str, ...]:
    told = (milestone.code, milestone.raw_code, milestone.reason, milestone.fault or "")
    return (milestone.occurred_at.isoformat(), *told)


def pushed(event: Event) -> tuple[str, ...]:
    data = event.data
    assert isinstance(data, ShipmentNews)
    told = (data.milestone or "", data.raw_code or "", data.reason or "", data.fault or "")
    return (event.occurred_at.isoformat(), *told)


async def test_each_scan_that_the_carrier_pushes_is_one_that_it_answers_with() -> None:
    simulation = simulated(600)
    webhook = CarrierWebhook("parcel", [carrier_connected.SECRET])
    for order in orders(simulation.world):
        announcer = carrier_webhook.Announcer()
        messages = [message for event in passed(order) for message in announcer.messages(event)]
        events = [received(webhook, message, carrier_webhook.sign) for message in messages]
        assert len({event.source_event_id for event in events}) == len(events)
        pieces = [package.tracking for shipment in order.shipments for package in shipment.packages]
        for number, track in (await carrier_connected.tracked(carrier(simulation).network, pieces)).items():
            assert isinstance(track, Found)
            of_number = [event for event in events if event.subject == f"tracking:{number}"]
            assert [pushed(event) for event in of_number] == [said(fact) for fact in track.value.milestones]


async def test_each_message_that_the_tms_pushes_is_one_that_it_answers_with() -> None:
    simulation = simulated(600)
    webhook = TmsWebhook("lines", [tms_connected.SECRET])
    types: set[str] = set()
    for order in orders(simulation.world):
        announcer = tms_webhook.Announcer(simulation.world)
        messages = [message for event in passed(order) for message in announcer.messages(event)]
        events = [received(webhook, message, tms_webhook.sign) for message in messages]
        assert [event.source_sequence for event in events] == list(range(1, len(events) + 1))
        names = [numbers.shipment(each.site, each.lead, each.work) for each in order.shipments]
        answers = await tms_connected.shipped(tms(simulation).network, names)
        told = {
            said(fact)
            for answer in answers.values()
            if isinstance(answer, Found)
            for fact in answer.value.milestones
        }
        assert {event.subject for event in events} == {f"shipment:{name}" for name in names}
        assert {pushed(event) for event in events if event.type == "shipment.milestone"} <= told
        types |= {event.type for event in events}
    assert types == {"shipment.created", "shipment.changed", "shipment.eta_changed", "shipment.milestone"}
