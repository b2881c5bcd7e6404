"""The log of events, at the root of the graph."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from domain.log.cursors import LogCursor, log_cursor
from domain.log.filters import EventFilter
from resolvers.batched import asked
from resolvers.bounded_inputs import names
from resolvers.builds.events import WithGap, connection
from resolvers.context import GraphContext
from resolvers.log_reading import granted, log_of, told_events
from resolvers.paging import First, page_length
from resolvers.types.events import EventConnection, EventFilterInput

Info = strawberry.Info[GraphContext]
Filter = Annotated[
    EventFilterInput | None,
    strawberry.argument(description="Which events; all that you may see where left out."),
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="The `cursor` of an event, or `endCursor`; the beginning where left out."
    ),
]


def events(
    info: Info,
    filter: Filter = None,  # noqa: A002 - the argument's name in the graph
    after: After = None,
    first: First = 20,
) -> object:
    """One page of the log, to be awaited."""
    context, most = info.context, page_length(first)
    place = None if after is None else log_cursor(after, field="after")
    return _page(context, condition(context, filter), place, most)


def condition(context: GraphContext, given: EventFilterInput | None) -> EventFilter:
    """What a filter means to the log, for whoever asks. Raises BadInput that names the place."""
    asked = given or EventFilterInput()
    types = names(asked.types, "filter.types")
    return EventFilter(
        types=granted(context.principal, types),
        keys=_set(names(asked.keys, "filter.keys")),
        sources=_set(names(asked.sources, "filter.sources")),
        since=asked.since,
    )


async def _page(context: GraphContext, wanted: EventFilter, after: LogCursor | None, first: int) -> WithGap:
    log = log_of(context)
    name = await log.name()
    place = after or LogCursor(name, 0)
    page = await log.after(
        place.position,
        wanted,
        context.principal.grant.rows,
        first=first,
        log=None if after is None else place.log,
    )
    return connection(page, await told_events(context, page.events, wanted, name), name, after)


def _set(given: Sequence[str] | None) -> frozenset[str] | None:
    return None if given is None else frozenset(given)


@strawberry.type
class LogQueries:
    """Inherited by resolvers.queries.Query."""

    events: EventConnection | None = asked(
        events,
        description=(
            "The log of what happened, the oldest first: what you may see of it, about your own rows. Its "
            "cursors resume subscriptions and webhooks too."
        ),
    )
