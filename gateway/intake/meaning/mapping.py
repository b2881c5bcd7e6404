"""From raw deliveries to events in our words: the adapter reads, the crosswalk names, the index owns."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from msgspec.structs import replace

from domain.errors import BadInput
from domain.events.record import Event
from domain.exceptions import Finding
from domain.log.receipts import receipt
from domain.log.records import DeadLetter, Mapped, Raw
from domain.ports.backends import WebhookSource
from domain.ports.search import OrderIndex, OwnersOf
from domain.ports.state import Crosswalk
from gateway.intake import dead
from gateway.intake.accepting import Webhooks
from gateway.intake.meaning.naming import in_our_names
from gateway.intake.meaning.owning import owned

_LOG = structlog.get_logger(__name__)
_NOT_MAPPED = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What the adapter made of one delivery: events and findings in the instance's names."""

    raw: Raw
    events: tuple[Event, ...] = ()
    letters: tuple[DeadLetter, ...] = ()
    findings: tuple[Finding, ...] = ()
    watermark: datetime | None = None


@dataclass(frozen=True, slots=True)
class MappedBatch:
    """What is appended, what it was in the instances' own names, and what a person should see."""

    mapped: list[Mapped]
    read: list[Read]
    findings: list[Finding]


class Mapping:
    """Maps batches. One bad item does not hold the others. crosswalk: the one of this moment."""

    def __init__(
        self, webhooks: Webhooks, crosswalk: Callable[[], Crosswalk], index: OrderIndex, owners_of: OwnersOf
    ) -> None:
        self._webhooks = webhooks
        self._crosswalk = crosswalk
        self._index = index
        self._owners_of = owners_of

    async def of(self, raws: Sequence[Raw], now: datetime) -> MappedBatch:
        """Raises StoreUnavailable."""
        read = [self._read(raw, now) for raw in raws]
        findings = [finding for each in read for finding in each.findings]
        events = [event for each in read for event in each.events]
        named: list[Event] = []
        crosswalk = self._crosswalk()
        for source in dict.fromkeys(event.source for event in events):
            ours, unlinked = await in_our_names(
                source, [event for event in events if event.source == source], crosswalk
            )
            named += ours
            findings += unlinked
        ready = iter(_in_order(events, await owned(named, self._index, self._owners_of)))
        mapped = [
            Mapped(raw=each.raw.id, events=tuple(next(ready) for _ in each.events), dead=each.letters)
            for each in read
        ]
        findings += [dead.finding_of(letter) for each in read for letter in each.letters]
        return MappedBatch(mapped, read, findings)

    def _read(self, raw: Raw, now: datetime) -> Read:
        webhook = self._webhooks(raw.source)
        if webhook is None:
            gone = BadInput("the source takes no webhooks any more", field="source")
            return Read(raw, letters=(dead.refused(raw, gone, _NOT_MAPPED, now),))
        try:
            return _told(raw, webhook, now)
        except BadInput as error:
            return Read(raw, letters=(dead.refused(raw, error, _NOT_MAPPED, now),))
        except Exception as error:  # noqa: BLE001 - one must not hold the others
            _LOG.exception("a delivery could not be mapped", source=raw.source, raw=raw.id)
            return Read(raw, letters=(dead.failed(raw, error, _NOT_MAPPED, now),))


def _told(raw: Raw, webhook: WebhookSource, now: datetime) -> Read:
    delivered = webhook.parse(raw.body, now)
    events: list[Event] = []
    letters: list[DeadLetter] = []
    for place, event in enumerate(delivered.events):
        try:
            receipt(event)
        except BadInput as error:
            letters.append(dead.refused(raw, error, event.mapping_version, now, item=str(place)))
        else:
            correlation_id = event.correlation_id or raw.correlation_id
            name = event_id(event, f"{raw.id}/{place}")
            events.append(replace(event, id=name, raw_ref=raw.id, correlation_id=correlation_id))
    if not delivered.events:
        letters += [dead.unreadable(raw, finding, _NOT_MAPPED, now) for finding in delivered.findings]
    return Read(raw, tuple(events), tuple(letters), delivered.findings, delivered.watermark)


def event_id(event: Event, place: str) -> str:
    """32 hex digits that are the same each time it is mapped: by its source's name for it, else by its place.

    place: of the event in what came in.
    """
    named = f"{event.source}\n{event.source_event_id}" if event.source_event_id else f"\n{place}"
    return hashlib.blake2b(named.encode(), digest_size=16).hexdigest()


def _in_order(events: Sequence[Event], mapped: Sequence[Event]) -> list[Event]:
    """The mapped events, which came source by source, in the order of those that they were made of."""
    by_source: dict[str, list[Event]] = {}
    for event in mapped:
        by_source.setdefault(event.source, []).append(event)
    waiting = {source: iter(some) for source, some in by_source.items()}
    return [next(waiting[event.source]) for event in events]
