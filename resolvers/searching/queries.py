"""Searching, at the root of the graph."""

from typing import Annotated

import strawberry

from domain.partners import Principal
from domain.search.orders import OrderSort
from resolvers.context import GraphContext
from resolvers.granting.comparing import require_comparison
from resolvers.granting.input_fields import SORTED
from resolvers.paging import After, First
from resolvers.searching.finding import find
from resolvers.searching.orders import Question, order_page
from resolvers.searching.selection import selected
from resolvers.types.order_filter import OrderFilterInput, OrderSortInput, condition, identified

Info = strawberry.Info[GraphContext]
Filter = Annotated[
    OrderFilterInput | None, strawberry.argument(description="Which orders; all of yours where left out.")
]
Sorting = Annotated[
    OrderSortInput | None, strawberry.argument(description="In which order; the last placed first.")
]
Text = Annotated[
    str, strawberry.argument(description="One whole name or number, without wildcards; 200 characters.")
]
_COUNTS = frozenset({"totalCount", "totalCountIsExact"})


def orders(
    info: Info,
    filter: Filter = None,  # noqa: A002 - the argument's name in the graph
    order_by: Sorting = None,
    first: First = 20,
    after: After = None,
) -> object:
    """One page of orders, to be awaited."""
    given = filter or OrderFilterInput()
    context, fields = info.context, selected(info)
    texts = identified(given)
    question = Question(
        wanted=condition(given, tuple(texts), context.search.email_term),
        texts=texts,
        sort=_sorted(order_by or OrderSortInput(), context.principal),
        first=first,
        after=after,
        counted=not _COUNTS.isdisjoint(fields),
        with_feeds="feeds" in fields,
    )
    return order_page(context, question)


def _sorted(given: OrderSortInput, principal: Principal) -> OrderSort:
    """By day where the field is told to the day: an order by the time would tell it. Raises NotGranted."""
    allowed = require_comparison(principal.grant.fields, SORTED[given.field], "orderBy.field")
    return OrderSort(given.field, given.descending, allowed.days)


def anything(info: Info, text: Text) -> object:
    """What a text names, to be awaited."""
    return find(info.context, text)
