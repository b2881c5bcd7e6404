"""`exceptionChanged`: what a person must look at, as it comes and as it is dealt with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry

from domain.cases.work import CaseFilter, fits
from domain.log.filters import EventFilter
from resolvers.bounded_inputs import names
from resolvers.builds.updates import Reread, Touch
from resolvers.context import GraphContext
from resolvers.log_reading import granted, told_events
from resolvers.subscriptions.topics import Events, Topic, resumed
from resolvers.types.exceptions import ExceptionFilterInput

FAMILIES = ("exception",)
MOST_AT_FIRST = 20
_CASE = "exception:"

Info = strawberry.Info[GraphContext]
Filter = Annotated[
    ExceptionFilterInput | None,
    strawberry.argument(description="Which cases, as they are by then; all where left out."),
]
After = Annotated[
    str | None,
    strawberry.argument(description="The last `cursor` that came; without it, the 20 latest cases first."),
]


def exception_changed(
    info: Info,
    filter: Filter = None,  # noqa: A002 - the argument's name in the graph
    after: After = None,
) -> object:
    """The topic. Raises BadInput that names the argument."""
    given = filter or ExceptionFilterInput()
    for field in ("codes", "systems", "subjects"):
        names(getattr(given, field) or None, f"filter.{field}")
    wanted = EventFilter(types=granted(info.context.principal, FAMILIES))
    cases = _Cases(wanted, given.condition())
    return Topic(
        wanted=wanted,
        after=resumed(after),
        snapshot=cases.snapshot,
        told=cases.told,
        reread=Reread.EXCEPTIONS,
    )


@dataclass(frozen=True, slots=True)
class _Cases:
    wanted: EventFilter
    condition: CaseFilter

    async def snapshot(self, context: GraphContext, position: int) -> Sequence[Touch]:
        """The latest that the filter has."""
        rows = context.principal.grant.rows
        page = await context.cases.page(self.condition, first=MOST_AT_FIRST, rows=rows)
        return [Touch(key=case.id, position=position, exception=case) for case in page.cases]

    async def told(self, context: GraphContext, events: Events, log: str) -> Sequence[Touch]:
        """The cases of these events, as they are now."""
        touches = []
        for event in await told_events(context, events, self.wanted, log):
            case_id = event.subject.removeprefix(_CASE)
            case = await context.cases.case(case_id, context.principal.grant.rows)
            if case is not None and fits(case, self.condition):
                touches.append(Touch(key=case_id, position=event.position, event=event, exception=case))
        return touches
