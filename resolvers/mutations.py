"""What can be changed through the graph: who works on an exception case, and that it is dealt with."""

from typing import Annotated

import strawberry

from domain.cases.work import unknown_case
from domain.partners import Principal
from domain.policy import unrestricted
from resolvers.batched import asked
from resolvers.builds.cases import Payload
from resolvers.context import GraphContext
from resolvers.tags import OPS
from resolvers.types.exceptions import Case

Info = strawberry.Info[GraphContext]
Id = Annotated[str, strawberry.argument(description="The `id` of the case.")]
Owner = Annotated[str, strawberry.argument(description="Who works on it from now on; 200 characters.")]
Note = Annotated[str, strawberry.argument(description="How it was dealt with; 2,000 characters.")]


@strawberry.type(description="The case as it is now.")
class AssignExceptionPayload:
    """After resolvers.builds.cases.Payload."""

    exception: Case | None = strawberry.field(description="The case.")


@strawberry.type(description="The case as it is now.")
class ResolveExceptionPayload:
    """After resolvers.builds.cases.Payload."""

    exception: Case | None = strawberry.field(description="The case.")


async def _assign(info: Info, id: Id, owner: Owner) -> Payload:  # noqa: A002 - its name in the graph
    context = info.context
    _check_rows(context.principal, id)
    who, now = _who(context.principal), context.clock.now()
    return Payload(await context.cases.assign(id, owner, who=who, now=now))


async def _resolve(info: Info, id: Id, note: Note) -> Payload:  # noqa: A002 - its name in the graph
    context = info.context
    _check_rows(context.principal, id)
    who, now = _who(context.principal), context.clock.now()
    return Payload(await context.cases.resolve(id, note, who=who, now=now))


def _check_rows(principal: Principal, case_id: str) -> None:
    """For who is held to some rows there are no cases; see resolvers/case_queries.py."""
    if not unrestricted(principal):
        raise unknown_case(case_id)


def _who(principal: Principal) -> str:
    return principal.person or principal.partner


@strawberry.type(description="Work on exception cases.")
class Mutation:
    """Each field needs its scope, as those of Query do."""

    assign_exception: AssignExceptionPayload | None = asked(
        _assign,
        description="Put an exception case into somebody's hands.",
        directives=[OPS],
    )
    resolve_exception: ResolveExceptionPayload | None = asked(
        _resolve,
        description="Close an exception case. The next sighting opens it again.",
        directives=[OPS],
    )
