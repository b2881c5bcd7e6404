"""Changes that a poll finds, as events: for systems that cannot push, so that whoever listens hears of them.

The poll itself has the records of a page read anew and its orders indexed before its events are appended: for
whoever is told by them, that has happened. A page that is told twice, since its poll was interrupted, comes
into the log once.
"""

import hashlib
from collections.abc import Mapping

from msgspec.structs import replace

from domain.events.record import Event
from domain.log.records import Mapped
from domain.ports.cache import LogGrew, Signal
from domain.ports.log import EventLog
from domain.ports.search import OrderIndex, OwnersOf
from domain.ports.state import Crosswalk
from gateway.intake.meaning.mapping import event_id
from gateway.intake.meaning.naming import in_our_names
from gateway.intake.meaning.owning import owned
from gateway.sync.telling import PolledPage
from gateway.telemetry.intake_metrics import IntakeMetrics

_TYPES: Mapping[str, str] = {
    "order": "order.changed",
    "shipment": "shipment.changed",
    "return": "return.changed",
    "purchase_order": "purchase_order.changed",
    "sku": "stock.changed",
}
"""By the kind of the keys of a page."""


class PolledNews:
    """A `TellPolled`."""

    def __init__(
        self, log: EventLog, index: OrderIndex, owners_of: OwnersOf, signal: Signal, metrics: IntakeMetrics
    ) -> None:
        self._log = log
        self._index = index
        self._owners_of = owners_of
        self._signal = signal
        self._metrics = metrics

    async def __call__(self, page: PolledPage, *, crosswalk: Crosswalk) -> None:
        told = [
            _event(page, _TYPES[kind], f"{kind}:{name}")
            for kind, names in page.changed.items()
            if kind in _TYPES
            for name in names
        ]
        if not told:
            return
        ours, _ = await in_our_names(page.instance, told, crosswalk)
        events = await owned(ours, self._index, self._owners_of)
        appended = await self._log.append([Mapped(events=tuple(events))])
        self._metrics.appended(appended)
        if appended.logged:
            await self._signal.tell(LogGrew())


def _event(page: PolledPage, event_type: str, subject: str) -> Event:
    """Named by the page that it stands in: what changes again stands in another.

    It is as old as the page. What was read of its subject since then, for the index, is newer.
    """
    named = f"{page.since}\n{page.upto}\n{subject}"
    event = Event(
        type=event_type,
        source=page.instance,
        subject=subject,
        occurred_at=page.heard_at,
        recorded_at=page.heard_at,
        source_event_id=f"poll-{hashlib.blake2b(named.encode(), digest_size=16).hexdigest()}",
        correlation_id=page.correlation_id,
    )
    return replace(event, id=event_id(event, ""))
