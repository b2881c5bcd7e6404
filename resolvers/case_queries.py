"""Exception cases, at the root of the graph.

A case is about whoever its subjects belong to, often several at once, and its words and evidence are not
one customer's to read. So a principal that is held to some rows sees none: for it there are no cases.
"""

from typing import Annotated

import strawberry

from domain.cases.work import CaseFilter, CasePage
from domain.errors import BadInput
from domain.exceptions import ExceptionCase
from domain.policy import unrestricted
from domain.search.case_cursors import position
from resolvers.builds.cases import Connection, connection
from resolvers.context import GraphContext
from resolvers.types.exceptions import ExceptionFilterInput

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
    if not unrestricted(context.principal):
        return connection(CasePage(), wanted, place)
    page = await context.cases.page(wanted, first=first, after=place)
    return connection(page, wanted, place)


async def _case(context: GraphContext, case_id: str) -> ExceptionCase | None:
    return await context.cases.case(case_id) if unrestricted(context.principal) else None
