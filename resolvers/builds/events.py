"""Events of the log as the graph shows them: each as its reader may see it, and pages of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from domain.events.record import Event
from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.log.records import LogPage
from domain.milestones import Classifier
from resolvers.builds.pages import Connection, Edge, page_info


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """One event at its place.

    told: as the policy of events shows it. written: as the log has it, of whose times the shapes of the
    fields decide. position: in the log, as the cursor says it.
    """

    position: int
    cursor: str
    told: Event
    written: Event

    @property
    def id(self) -> str:
        return self.told.id

    @property
    def type(self) -> str:
        return self.told.type

    @property
    def schema_version(self) -> int:
        return self.told.schema_version

    @property
    def source(self) -> str:
        return self.told.source

    @property
    def subject(self) -> str:
        return self.told.subject

    @property
    def related(self) -> Sequence[str]:
        return self.told.related

    @property
    def classifier(self) -> Classifier:
        return self.told.classifier

    @property
    def occurred_at(self) -> datetime:
        return self.written.occurred_at

    @property
    def recorded_at(self) -> datetime:
        return self.written.recorded_at


@dataclass(frozen=True, slots=True)
class Lost:
    """Events before this cursor cannot be given any more."""

    restart: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithGap(Connection[ToldEvent]):
    """One page. gap: what was lost before it."""

    gap: Lost | None


def data(event: ToldEvent) -> object:
    """What its source tells, as JSON has it."""
    return None if event.told.data is None else msgspec.to_builtins(event.told.data)


def correction_of(event: ToldEvent) -> str | None:
    """The event that it takes the place of."""
    return event.told.correction_of or None


def raw_ref(event: ToldEvent) -> str | None:
    """What came in."""
    return event.told.raw_ref or None


def correlation_id(event: ToldEvent) -> str | None:
    """Of the logs."""
    return event.told.correlation_id or None


def connection(page: LogPage, told: Sequence[ToldEvent], log: str, after: LogCursor | None) -> WithGap:
    """The page. `endCursor` lies behind all that was looked at, so that none of it is looked at again."""
    edges = [Edge(each.cursor, each) for each in told]
    info = replace(
        page_info(edges, more=page.more, after=after),
        end_cursor=cursors.written(LogCursor(log, page.reached)),
    )
    gap = None if page.gap is None else Lost(cursors.written(LogCursor(log, page.gap.restart)))
    return WithGap(edges=edges, page_info=info, gap=gap)
