"""From the log to what waits for an endpoint: which events it wants, as its partner may see them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.log.records import Logged, LogPage
from domain.log.shown import families_of, related_orders, shown
from domain.partners import Principal
from domain.policy import unrestricted
from domain.ports.log import EventLog
from domain.ports.webhooks import Deliveries
from domain.webhooks.records import Delivery, Endpoint

GAP_SUBJECT = "log"
"""The subject of the word that events were dropped before they could be delivered."""

_PAGE = 200
MOST_WAITING = 1_000
"""So many wait for an endpoint in our database; what comes behind them waits in the log."""

OwnOrders = Callable[[Sequence[str], Principal], Awaitable[frozenset[str]]]
"""Of these orders those that a principal may see. Raises StoreUnavailable."""


class Step(NamedTuple):
    """What a step came to.

    reached: where the endpoint is now; None where another moved it. more: whether something may come at once.
    """

    reached: int | None
    more: bool


class Spreading:
    """Moves endpoints on."""

    def __init__(self, log: EventLog, deliveries: Deliveries) -> None:
        self._log = log
        self._deliveries = deliveries

    async def step(self, endpoint: Endpoint, principal: Principal, now: datetime) -> Step:
        """Let a page of events wait for an endpoint. Raises StoreUnavailable."""
        page = await self._log.after(endpoint.position, endpoint.wanted, principal.grant.rows, first=_PAGE)
        if page.reached == endpoint.position:
            return Step(endpoint.position, more=False)
        moved = await self._deliveries.spread(
            endpoint, _due(endpoint, page, principal, now), upto=page.reached
        )
        return Step(page.reached, more=page.more) if moved else Step(None, more=True)

    async def full(self, endpoints: Sequence[Endpoint]) -> frozenset[str]:
        """Those for which so many wait that nothing is read for them. Raises StoreUnavailable."""
        waiting = await self._deliveries.waiting([each.id for each in endpoints]) if endpoints else {}
        return frozenset(name for name, count in waiting.items() if count >= MOST_WAITING)


def _due(endpoint: Endpoint, page: LogPage, principal: Principal, now: datetime) -> list[Delivery]:
    families = families_of(principal)
    told = [each for each in page.events if each.event.type.partition(".")[0] in families]
    due = [
        Delivery(endpoint=endpoint.id, position=each.position, subject=each.event.subject, next_at=now)
        for each in told
    ]
    if page.gap is None:
        return due
    # The place of the gap is that of the last dropped event, so no event has it.
    gap = Delivery(endpoint=endpoint.id, position=page.gap.restart, subject=GAP_SUBJECT, next_at=now)
    return [gap, *due]


async def as_shown(logged: Logged, principal: Principal, own_orders: OwnOrders) -> Logged | None:
    """The event as the partner may see it now; None where it may not any more."""
    related = related_orders(logged.event)
    own = (
        await own_orders(related, principal) if related and not unrestricted(principal) else frozenset[str]()
    )
    event = shown(logged.event, principal, own)
    return None if event is None else Logged(logged.position, event)
