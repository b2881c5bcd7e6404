"""What the inbox and the log keep, and what reading the log gives."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.events.record import Event


class Via(StrEnum):
    """How something came in."""

    WEBHOOK = "WEBHOOK"
    BROKER = "BROKER"
    POLL = "POLL"
    FILE = "FILE"


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """What came in, byte for byte: kept before it is acknowledged.

    id: sorts by arrival. source: the instance. headers: in lower case, without credentials and signatures.
    """

    id: str
    source: str
    via: Via
    received_at: datetime
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    correlation_id: str = ""


class DeadState(StrEnum):
    """What became of a dead letter."""

    WAITING = "WAITING"
    MAPPED = "MAPPED"
    DISCARDED = "DISCARDED"


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be mapped: a whole delivery, or one item of it.

    reason: a stable code. place: a path in the document, or a line. detail: for who mends it, without
    personal data. attempts: how often it was mapped in vain, the last time under `mapping_version`.
    """

    id: str
    raw: str
    source: str
    reason: str
    place: str
    detail: str
    mapping_version: int
    first_at: datetime
    last_at: datetime
    attempts: int = 1
    state: DeadState = DeadState.WAITING


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one raw delivery. raw: its id; empty for events that we make ourselves."""

    events: tuple[Event, ...]
    raw: str = ""
    dead: tuple[DeadLetter, ...] = ()


class Logged(msgspec.Struct, frozen=True):
    """An event at its place in the log: the first has the position 1, and none is left out after it."""

    position: int
    event: Event


class Appended(msgspec.Struct, frozen=True):
    """What an append did. logged: the new events in the order of the log. twice: how many were known."""

    logged: Sequence[Logged]
    twice: int = 0


class Gap(msgspec.Struct, frozen=True):
    """Events between an asked position and `restart` cannot be given any more, or never were of this log.

    Whoever kept something of them reads it again, and goes on after `restart`.
    """

    restart: int


class Reached(msgspec.Struct, frozen=True):
    """Everything up to a position was told that was to be told: a cursor without an event."""

    position: int


class LogPage(msgspec.Struct, frozen=True, kw_only=True):
    """Events after a position, oldest first.

    reached: where to go on; it may lie behind the last event, for others were looked at and do not match.
    more: whether something may come at once. gap: told before the events, which then begin behind it.
    """

    events: Sequence[Logged]
    reached: int
    more: bool = False
    gap: Gap | None = None
