"""A page as a connection: what stands on it, each at its place, and where the page itself stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Edge(Generic[N]):
    """One of a page, and its place."""

    cursor: str
    node: N


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInfo:
    """Whether there is more on either side, and where this page begins and ends."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection(Generic[N]):
    """One page."""

    edges: Sequence[Edge[N]]
    page_info: PageInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Connection[N]):
    """One page, and how many there are on all of them."""

    total_count: int


class Placed(Protocol):
    """Something that has a place on a page."""

    @property
    def cursor(self) -> str: ...


def page_info(edges: Sequence[Placed], *, more: bool, after: object | None) -> PageInfo:
    """Of a page with these edges. more: whether another follows. A page after something has one before it."""
    return PageInfo(
        has_next_page=more,
        has_previous_page=after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
