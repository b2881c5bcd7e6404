"""Deliveries mapped once more: which, and what it comes to.

What the mapping of now says otherwise than the log is appended as a correction that names the event it
corrects. Nothing is edited, and what the mapping of now does not say any more stays as it is.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.events.record import Event

_TOLD = ("type", "subject", "occurred_at", "classifier", "data")
"""What makes an event another one. Owners and related keys follow from what is known at the moment."""
_DIGITS = 16


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries. All that is given must hold; None leaves a question open.

    source: an instance. since, until: came then or later, and before. after: behind this delivery.
    behind: those of the events behind this position of the log. most: so many at once.
    """

    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: str = ""
    behind: int | None = None
    most: int = 1_000


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it, or would: numbers of deliveries, events, and dead letters.

    added: events that were not in the log. corrected: those that are told otherwise now. same: known, and as
    they were. unchecked: known, and too far from their delivery to be compared. failed: dead letters.
    gone: deliveries that are not kept any more. last: the delivery at which it ended, where there are more.
    """

    deliveries: int = 0
    added: int = 0
    corrected: int = 0
    same: int = 0
    unchecked: int = 0
    failed: int = 0
    gone: int = 0
    last: str | None = None

    def with_more(self, other: "Replayed") -> "Replayed":
        """Both together; where it ended, the later says."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return Replayed(**counts, last=other.last)


_COUNTS = [name for name in Replayed.__struct_fields__ if name != "last"]


def standing_by_id(events: Iterable[Event]) -> Mapping[str, Event]:
    """By the id of each first telling the event that stands now: itself, or its last correction."""
    first: dict[str, str] = {}
    stands: dict[str, Event] = {}
    for event in events:
        name = first.get(event.correction_of, event.correction_of) or event.id
        first[event.id] = name
        stands[name] = event
    return stands


def correction(stands: Event, told: Event, now: datetime) -> Event | None:
    """What is to be appended where an event is told otherwise than it stands; None where it is the same.

    The same correction has the same name each time, so that it is appended once.
    """
    if all(getattr(stands, name) == getattr(told, name) for name in _TOLD):
        return None
    said = msgspec.json.encode([getattr(told, name) for name in _TOLD])
    digest = hashlib.sha256(said + stands.id.encode()).hexdigest()
    return replace(
        told,
        id=digest[: 2 * _DIGITS],
        source_event_id=f"{told.id}~{digest[:_DIGITS]}",
        source_sequence=None,
        recorded_at=now,
        correction_of=stands.id,
    )
