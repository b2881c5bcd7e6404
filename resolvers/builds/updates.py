"""What one item of a subscription is made of, before its fields are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.availability.asking import Question
from domain.availability.plans import Ask
from domain.errors import BackendError
from domain.exceptions import ExceptionCase
from domain.partners import Principal
from domain.ports.reading import Outcomes, V
from resolvers.batched import value_of
from resolvers.builds.availability import Answers, Promised, one, questions
from resolvers.builds.events import ToldEvent


class UpdateKind(StrEnum):
    """Why an item comes."""

    SNAPSHOT = "SNAPSHOT"
    EVENT = "EVENT"
    GAP = "GAP"
    HEARTBEAT = "HEARTBEAT"


class Reread(StrEnum):
    """What a gap makes doubtful."""

    ORDERS = "ORDERS"
    SHIPMENTS = "SHIPMENTS"
    AVAILABILITY = "AVAILABILITY"
    EXCEPTIONS = "EXCEPTIONS"
    EVENTS = "EVENTS"


@dataclass(frozen=True, slots=True)
class UpdateGap:
    """restart: a cursor. keys: of what; all where there are none."""

    restart: str
    reread: Reread
    keys: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One thing that an item is about: its key, and what is known of it already.

    position: of the event, or of the log at the snapshot. ask: for whom availability is asked, where that was
    said.
    """

    key: str
    position: int
    event: ToldEvent | None = None
    exception: ExceptionCase | None = None
    ask: Ask | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The root value of one item. place: its cursor, empty where it has none."""

    kind: UpdateKind
    place: str
    touch: Touch | None = None
    gap: UpdateGap | None = None

    @property
    def event(self) -> ToldEvent | None:
        return None if self.touch is None else self.touch.event

    @property
    def exception(self) -> ExceptionCase | None:
        return None if self.touch is None else self.touch.exception


def cursor(update: Update) -> str | None:
    """Where the stream stands after it."""
    return update.place or None


def key(update: Update, _: Principal) -> Sequence[str]:
    """Key: what it is about."""
    return [] if update.touch is None else [update.touch.key]


def entity(update: Update, known: Outcomes[str, V], _: Principal) -> V | None:
    """What it is about, as it is now."""
    return None if update.touch is None else value_of(known, update.touch.key)


def question(update: Update, own: Ask) -> Sequence[Question]:
    """Key: the item, for whom the stream was asked for."""
    touch = update.touch
    return [] if touch is None else questions([touch.key], touch.ask or own, None)


def availability(update: Update, found: Answers) -> Promised | BackendError | None:
    """What may be promised of the item; None for one that no system keeps."""
    return one(update, found)
