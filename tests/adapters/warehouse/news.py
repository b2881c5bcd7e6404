"""A day of what a simulated warehouse pushes."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from domain.events.record import Event
from domain.events.types import EVENT_TYPES
from domain.ports.backends import WebhookSource
from simulators.simulation import Event as Happening
from simulators.simulation import Simulation
from simulators.webhooks import Message
from tests.doubles.clock import START

DAY = timedelta(days=1)
TOLD = {"order.released", "order.picked", "order.shipped", "stock.changed", "shipment.milestone"}


async def taken_whole(
    simulation: Simulation, announced: Callable[[Happening], Iterable[Message]], webhook: WebhookSource
) -> None:
    """Let a day pass. Each message is one event of a known type, of that day, and nothing is found."""
    messages: list[Message] = []
    simulation.listeners.append(lambda happening: messages.extend(announced(happening)))
    simulation.clock.advance(int(DAY.total_seconds()))
    await simulation.settle()
    told = [webhook.parse(message.body, START) for message in messages]
    assert [each.findings for each in told if each.findings] == []
    events: list[Event] = [event for each in told for event in each.events]
    assert len({event.source_event_id for event in events}) == len(events) == len(messages)
    assert TOLD <= {event.type for event in events} <= set(EVENT_TYPES)
    assert all(START <= event.occurred_at <= START + DAY for event in events)
