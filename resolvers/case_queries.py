"""Exception cases, at the root of the graph.

Whoever is held to some rows sees those that are its own alone: `domain.rows.own_cases` says which. The
others are not there for it, nor counted.
"""

from typing import Annotated

import strawberry

from domain.cases.work import CaseFilter
from domain.exceptions import ExceptionCase
from domain.search.case_cursors import position
from resolvers.batched import asked
from resolvers.builds.cases import connection
from resolvers.builds.pages import Counted
from resolvers.context import GraphContext
from resolvers.paging import After, First, page_length
from resolvers.references import absent
from resolvers.tags import OPS
from resolvers.types.exceptions import Case, ExceptionConnection, ExceptionFilterInput

Info = strawberry.Info[GraphContext]
Id = Annotated[str, strawberry.argument(description="The `id` of the case.")]
Filter = Annotated[
    ExceptionFilterInput | None, strawberry.argument(description="Which cases; all where left out.")
]


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


async def _page(
    context: GraphContext, wanted: CaseFilter, first: int, after: str | None
) -> Counted[ExceptionCase]:
    most = page_length(first)
    place = None if after is None else position(after, wanted, field="after")
    page = await context.cases.page(wanted, first=most, after=place, rows=context.principal.grant.rows)
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
