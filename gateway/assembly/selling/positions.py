"""The POSITIONS port: what the systems count, with our own live holds beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap

from msgspec.structs import replace

from domain.availability.explaining import OURS
from domain.availability.grains import grains_in, quantity_of
from domain.availability.plans import at_bucket
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes, Reader
from domain.ports.selling import LiveHolds, Sums
from domain.stock import Figure, StockKey, StockPosition, StockState


@dataclass(frozen=True, slots=True)
class PositionsReader:
    """The POSITIONS port over STOCK. What nobody counts stays missing, whatever is held of it."""

    stock: Reader[StockKey, StockPosition]
    holds: LiveHolds

    async def read(self, keys: Sequence[StockKey], demand: Demand) -> Outcomes[StockKey, StockPosition]:
        skus = _skus(keys)
        # Holds first: a system's claim comes before our hold gives way, so neither is missed.
        held = self._as_known(await self.holds.held(skus))
        return _beside(await self.stock.read(keys, demand), held)

    def peek(self, keys: Sequence[StockKey], demand: Demand) -> Outcomes[StockKey, StockPosition] | None:
        found = self.stock.peek(keys, demand)
        sums = None if found is None else self.holds.peek(_skus(keys))
        return None if found is None or sums is None else _beside(found, self._as_known(sums))

    def _as_known(self, sums: Sums) -> "_Held":
        return _Held(sums, {sku: self.holds.as_of(sku) for sku, held in sums.items() if held})


@dataclass(frozen=True, slots=True)
class _Held:
    sums: Sums
    as_of: Mapping[str, datetime | None]

    def beside(
        self, key: StockKey, outcome: Found[StockPosition] | Missing | Failed
    ) -> tuple[StockKey, Found[StockPosition] | Missing | Failed]:
        grains = self.sums.get(key.sku, {}).get(at_bucket(key.location), 0)
        if not grains or not isinstance(outcome, Found):
            return key, outcome
        position = outcome.value
        figure = Figure(
            state=StockState.RESERVED,
            quantity=quantity_of(grains, position.unit, grains_in(position.unit)),
            source=OURS,
            as_of=self.as_of.get(key.sku),
        )
        return key, replace(outcome, value=replace(position, figures=(*position.figures, figure)))


def _skus(keys: Sequence[StockKey]) -> list[str]:
    return list(dict.fromkeys(key.sku for key in keys))


def _beside(found: Outcomes[StockKey, StockPosition], held: _Held) -> Outcomes[StockKey, StockPosition]:
    return dict(starmap(held.beside, found.items()))
