"""What requests read of orders, written into the index behind them.

No system is asked for it but for the customer, whose e-mail a row needs: everything else of the row must
be at hand in the request, as it is where a status was asked for. An order's row is written at most once
a minute this way.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic

from domain.partners import Lane
from domain.ports.demand import Demand
from domain.ports.reading import K, Outcomes, Reader, V
from domain.ports.search import OrderIndex
from domain.ports.state import Clock
from gateway.sync.behind import Behind
from gateway.sync.indexing import background_demand
from gateway.sync.order_reading import AtHand, OrderReading, renamed
from gateway.sync.recent import Recent


class Noticing(Generic[K, V]):
    """The same reader; `notice` is told of the keys of each read, once their answers are there."""

    def __init__(self, reader: Reader[K, V], notice: Callable[[Sequence[K], Demand], None]) -> None:
        self._reader = reader
        self._notice = notice

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        outcomes = await self._reader.read(keys, demand)
        self._notice(keys, demand)
        return outcomes

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        return self._reader.peek(keys, demand)


class LearnedReads:
    """Takes what a request has at hand of orders, and puts their rows later."""

    def __init__(self, reading: OrderReading, index: OrderIndex, clock: Clock) -> None:
        self._reading = reading
        self._index = index
        self._clock = clock
        self._written: Recent[str] = Recent(clock)
        self.behind: Behind[Mapping[str, AtHand]] = Behind("learn-from-reads", self._write)

    def notice(self, numbers: Sequence[str], demand: Demand) -> None:
        """Take what the request behind `demand` has just read; what sync itself reads is indexed anyway."""
        wanted = [number for number in dict.fromkeys(numbers) if number not in self._written]
        if demand.lane is Lane.BACKGROUND or not wanted:
            return
        known = self._reading.at_hand(wanted, demand)
        if not known:
            return
        for number in known:
            self._written.add(number)
        self.behind.offer(known)

    async def _write(self, known: Mapping[str, AtHand]) -> None:
        rows = await self._reading.completed(known, background_demand(self._clock))
        if rows:
            await self._index.put(rows)
        other = renamed({number: each.order for number, each in known.items()})
        if other:
            await self._index.forget(other)
