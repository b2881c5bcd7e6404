"""The operations on dead letters and deliveries, each in the name of who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import strawberry

from domain.errors import BadInput, StoreUnavailable
from domain.log.records import DeadLetter, DeadState
from domain.log.replays import Replay, Replayed
from domain.ports.intake import IntakeOffice, LettersWanted, RetriedLetters
from resolvers.context import GraphContext
from resolvers.paging import LARGEST_PAGE, First, page_length

MOST_DELIVERIES = 5_000

Info = strawberry.Info[GraphContext]
Source = Annotated[str | None, strawberry.argument(description="Of one instance.")]
Reason = Annotated[str | None, strawberry.argument(description="With this code.")]
State = Annotated[DeadState, strawberry.argument(description="What became of them.")]
After = Annotated[str | None, strawberry.argument(description="The `id` of the last one before.")]
Ids = Annotated[list[str], strawberry.argument(description="The `id` of each, at most 100.")]
DryRun = Annotated[bool, strawberry.argument(description="Only say what would come of it.")]
Since = Annotated[datetime | None, strawberry.argument(description="Those that came then or later.")]
Until = Annotated[datetime | None, strawberry.argument(description="Those that came before.")]
Behind = Annotated[
    str | None,
    strawberry.argument(description="A cursor of the log: those of the events behind it, in place of times."),
]
Most = Annotated[int, strawberry.argument(description="How many at most, the oldest first; up to 5,000.")]


@dataclass(frozen=True, slots=True)
class Discarded:
    """How many."""

    count: int


async def dead_letters(  # noqa: PLR0913, PLR0917 - each is an argument of the field
    info: Info,
    source: Source = None,
    reason: Reason = None,
    state: State = DeadState.WAITING,
    first: First = 20,
    after: After = None,
) -> Sequence[DeadLetter]:
    """A page of letters, the oldest first."""
    context, most = info.context, page_length(first)
    wanted = LettersWanted(source=source, reason=reason, state=state, first=most, after=after)
    return await _office(context).letters(context.principal, wanted)


async def retry_dead_letters(info: Info, ids: Ids, dry_run: DryRun = True) -> RetriedLetters:  # noqa: FBT002 - the argument's name in the graph
    """Map letters once more."""
    return await _office(info.context).retry(info.context.principal, _checked(ids), apply=not dry_run)


async def discard_dead_letters(info: Info, ids: Ids) -> Discarded:
    """Put an end to letters."""
    return Discarded(await _office(info.context).discard(info.context.principal, _checked(ids)))


async def replay_deliveries(  # noqa: PLR0913, PLR0917 - each is an argument of the field
    info: Info,
    source: Source = None,
    since: Since = None,
    until: Until = None,
    after: Behind = None,
    most: Most = 1_000,
    dry_run: DryRun = True,  # noqa: FBT002 - the argument's name in the graph
) -> Replayed:
    """Map deliveries once more."""
    if not 1 <= most <= MOST_DELIVERIES:
        raise BadInput(f"should be from 1 to {MOST_DELIVERIES}, not {most}", field="most")
    wanted = Replay(source=source, since=since, until=until, most=most)
    return await _office(info.context).replay(info.context.principal, wanted, after=after, apply=not dry_run)


def _office(context: GraphContext) -> IntakeOffice:
    if context.intake is None:
        raise StoreUnavailable("no events come in here")
    return context.intake


def _checked(ids: Sequence[str]) -> Sequence[str]:
    if not 1 <= len(ids) <= LARGEST_PAGE:
        raise BadInput(f"should be from 1 to {LARGEST_PAGE} ids, not {len(ids)}", field="ids")
    return ids
