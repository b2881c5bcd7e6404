"""Orders that wait for goods: of an item, at a place, or of all that a silent system keeps."""

from collections.abc import Iterable, Iterator, Mapping

from domain.cases.impact import WAITING, Goods
from domain.errors import ImpossibleValue
from domain.partners import RowScope
from domain.ports.search import OrderIndex
from domain.search.orders import OrderFilter, Paging
from domain.search.terms import Term, TermKind, term

MOST_WAITING = 100
"""Orders that are named for one subject: the newest."""

MOST_LOOKED_UP = 100
"""Subjects that are looked up in one request; what is beyond tells of no orders."""


class AwaitedGoods:
    """Looks into the index for who waits; the orders themselves say for what."""

    def __init__(self, index: OrderIndex | None) -> None:
        self._index = index

    async def orders(self, goods: Iterable[Goods]) -> Mapping[Goods, tuple[str, ...]]:
        """The numbers of orders that may wait for each of these. Raises StoreUnavailable."""
        if self._index is None:
            return {}
        wanted = list(dict.fromkeys(goods))[:MOST_LOOKED_UP]
        return {each: await self._waiting(self._index, each) for each in wanted}

    async def _waiting(self, index: OrderIndex, goods: Goods) -> tuple[str, ...]:
        terms = tuple(group for group in _terms(goods) if group)
        if not terms:
            return ()
        wanted = OrderFilter(terms=terms, statuses=WAITING)
        page = await index.search(wanted, RowScope(), Paging(first=MOST_WAITING, counted=False))
        return tuple(position.number for position in page.positions)


def _terms(goods: Goods) -> Iterator[tuple[Term, ...]]:
    yield tuple(_of(TermKind.SKU, [goods.sku]))
    yield tuple(_of(TermKind.LOCATION, goods.places))


def _of(kind: TermKind, names: Iterable[str]) -> Iterator[Term]:
    for name in names:
        try:
            yield term(kind, name)
        except ImpossibleValue:
            continue  # no order can have such a name, so none waits for it
