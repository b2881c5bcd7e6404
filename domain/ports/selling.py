"""What availability rests on beside stock: our own live holds, and supply that is on its way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from domain.availability.supply import Supply

Sums: TypeAlias = Mapping[str, Mapping[str, int]]
"""By SKU and bucket, in grains; see `domain.availability.ceilings`. What is not there is zero."""


class LiveHolds(Protocol):
    """Our own live holds. They are a moment old at most, and as old as they are where they cannot be read."""

    async def held(self, skus: Sequence[str]) -> Sums:
        """The holds of these items by bucket, of locations and of sellers."""
        ...

    def peek(self, skus: Sequence[str]) -> Sums | None:
        """The same from memory, at once and whole, or not at all."""
        ...

    def as_of(self, sku: str) -> datetime | None:
        """When that was so which was told last of the item; None where it is not known."""
        ...


class ComingSupply(Protocol):
    """Purchase orders, ASN and transfers that have not arrived, in base units."""

    async def coming(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]]:
        """What is on its way of each of these items."""
        ...

    def peek(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]] | None:
        """The same from memory, at once and whole, or not at all."""
        ...


class SupplyIndex(Protocol):
    """What documents will bring, by item. Raises StoreUnavailable."""

    async def put(self, supplies: Mapping[str, Sequence[Supply]]) -> Mapping[str, frozenset[str]]:
        """Replace all that these documents bring; one with nothing brings nothing any more.

        Gives the items of which something else comes than before, each with the locations where it does.
        """
        ...

    async def coming(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]]:
        """What is on its way of each of these items, by document."""
        ...
