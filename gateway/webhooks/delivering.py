"""One delivery: what its partner may see of the event by now, signed, sent, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from msgspec.structs import replace

from domain.events.cloud import MEDIA_TYPE
from domain.exceptions import Finding
from domain.log.cursors import LogCursor
from domain.log.records import Logged
from domain.partners import Principal
from domain.ports.state import Clock
from domain.webhooks.records import Attempt, Delivery, DeliveryState, Endpoint, Settled
from domain.webhooks.schedule import USUAL, Chance, Terms, after
from gateway.webhooks.findings import given_up
from gateway.webhooks.messages import Message, gap_message, message_of, trial_message
from gateway.webhooks.sending import Answer, Sender
from gateway.webhooks.signing import signed
from gateway.webhooks.spreading import GAP_SUBJECT, OwnOrders

_LOOK_AGAIN = timedelta(minutes=1)
"""When a suspended partner is thought of again."""

Principals = Callable[[str], Principal | None]
"""A partner as it may ask now; None for one that is suspended or gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What delivering works with."""

    sender: Sender
    principals: Principals
    own_orders: OwnOrders
    clock: Clock
    chance: Chance
    terms: Terms = USUAL


class Done(NamedTuple):
    """What to keep of a delivery, and what a person should see."""

    settled: Settled
    findings: Sequence[Finding] = ()

    @property
    def waits(self) -> bool:
        """Whether it is tried again, and the younger of its subject wait for that."""
        return self.settled.delivery.state is DeliveryState.WAITING


async def delivered(
    delivery: Delivery, endpoint: Endpoint, logged: Logged | None, means: Means, *, log: str
) -> Done:
    """Make one attempt. log: the name of the log. Raises StoreUnavailable, and then nothing was sent."""
    principal, now = means.principals(endpoint.partner), means.clock.now()
    if principal is None:
        return Done(Settled(replace(delivery, next_at=now + _LOOK_AGAIN)))
    cursor = LogCursor(log, delivery.position)
    if delivery.subject == GAP_SUBJECT:
        message: Message | None = gap_message(delivery, cursor, now)
    else:
        message = await message_of(cursor, logged, endpoint.wanted, principal, means.own_orders)
    if message is None:
        return Done(Settled(replace(delivery, state=DeliveryState.WITHHELD)))
    attempt, answer = await _sent(message, endpoint, delivery.position, means)
    return _done(delivery, endpoint, attempt, answer, means)


async def delivered_test(endpoint: Endpoint, means: Means) -> Attempt:
    """Send one word that says that it is a test."""
    attempt, _ = await _sent(trial_message(endpoint, means.clock.now()), endpoint, 0, means)
    return attempt


async def _sent(message: Message, endpoint: Endpoint, position: int, means: Means) -> tuple[Attempt, Answer]:
    began, now = means.clock.monotonic(), means.clock.now()
    headers = signed(endpoint.secrets, message.id, now, message.body, MEDIA_TYPE)
    answer = await means.sender.send(endpoint.url, headers, message.body)
    attempt = Attempt(
        endpoint=endpoint.id,
        position=position,
        at=now,
        status=answer.status,
        milliseconds=round((means.clock.monotonic() - began) * 1_000),
        error=answer.error,
    )
    return attempt, answer


def _done(delivery: Delivery, endpoint: Endpoint, attempt: Attempt, answer: Answer, means: Means) -> Done:
    settled = after(delivery, attempt, means.chance, answer.retry_after, means.terms)
    if settled.state is DeliveryState.DELIVERED:
        return Done(Settled(settled, attempt))
    dead_since = settled.next_at - means.terms.disable_after
    if (endpoint.failing_since or attempt.at) < dead_since:
        # What waits for an endpoint that is left alone goes on waiting, so that nothing is lost.
        return Done(Settled(replace(settled, state=DeliveryState.WAITING), attempt, dead_since))
    lost = settled.state is DeliveryState.GIVEN_UP
    return Done(Settled(settled, attempt), [given_up(endpoint.partner, settled, attempt)] if lost else ())
