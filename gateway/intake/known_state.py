"""What events do to what is known: a record takes in what says enough, and of the rest is to be read again.

Every replica goes through the whole log in its order before anybody here is told of an event, so whoever is
told and reads sees it. How far the log was gone through is kept: what a replica appended and did not live to
follow has its effects at the next start, if no other replica has seen to it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from domain.events.record import Event
from domain.folds.told_facts import with_told
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.log.records import Logged
from domain.partners import RowScope
from domain.ports import backends as ports
from domain.ports.cache import Lost, Outdated
from domain.ports.following import Followed
from domain.ports.log import EventLog
from domain.ports.state import Clock
from domain.stock import StockKey
from gateway.intake.meaning.naming_back import NOTHING, in_their_names
from gateway.intake.present import Present

_LOG = structlog.get_logger(__name__)
NAME = "effects"
OURS = "ordergraph"
"""The source of events that no system told."""
_PAGE = 500
_MOST_BEHIND = 20_000
"""With more events missed, everything shared is doubted at once."""
_KEEP_EVERY = 1.0
_ORDER = "order:"
_PORTS = {
    "order": (ports.ORDERS.name, ports.FULFILMENTS.name),
    "shipment": (ports.SHIPMENTS.name,),
    "tracking": (ports.TRACKING.name,),
    "sku": (ports.STOCK.name,),
}
_BY_NAME = ports.ORDERS_BY_REFERENCE.name
"""What is known by other names: a step of an order gives it no new one."""

Touched = Callable[[Iterable[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStateParts:
    """What it works with. touched: is told the orders of events that this process has to see to."""

    log: EventLog
    followed: Followed
    present: Present
    clock: Clock
    touched: Touched


class KnownState:
    """Goes through the log. `mine` are the positions that this process appended, as far as not gone by."""

    def __init__(self, parts: KnownStateParts) -> None:
        self._parts = parts
        self._log_name = ""
        self._kept_at = 0.0
        self._mine: set[int] = set()
        self.reached = 0

    def appended(self, logged: Sequence[Logged]) -> None:
        """These came from this process; its index reads their orders anew, once that can see them."""
        early = [each for each in logged if each.position <= self.reached]
        self._mine.update(each.position for each in logged if each.position > self.reached)
        self._parts.touched(_orders(early))

    async def catch_up(self) -> int:
        """Go through what was appended since somebody last did; gives the end. Raises StoreUnavailable."""
        log = self._parts.log
        self._log_name, last = await log.name(), await log.head()
        end = last.position if last else 0
        kept = await self._parts.followed.reached(NAME)
        self.reached = kept.position if kept is not None and kept.log == self._log_name else end
        if not 0 <= end - self.reached <= _MOST_BEHIND:
            await self(None)
            self.reached = end
        while self.reached < end:
            page = await log.after(self.reached, EventFilter(), RowScope(), first=_PAGE)
            self._mine.update(each.position for each in page.events)
            await self((*page.events,) if page.gap is None else None)
            self.reached = page.reached
        await self._keep()
        return self.reached

    async def __call__(self, logged: Sequence[Logged] | None) -> None:
        """The next events; None: some are gone, so nothing is certain. Raises StoreUnavailable."""
        if logged is None:
            _LOG.warning("events were not seen: everything that is known is doubted")
            self._parts.present.fed.shield.hear(Lost())
            self._mine.clear()
            return
        events = [each.event for each in logged]
        for source in dict.fromkeys(event.source for event in events):
            if source != OURS:
                await self._of_source(source, [event for event in events if event.source == source])
        if logged:
            self.reached = logged[-1].position
            self._touch(logged)
            if self._parts.clock.monotonic() - self._kept_at >= _KEEP_EVERY:
                await self._keep()

    async def aclose(self) -> None:
        """Keep how far it came. Raises StoreUnavailable."""
        if self._log_name:
            await self._keep()

    async def _of_source(self, source: str, events: Sequence[Event]) -> None:
        fed = self._parts.present.fed
        for event in await in_their_names(source, events, fed.crosswalk):
            laid = await self._laid(event)
            others = event.related if laid else (event.subject, *event.related)
            if laid:
                fed.shield.hear(_outdated(event, (event.subject,), (*laid, _BY_NAME)))
            fed.shield.hear(_outdated(event, others, (_BY_NAME,) if laid else ()))

    async def _laid(self, event: Event) -> tuple[str, ...]:
        """The ports of whose records one took the event in."""
        kind, _, name = event.subject.partition(":")
        if not name or kind not in _PORTS:
            return ()
        key = _key(kind, name)
        shield, onto = self._parts.present.fed.shield, partial(_onto, event)
        at: tuple[datetime, datetime] = event.occurred_at, event.recorded_at
        return tuple(
            [port for port in _PORTS[kind] if await shield.add((event.source, port), key, onto, *at)]
        )

    def _touch(self, logged: Sequence[Logged]) -> None:
        mine = [each for each in logged if each.position in self._mine]
        self._mine.difference_update(each.position for each in mine)
        self._parts.touched(_orders(mine))

    async def _keep(self) -> None:
        self._kept_at = self._parts.clock.monotonic()
        await self._parts.followed.reach(NAME, LogCursor(self._log_name, self.reached))


def _onto(event: Event, record: object) -> object | None:
    return with_told(record, event)


def _key(kind: str, name: str) -> object:
    if kind != "sku":
        return name
    sku, _, place = name.rpartition("@")
    return StockKey(sku, place) if sku else StockKey(place, "")


def _outdated(event: Event, keys: Iterable[str], but: tuple[str, ...]) -> Outdated:
    return Outdated(event.source, tuple(key for key in keys if key != NOTHING), event.recorded_at, but)


def _orders(logged: Iterable[Logged]) -> list[str]:
    keys = (key for each in logged for key in (each.event.subject, *each.event.related))
    return [key.removeprefix(_ORDER) for key in dict.fromkeys(keys) if key.startswith(_ORDER)]
