"""Holds and supply in memory, for availability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.availability.supply import Supply
from domain.ports.selling import Sums


@dataclass
class InMemoryHolds:
    """Implements LiveHolds. sums: by SKU and bucket. is_read: whether memory has them. at: when."""

    sums: dict[str, dict[str, int]] = field(default_factory=dict)
    is_read: bool = True
    at: datetime | None = None

    async def held(self, skus: Sequence[str]) -> Sums:
        self.is_read = True
        return {sku: self.sums.get(sku, {}) for sku in skus}

    def peek(self, skus: Sequence[str]) -> Sums | None:
        return {sku: self.sums.get(sku, {}) for sku in skus} if self.is_read else None

    def as_of(self, sku: str) -> datetime | None:
        return self.at if sku in self.sums else None


class InMemorySupply:
    """Implements SupplyIndex. held: by document."""

    def __init__(self) -> None:
        self.held: dict[str, Sequence[Supply]] = {}

    async def put(self, supplies: Mapping[str, Sequence[Supply]]) -> Mapping[str, frozenset[str]]:
        changed: dict[str, frozenset[str]] = {}
        for number, new in supplies.items():
            old = self.held.get(number, ())
            for one in (*old, *new):
                if old.count(one) == new.count(one):
                    continue
                changed[one.sku] = changed.get(one.sku, frozenset()) | {one.location}
        self.held |= supplies
        return changed

    async def coming(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]]:
        told = [one for number in sorted(self.held) for one in self.held[number]]
        return {sku: [one for one in told if one.sku == sku] for sku in skus}
