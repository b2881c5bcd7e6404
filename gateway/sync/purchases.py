"""Whose purchase orders are, brought into their index: those that a poll tells of, and those asked for."""

from collections.abc import Iterable, Sequence
from itertools import islice

from domain.ports.backends import PURCHASE_ORDERS
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Readers
from domain.ports.search import PurchaseIndex
from domain.ports.state import Clock
from domain.search.purchases import purchase_row
from gateway.sync.behind import Behind
from gateway.sync.indexing import BATCH, background_demand
from gateway.sync.recent import Recent
from gateway.sync.supplies import Supplies

BEHIND_SECONDS = 10.0


class Purchases:
    """Reads purchase orders and puts their rows. What no system knows any more is taken out."""

    def __init__(
        self, readers: Readers, index: PurchaseIndex, clock: Clock, supplies: Supplies | None = None
    ) -> None:
        self._readers = readers
        self._index = index
        self._clock = clock
        self._supplies = supplies
        self._offered: Recent[str] = Recent(clock)
        self.behind: Behind[Sequence[str]] = Behind("learn-purchases", self._learn)

    async def index(self, numbers: Iterable[str]) -> tuple[str, ...]:
        """Put the rows of these; gives the numbers that could not be read now. Raises StoreUnavailable."""
        owed: list[str] = []
        waiting = iter(dict.fromkeys(numbers))
        while batch := list(islice(waiting, BATCH)):
            owed += await self._bring_in(batch, background_demand(self._clock))
        return tuple(owed)

    def later(self, numbers: Sequence[str]) -> None:
        """Learn of them behind a request: of each once in a while, whoever it belongs to."""
        news = [number for number in dict.fromkeys(numbers) if number not in self._offered]
        for number in news:
            self._offered.add(number)
        if news:
            self.behind.offer(news)

    async def _learn(self, numbers: Sequence[str]) -> None:
        await self._bring_in(numbers, background_demand(self._clock, BEHIND_SECONDS))

    async def _bring_in(self, numbers: Sequence[str], demand: Demand) -> list[str]:
        told = await self._readers.of(PURCHASE_ORDERS).read(numbers, demand)
        found = {number: got.value for number, got in told.items() if isinstance(got, Found)}
        await self._index.put([purchase_row(order) for order in found.values()])
        renamed = [number for number, order in found.items() if order.number != number]
        gone = [number for number, got in told.items() if isinstance(got, Missing)]
        if self._supplies is not None:
            await self._supplies.put(found.values(), [*gone, *renamed], demand)
        if gone or renamed:
            await self._index.forget([*gone, *renamed])
        return [number for number, got in told.items() if isinstance(got, Failed)]
