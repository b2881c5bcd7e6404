"""A topic: what one subscription is about, found out once from its arguments and for whoever asks."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import strawberry

from domain.log.cursors import LogCursor, log_cursor
from domain.log.filters import EventFilter
from domain.log.records import Logged
from domain.partners import RowScope
from domain.ports.reading import Port
from resolvers.batched import DERIVED
from resolvers.builds.updates import Reread, Touch, Update
from resolvers.context import GraphContext

Events: TypeAlias = Sequence[Logged]
Snapshot = Callable[[GraphContext, int], Awaitable[Sequence[Touch]]]
Told = Callable[[GraphContext, Events, str], Awaitable[Sequence[Touch]]]
Rows = Callable[[RowScope], RowScope]
Reads = Callable[[GraphContext, Sequence[Touch]], tuple[Port[Any, Any], Sequence[Any]]]


def own_rows(rows: RowScope) -> RowScope:
    """The asker's own: each event is shown."""
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """wanted: what of the log. after: where it resumes; None for a snapshot and what comes.

    snapshot: the things as they are, at a position of the log. told: the things that events touch, as far as
    the asker may know of them, oldest first; the text is the log's name. reads: by which port things are
    read, where a source only said that they changed. conflated: only the latest of each thing counts.
    reread, keys: what a gap makes doubtful. rows: of which rows events are looked at, by those of the asker.
    """

    wanted: EventFilter
    after: LogCursor | None
    snapshot: Snapshot
    told: Told
    reread: Reread
    keys: tuple[str, ...] = ()
    reads: Reads | None = None
    conflated: bool = False
    rows: Rows = own_rows

    def __aiter__(self) -> AsyncIterator[object]:
        """GraphQL takes it for a stream of events. Nothing comes of itself: whoever follows the log asks."""
        return self

    async def __anext__(self) -> object:
        raise StopAsyncIteration


After = Annotated[
    str | None, strawberry.argument(description="The last `cursor` that came; without it, from now on.")
]


async def nothing(_context: GraphContext, _position: int) -> Sequence[Touch]:
    """A snapshot of what is not kept as a whole: query it once the stream is open."""
    return ()


def resumed(after: str | None) -> LogCursor | None:
    """Where a stream goes on. Raises BadInput."""
    return None if after is None else log_cursor(after, field="after")


def followed(topic: Callable[..., object], *, description: str, directives: Sequence[object] = ()) -> Any:  # noqa: ANN401 - Strawberry fields take the place of the annotated attribute
    """Declare a field that is followed: the arguments of `topic` are the field's."""
    return strawberry.subscription(
        resolver=topic, description=description, directives=directives, metadata={DERIVED: _root}
    )


def _root(update: Update) -> Update:
    """Each item is executed with itself as the root."""
    return update
