"""`events`: the log itself, as it grows."""

from collections.abc import Sequence
from dataclasses import dataclass

import strawberry

from domain.log.filters import EventFilter
from resolvers.builds.updates import Reread, Touch
from resolvers.context import GraphContext
from resolvers.log_queries import Filter, condition
from resolvers.log_reading import told_events
from resolvers.subscriptions.topics import After, Events, Topic, nothing, resumed

Info = strawberry.Info[GraphContext]


def event_logged(
    info: Info,
    filter: Filter = None,  # noqa: A002 - the argument's name in the graph
    after: After = None,
) -> object:
    """The topic. Raises BadInput that names the argument."""
    wanted = condition(info.context, filter)
    return Topic(
        wanted=wanted,
        after=resumed(after),
        snapshot=nothing,
        told=_Log(wanted).told,
        reread=Reread.EVENTS,
    )


@dataclass(frozen=True, slots=True)
class _Log:
    wanted: EventFilter

    async def told(self, context: GraphContext, events: Events, log: str) -> Sequence[Touch]:
        """Each of them."""
        told = await told_events(context, events, self.wanted, log)
        return [Touch(key=event.id, position=event.position, event=event) for event in told]
