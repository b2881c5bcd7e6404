"""What is the principal's own by its name alone, and items without the numbers that others gave them."""

from collections.abc import Callable, Sequence
from typing import Generic

from msgspec.structs import replace

from domain.catalog import Product
from domain.identifiers import PARTY_KINDS, Identifier, IdentifierKind, party_and_number
from domain.partners import RowScope
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Found, K, Outcome, Outcomes, Reader, V
from domain.ports.state import Crosswalk


class OfOwnKeys(Generic[K, V]):
    """Reads the keys that say by themselves that they are the principal's. Under others there is nothing."""

    def __init__(self, reader: Reader[K, V], is_own: Callable[[K], bool]) -> None:
        self._reader = reader
        self._is_own = is_own

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        own = [key for key in keys if self._is_own(key)]
        told = await self._reader.read(own, demand) if own else {}
        return {key: told.get(key, MISSING) for key in keys}

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        own = [key for key in keys if self._is_own(key)]
        told = self._reader.peek(own, demand) if own else {}
        return None if told is None else {key: told.get(key, MISSING) for key in keys}


class OwnProducts:
    """PRODUCTS, which are everybody's, but for the part numbers of other customers and other suppliers."""

    def __init__(self, products: Reader[str, Product], crosswalk: Crosswalk, rows: RowScope) -> None:
        self._products = products
        self._crosswalk = crosswalk
        self._rows = rows

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Product]:
        told = await self._products.read(keys, demand)
        given = {part for outcome in told.values() for part in _given(outcome)}
        names = await self._crosswalk.ours([giver(part) for part in sorted(given)]) if given else {}
        own = {part for part in given if names.get(giver(part)) in own_givers(part.kind, self._rows)}
        return {key: _without(outcome, given - own) for key, outcome in told.items()}

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Product] | None:
        """Items to which nobody gave a number of his own are known at once."""
        told = self._products.peek(keys, demand)
        if told is None or any(_given(outcome) for outcome in told.values()):
            return None
        return told


def giver(part: Identifier) -> Identifier:
    """The customer or supplier who gave a part number, as the instance calls it."""
    return Identifier(PARTY_KINDS[part.kind], part.instance, party_and_number(part.value)[0])


def own_givers(kind: IdentifierKind, rows: RowScope) -> frozenset[str]:
    """Those who gave part numbers of this kind that the principal may know, by our names."""
    seen = rows.customers if kind is IdentifierKind.CUSTOMER_ITEM else rows.suppliers
    return frozenset() if seen is None else seen


def _given(outcome: Outcome[Product]) -> list[Identifier]:
    identifiers = outcome.value.identifiers if isinstance(outcome, Found) else ()
    return [one for one in identifiers if one.kind in PARTY_KINDS]


def _without(outcome: Outcome[Product], hidden: set[Identifier]) -> Outcome[Product]:
    if not isinstance(outcome, Found) or hidden.isdisjoint(outcome.value.identifiers):
        return outcome
    shown = tuple(one for one in outcome.value.identifiers if one not in hidden)
    return replace(outcome, value=replace(outcome.value, identifiers=shown))
