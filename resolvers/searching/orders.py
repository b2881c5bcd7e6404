"""Pages of orders out of our own index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.ports.backends import CHANGES
from domain.search.cursors import position
from domain.search.feeds import Feed
from domain.search.orders import OrderFilter, OrderPage, OrderSort, Paging
from domain.search.terms import Term
from resolvers.builds.order_pages import Connection, FeedState, connection, feed_state
from resolvers.context import GraphContext
from resolvers.paging import page_length
from resolvers.searching.learning import learned, unknown_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which orders, in which order, and which page of them.

    texts: the identifiers of the filter as they were written. counted, with_feeds: whether the answer
    shows the total, and the feeds.
    """

    wanted: OrderFilter
    texts: Mapping[Term, str]
    sort: OrderSort
    first: int
    after: str | None
    counted: bool
    with_feeds: bool


async def order_page(context: GraphContext, question: Question) -> Connection:
    """The page.

    Raises BadInput naming `first` or `after`, StoreUnavailable, and BackendError where nothing is found
    by an identifier that the index lacks, and a system that could know it is away.
    """
    paging = _paging(question, context.clock.now())
    page = await _searched(context, question, paging)
    feeds = await _feeds(context) if question.with_feeds else []
    return connection(page, question.wanted, paging, feeds)


async def _feeds(context: GraphContext) -> list[FeedState]:
    """How recent the index is. An instance that was never heard is silent, not left out."""
    kept = {feed.instance: feed for feed in await context.search.feeds.feeds()}
    feeding = [state.instance for state in context.backends.states() if CHANGES in state.capabilities]
    now = context.clock.now()
    return [feed_state(kept.get(name, Feed(instance=name)), now) for name in feeding]


async def _searched(context: GraphContext, question: Question, paging: Paging) -> OrderPage:
    """What the index says; said again where it had to learn first."""
    page = await _asked(context, question, paging)
    if page.positions or paging.after is not None:
        return page
    news = await learned(context, await unknown_of(context, question.texts))
    if not news.asked:
        return page
    page = await _asked(context, question, paging)
    if news.errors and not page.positions:
        raise news.errors[0]
    return page


async def _asked(context: GraphContext, question: Question, paging: Paging) -> OrderPage:
    page = await context.search.index.search(question.wanted, context.principal.grant.rows, paging)
    if context.admission is not None:
        context.admission.admit(position.number for position in page.positions)
    return page


def _paging(question: Question, now: datetime) -> Paging:
    after = question.after
    return Paging(
        first=page_length(question.first),
        sort=question.sort,
        after=None if after is None else position(after, question.wanted, question.sort, field="after"),
        counted=question.counted,
        now=now,
    )
