"""Which keys the reads of an operation may have, for who is held to some rows.

A key is admitted by the principal's part of the index; by itself, as a place is; or by a record that was
admitted and names it, as an order names its returns. No system is asked for any other key on the way of a
request: what is not there and what is somebody else's take the same way and the same time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from domain.errors import ImpossibleValue
from domain.partners import RowScope
from domain.ports.search import OrderIndex, PurchaseIndex
from domain.search.terms import Term, TermKind, term
from domain.shipments import Shipment


class OwnShipment(NamedTuple):
    """A shipment as far as it is the principal's, and what its orders are called."""

    part: Shipment
    names: frozenset[str]


class Admission:
    """What one operation was told by the principal's part of the index, which is asked once for each name."""

    def __init__(self, index: OrderIndex, purchases: PurchaseIndex, rows: RowScope) -> None:
        self.rows = rows
        self.parcels: dict[str, list[OwnShipment]] = {}
        self.returns: set[str] = set()
        self._index = index
        self._purchases = purchases
        self._orders: dict[str, bool] = {}
        self._named: dict[Term, Sequence[str]] = {}

    def admit(self, numbers: Iterable[str]) -> None:
        """Orders that came out of the principal's part of the index."""
        self._orders.update(dict.fromkeys(numbers, True))

    async def orders(self, numbers: Collection[str]) -> frozenset[str]:
        """Those of the numbers that the index has for the principal. Raises StoreUnavailable."""
        new = [number for number in dict.fromkeys(numbers) if number not in self._orders]
        if new:
            known = await self._index.known(new, self.rows)
            self._orders.update({number: number in known for number in new})
        return frozenset(number for number in numbers if self._orders[number])

    def peek_orders(self, numbers: Collection[str]) -> frozenset[str] | None:
        """As `orders`, where the index was asked for all of them already, or knows them at once."""
        new = [number for number in dict.fromkeys(numbers) if number not in self._orders]
        if new:
            known = self._index.peek_known(new, self.rows)
            if known is None:
                return None
            self._orders.update({number: number in known for number in new})
        return frozenset(number for number in numbers if self._orders[number])

    async def named(self, kind: TermKind, texts: Collection[str]) -> Mapping[str, Sequence[str]]:
        """The principal's orders that the index has by each name; a name of none is left out."""
        terms = {text: one for text in texts if (one := _term(kind, text)) is not None}
        new = [one for one in dict.fromkeys(terms.values()) if one not in self._named]
        if new:
            told = await self._index.named(new, self.rows)
            self._named.update({one: told.get(one, ()) for one in new})
            self.admit(number for numbers in told.values() for number in numbers)
        return {text: self._named[one] for text, one in terms.items() if self._named[one]}

    async def purchases(self, numbers: Collection[str]) -> frozenset[str]:
        """Those of the purchase orders that the index has for the principal. Raises StoreUnavailable."""
        return await self._purchases.known(list(dict.fromkeys(numbers)), self.rows)


def _term(kind: TermKind, text: str) -> Term | None:
    """None for what nothing can be called."""
    try:
        return term(kind, text)
    except ImpossibleValue:
        return None
