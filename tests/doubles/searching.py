"""What the graph searches with, in memory: an index, its feeds, and a learner that knows some orders."""

from collections.abc import Mapping, Sequence

from domain.errors import BackendError
from domain.ports.demand import Demand
from domain.ports.state import Crosswalk
from domain.search.email import email_term
from domain.search.orders import OrderRow
from domain.search.terms import Term
from resolvers.context import Search
from tests.doubles.feeds import InMemoryFeeds
from tests.doubles.order_index import InMemoryOrderIndex
from tests.doubles.purchase_index import InMemoryPurchaseIndex

KEY = b"a key for tests alone"


def email(address: str, /, *, field: str = "") -> Term:
    """The term of an address under the key of the tests."""
    return email_term(address, KEY, field=field)


class TeachableLearner:
    """Implements the port Learner: puts those of `rows` into the index that have an unknown term.

    errors: of the systems that are away.
    """

    def __init__(self, index: InMemoryOrderIndex) -> None:
        self.rows: list[OrderRow] = []
        self.errors: list[BackendError] = []
        self.asked: list[Mapping[Term, str]] = []
        self.asked_later: list[Mapping[Term, str]] = []
        self.purchases_later: list[Sequence[str]] = []
        self._index = index

    async def learn(self, texts: Mapping[Term, str], _demand: Demand) -> Sequence[BackendError]:
        self.asked.append(texts)
        await self._index.put([row for row in self.rows if row.terms.intersection(texts)])
        return self.errors

    def later(self, texts: Mapping[Term, str]) -> None:
        self.asked_later.append(texts)

    def later_purchases(self, numbers: Sequence[str]) -> None:
        self.purchases_later.append(numbers)


class Searching:
    """The parts of a search, each to be looked into by a test."""

    def __init__(self, crosswalk: Crosswalk) -> None:
        self.index = InMemoryOrderIndex()
        self.purchases = InMemoryPurchaseIndex()
        self.feeds = InMemoryFeeds()
        self.learner = TeachableLearner(self.index)
        self.crosswalk = crosswalk

    def parts(self) -> Search:
        """As a context of the graph carries them."""
        return Search(
            index=self.index,
            purchases=self.purchases,
            feeds=self.feeds,
            learner=self.learner,
            crosswalk=self.crosswalk,
            email_term=email,
        )
