"""Confirmed holds whose orders claim their units by themselves now: seen in the log, whoever told it.

Ceilings fall first, and the hold gives way after that: for a moment a unit counts twice, never not at all.
What is computed is how much the order claims altogether, so that it can be computed again: a process that
dies between the two leaves no more to do than to look once more, which is done again and again.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta

from domain.events.record import Event
from domain.exceptions import Finding
from domain.log.filters import EventFilter
from domain.partners import RowScope
from domain.ports.log import EventLog
from domain.ports.reservations import Reservations
from domain.ports.state import Clock
from domain.reservations.records import Reservation
from domain.reservations.takeover import CLAIMS, taken
from gateway.reservations.keeping import CeilingKeeper
from gateway.sync.indexing import background_demand

NEVER_TAKEN_OVER = "RESERVATION_NOT_TAKEN_OVER"
"""The code of the case of a confirmed hold whose order claims nothing by itself for too long."""

_PAGE = 500
_ORDER = "order:"

RaiseAll = Callable[[Iterable[Finding]], None]


class TakingOver:
    """Looks after confirmed reservations."""

    def __init__(  # noqa: PLR0913 - all that it rests on
        self,
        store: Reservations,
        log: EventLog,
        keeper: CeilingKeeper,
        clock: Clock,
        raise_all: RaiseAll,
        *,
        within: timedelta,
    ) -> None:
        self._store = store
        self._log = log
        self._keeper = keeper
        self._clock = clock
        self._raise_all = raise_all
        self._within = within

    async def of_orders(self, numbers: Collection[str]) -> int:
        """Of these orders, or of all; how many were taken over. Raises StoreUnavailable."""
        confirmed = await self._store.confirmed_for(numbers)
        done = 0
        for one in confirmed:
            done += await self._look(one)
        return done

    async def _look(self, one: Reservation) -> bool:
        claimed = taken(one, await self._told_of(one.order_number))
        now = self._clock.now()
        if any(much > each.taken for much, each in zip(claimed, one.allotments, strict=True)):
            skus = {each.sku for each in one.allotments}
            self._keeper.touched(skus)
            await self._keeper.refresh(skus, background_demand(self._clock))
            await self._store.take_over(one.id, claimed, now=now)
            return True
        if now - one.created_at > self._within:
            self._raise_all([_finding(one)])
        return False

    async def _told_of(self, number: str) -> Sequence[Event]:
        wanted = EventFilter(types=CLAIMS, keys=frozenset({_ORDER + number}))
        found: list[Event] = []
        reached = 0
        while True:
            page = await self._log.after(reached, wanted, RowScope(), first=_PAGE)
            found += [logged.event for logged in page.events]
            if not page.more:
                return found
            reached = page.reached


def orders_claiming(events: Iterable[Event]) -> frozenset[str]:
    """The orders of which these events say that they claim units."""
    keys = (key for event in events if event.type in CLAIMS for key in (event.subject, *event.related))
    return frozenset(key.removeprefix(_ORDER) for key in keys if key.startswith(_ORDER))


def _finding(one: Reservation) -> Finding:
    return Finding(
        code=NEVER_TAKEN_OVER,
        group=one.id,
        subjects=(
            f"order:{one.order_number}",
            *(f"sku:{each.sku}@{each.location}" for each in one.allotments),
        ),
        detail=f"no system claims the units of order {one.order_number}, which reservation {one.id} holds",
    )
