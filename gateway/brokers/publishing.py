"""From the log to a broker: page by page, by one replica at a time, each subject in its order.

A page is claimed, sent, confirmed, and only then is the place moved on. Whoever dies in between is followed
by another from the last place: nothing is left out, and some events are sent again under their ids.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import msgspec
import structlog

from domain.errors import BrokerUnavailable
from domain.events.cloud import cloud_event
from domain.exceptions import Finding, Severity
from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.log.outbox import Place
from domain.log.records import Gap, Logged
from domain.partners import RowScope
from domain.ports.log import EventLog
from domain.ports.outbox import Outbox
from domain.ports.state import Clock
from gateway.assembly.raising import RaiseAll
from gateway.brokers.lanes import posted
from gateway.brokers.links import KeptLink
from gateway.brokers.posting import Message, Posting
from gateway.brokers.topics import family_of
from gateway.settings.brokers.feeds import FAMILIES, Begin, OutgoingSettings
from gateway.telemetry.broker_metrics import BrokerMetrics

_LOG = structlog.get_logger(__name__)
BROKER_GAP = "BROKER_GAP"
HOLD = timedelta(seconds=15)
_PAGE = 500
_SECONDS = 6.0
"""For a page, so that it ends while the claim holds."""
_EVERY_ROW = RowScope()
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishParts:
    """What publishing works with."""

    log: EventLog
    outbox: Outbox
    clock: Clock
    raise_all: RaiseAll
    metrics: BrokerMetrics


class Publishing:
    """Publishes one feed, page by page, while its claim is ours."""

    def __init__(self, name: str, settings: OutgoingSettings, parts: PublishParts) -> None:
        self.name = name
        self._parts = parts
        self._wanted = _wanted(settings.families)
        self._begin = settings.begin
        self._holder = uuid4().hex
        self._until: datetime | None = None
        self._place: Place | None = None

    async def page(self, link: KeptLink[Posting]) -> bool | None:
        """Publish a page; whether there may be more, None where another replica publishes.

        Raises StoreUnavailable and BrokerUnavailable.
        """
        place = await self._claimed()
        if place is None:
            return None
        page = await self._parts.log.after(
            place.position, self._wanted, _EVERY_ROW, first=_PAGE, log=place.log
        )
        if page.gap is not None:
            place = await self._passed(place, page.gap)
        if page.reached == place.position:
            self._parts.metrics.behind(self.name, 0)
            return False
        posting = link.now
        if posting is None:
            raise BrokerUnavailable("the broker is not connected")
        confirmed = await self._posted(place, page.events, posting)
        whole = confirmed == len(page.events)
        reached = page.reached if whole else page.events[confirmed - 1].position
        await self._move(Place(log=place.log, position=reached))
        if not whole:
            raise BrokerUnavailable("the broker confirmed only a part of a page")
        return page.more

    async def release(self) -> None:
        """Let another replica publish. Raises StoreUnavailable."""
        if self._until is not None:
            self._until = self._place = None
            self._parts.metrics.behind(self.name, None)
            await self._parts.outbox.release(self.name, self._holder)

    async def _claimed(self) -> Place | None:
        now = self._parts.clock.now()
        if self._place is not None and self._until is not None and now < self._until - HOLD / 2:
            return self._place
        place = await self._parts.outbox.claim(self.name, self._holder, hold=HOLD, now=now)
        if place is None and await self._parts.outbox.place(self.name) is None:
            await self._parts.outbox.begin(self.name, await self._beginning())
            place = await self._parts.outbox.claim(self.name, self._holder, hold=HOLD, now=now)
        self._place, self._until = place, now + HOLD if place else None
        if place is None:
            self._parts.metrics.behind(self.name, None)
        return place

    async def _beginning(self) -> Place:
        last = await self._parts.log.head() if self._begin is Begin.NOW else None
        return Place(log=await self._parts.log.name(), position=last.position if last else 0)

    async def _passed(self, place: Place, gap: Gap) -> Place:
        """Events were dropped before they were published: a person must know of it."""
        _LOG.error("events were dropped before they were published", feed=self.name, after=place.position)
        self._parts.raise_all([_gap(self.name, place, gap)])
        onward = Place(log=await self._parts.log.name(), position=gap.restart)
        await self._move(onward)
        return onward

    async def _posted(self, place: Place, events: Sequence[Logged], posting: Posting) -> int:
        confirmed = await posted([_message(each, place.log) for each in events], posting, within=_SECONDS)
        for each in events[:confirmed]:
            self._parts.metrics.published(self.name, family_of(each.event))
        return confirmed

    async def _move(self, place: Place) -> None:
        now = self._parts.clock.now()
        # Unless the move is known to have been kept, the next page asks anew where it goes on.
        self._place = None
        if await self._parts.outbox.move(self.name, self._holder, place, hold=HOLD, now=now):
            self._place, self._until = place, now + HOLD
        else:
            _LOG.warning("another replica publishes now", feed=self.name)


def _wanted(families: frozenset[str]) -> EventFilter:
    return EventFilter() if families == frozenset(FAMILIES) else EventFilter(types=families)


def _message(logged: Logged, log: str) -> Message:
    event = logged.event
    cursor = cursors.written(LogCursor(log, logged.position))
    return Message(
        family=family_of(event),
        subject=event.subject,
        id=event.id,
        type=event.type,
        body=_ENCODER.encode(cloud_event(event, cursor)),
    )


def _gap(name: str, place: Place, gap: Gap) -> Finding:
    return Finding(
        code=BROKER_GAP,
        group=name,
        severity=Severity.CRITICAL,
        subjects=(f"feed:{name}",),
        detail=f"Events from {place.position + 1} to {gap.restart} are not kept any more and were never "
        f"published to {name}: whoever reads it must read again what they were about",
    )
