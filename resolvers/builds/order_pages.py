"""A page of the order index as a connection: cursors, and orders that are read when they are selected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.orders import Order
from domain.partners import Principal
from domain.ports.reading import Outcomes
from domain.search.cursors import written
from domain.search.feeds import Feed
from domain.search.orders import OrderFilter, OrderPage, Paging
from resolvers.batched import value_of
from resolvers.builds.pages import PageInfo, page_info


@dataclass(frozen=True, slots=True)
class Edge:
    """One place in the order of the page, and the order that stands there."""

    cursor: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How far one instance has been heard, seen from now."""

    source: str
    watermark: datetime | None
    last_heard_at: datetime | None
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One page and what is known of the whole."""

    edges: Sequence[Edge]
    page_info: PageInfo
    total_count: int
    total_count_is_exact: bool
    feeds: Sequence[FeedState]


def connection(
    page: OrderPage, wanted: OrderFilter, paging: Paging, feeds: Sequence[FeedState]
) -> Connection:
    """The page under its filter and order."""
    edges = [Edge(written(at, wanted, paging.sort), at.number) for at in page.positions]
    return Connection(
        edges=edges,
        page_info=page_info(edges, more=page.more, after=paging.after),
        total_count=page.total,
        total_count_is_exact=page.total_is_exact,
        feeds=feeds,
    )


def feed_state(feed: Feed, now: datetime) -> FeedState:
    """What an answer that rests on the feed says of it."""
    return FeedState(
        source=feed.instance,
        watermark=feed.watermark,
        last_heard_at=feed.last_heard_at,
        silent=feed.silent(now),
    )


def number(edge: Edge, _: Principal) -> Sequence[str]:
    """Key: the order at this place."""
    return [edge.number]


def order(edge: Edge, found: Outcomes[str, Order], _: Principal) -> Order | None:
    """The order. One that bears another number by now is shown at its own place, under that."""
    record = value_of(found, edge.number)
    return record if record is not None and record.number == edge.number else None
