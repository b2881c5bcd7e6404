"""Exception cases, at the root of the graph.

Whoever is held to some rows sees those that are its own alone: `domain.rows.own_cases` says which. The
others are not there for it, nor counted.
"""

from typing import Annotated

import strawberry

from domain.cases.work import CaseFilter
from domain.errors import BadInput
from domain.exceptions import ExceptionCase
from domain.search.case_cursors import position
from resolvers.batched import asked
from resolvers.builds.cases import Connection, connection
from resolvers.context import GraphContext
from resolvers.references import absent
from resolvers.tags import OPS
from resolvers.types.exceptions import Case, ExceptionConnection, ExceptionFilterInput

LARGEST_PAGE = 100

Info = strawberry.Info[GraphContext]
Id = Annotated[str, strawberry.argument(description="The `id` of the case.")]
Filter = Annotated[
    ExceptionFilterInput | None, strawberry.argument(description="Which cases; all where left out.")
]
First = Annotated[int, strawberry.argument(description="How many, from 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="`endCursor` of the page before.")]


def exceptions(
    info: Info,
    filter: Filter = None,  # noqa: A002 - the argument's name in the graph
    first: First = 20,
    after: After = None,
) -> object:
    """One page of cases, to be awaited."""
    wanted = (filter or ExceptionFilterInput()).condition()
    return _page(info.context, wanted, first, after)


def exception(info: Info, id: Id) -> object:  # noqa: A002 - the argument's name in the graph
    """One case, to be awaited."""
    return _case(info.context, id)


async def _page(context: GraphContext, wanted: CaseFilter, first: int, after: str | None) -> Connection:
    if not 1 <= first <= LARGEST_PAGE:
        raise BadInput(f"should be from 1 to {LARGEST_PAGE}, not {first}", field="first")
    place = None if after is None else position(after, wanted, field="after")
    page = await context.cases.page(wanted, first=first, after=place, rows=context.principal.grant.rows)
    return connection(page, wanted, place)


async def _case(context: GraphContext, case_id: str) -> ExceptionCase | None:
    case = await context.cases.case(case_id, context.principal.grant.rows)
    if case is None and context.admission is not None:
        raise absent()
    return case


@strawberry.type
class CaseQueries:
    """Inherited by resolvers.queries.Query."""

    exceptions: ExceptionConnection | None = asked(
        exceptions,
        description="What a person must look at, the latest seen first; only what is about your own rows.",
        directives=[OPS],
    )
    exception: Case | None = asked(
        exception,
        description="One exception case.",
        directives=[OPS],
    )
