"""What is sent: an event as its partner may see it, the word that some are gone, the word of a test."""

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

import msgspec

from domain.events.cloud import cloud_event, written
from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter, matches
from domain.log.records import Logged
from domain.partners import Principal
from domain.webhooks.records import Delivery, Endpoint
from gateway.webhooks.spreading import GAP_SUBJECT, OwnOrders, as_shown

GAP = "log.gap"
TEST = "webhook.test"
_ENCODER = msgspec.json.Encoder()


class Message(NamedTuple):
    """A body, and the id that stays the same at each attempt."""

    id: str
    body: bytes


async def message_of(
    cursor: LogCursor,
    logged: Logged | None,
    wanted: EventFilter,
    principal: Principal,
    own_orders: OwnOrders,
) -> Message | None:
    """The event with its cursor; None where it is gone, or the partner may not see it any more.

    What is wanted is looked for in what is shown: a filter that names another's order must not tell in which
    box that travels.
    """
    told = None if logged is None else await as_shown(logged, principal, own_orders)
    if told is None or not matches(wanted, told.event):
        return None
    return Message(told.event.id, _ENCODER.encode(cloud_event(told.event, cursors.written(cursor))))


def gap_message(delivery: Delivery, cursor: LogCursor, now: datetime) -> Message:
    """Events before the cursor were dropped: whoever kept something of them reads it again."""
    return _word(f"gap-{delivery.position}", "/log", GAP, GAP_SUBJECT, now, cursors.written(cursor))


def trial_message(endpoint: Endpoint, now: datetime) -> Message:
    """A word that is no event, by which a partner sees that signatures and addresses are right."""
    return _word(f"test-{uuid4().hex[:16]}", "/webhooks", TEST, f"endpoint:{endpoint.id}", now)


def _word(  # noqa: PLR0913, PLR0917 - what every CloudEvent has
    name: str, source: str, kind: str, subject: str, now: datetime, cursor: str = ""
) -> Message:
    told = {
        "specversion": "1.0",
        "id": name,
        "source": source,
        "type": kind,
        "subject": subject,
        "time": written(now),
    }
    return Message(name, _ENCODER.encode(told | ({"cursor": cursor} if cursor else {})))
