"""The ports of search: the indexes of orders and of purchase orders, and the feeds that keep them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from domain.errors import BackendError
from domain.events.owners import Owners
from domain.partners import RowScope
from domain.ports.demand import Demand
from domain.search.feeds import Feed
from domain.search.orders import OrderFilter, OrderPage, OrderRow, Paging
from domain.search.purchases import PurchaseRow
from domain.search.terms import Term

OwnersOf: TypeAlias = Callable[[Sequence[str]], Awaitable[Mapping[str, Owners]]]
"""The owners of orders by number; those of which nobody knows are left out. Raises StoreUnavailable."""


class OrderIndex(Protocol):
    """One row for each order; filters, sorting and paging over all of them. Raises StoreUnavailable."""

    async def put(self, rows: Sequence[OrderRow]) -> None:
        """Insert or replace rows by number, terms and owners included: the row is whole each time.

        A row that may not replace the held one (`OrderRow.replaces`) is left out: several replicas and
        requests put what they have read, and not in the order in which they read it.
        """
        ...

    async def forget(self, numbers: Sequence[str]) -> None:
        """Take out the rows of these numbers: the orders are kept under other ones."""
        ...

    async def search(self, wanted: OrderFilter, rows: RowScope, paging: Paging) -> OrderPage:
        """One page of the rows in the row scope.

        An order that keeps its sort field is neither lost nor repeated by paging while others change.
        """
        ...

    async def named(self, terms: Sequence[Term], rows: RowScope) -> Mapping[Term, tuple[str, ...]]:
        """Numbers of the orders that each term names, newest first, at most MOST_NAMED; none: left out."""
        ...

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        """Those of the numbers that the index holds, within the row scope."""
        ...

    def peek_known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str] | None:
        """The same from memory at once, or not at all (None)."""
        ...


class PurchaseIndex(Protocol):
    """Whose each purchase order is. Raises StoreUnavailable."""

    async def put(self, rows: Sequence[PurchaseRow]) -> None:
        """Insert or replace rows by number; the last that is put stays."""
        ...

    async def forget(self, numbers: Sequence[str]) -> None:
        """Take out the rows of these numbers: no system knows them any more."""
        ...

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        """Those of the numbers that the index holds within the row scope.

        Without a scope that names suppliers or places there are none: see `domain.rows.whose`.
        """
        ...


class Feeds(Protocol):
    """How far each instance has been polled. Raises StoreUnavailable."""

    async def feeds(self) -> Sequence[Feed]:
        """Every feed, by instance."""
        ...

    async def feed(self, instance: str) -> Feed:
        """One feed; a new one at the beginning where nothing is kept."""
        ...

    async def advance(self, feed: Feed) -> None:
        """Keep all of it; none of the times ever goes back, and an older watermark leaves the cursor too."""
        ...

    async def heard(self, instance: str, at: datetime) -> None:
        """The instance answered, with nothing new."""
        ...


class Learner(Protocol):
    """Asks the backends for what the index does not know. The texts are what was written, by term."""

    async def learn(self, texts: Mapping[Term, str], demand: Demand) -> Sequence[BackendError]:
        """Ask once, and put what is found into the index; what nobody knows is not asked again for a while.

        Gives what the systems failed with that might have known and could not say, one a system: where
        there is any, what is not found may still be there. Raises StoreUnavailable.
        """
        ...

    def later(self, texts: Mapping[Term, str]) -> None:
        """The same behind the request, for a principal who may not learn from the time that it takes.

        Each name is asked for once in a while, whether the index has it or not: for who may not see an order
        just as much is done as where there is none.
        """
        ...

    def later_purchases(self, numbers: Sequence[str]) -> None:
        """The same for purchase orders, by their numbers."""
        ...
