"""Orders brought into the index: read in batches, again for a while where a system is away, then put."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import islice
from uuid import uuid4

from domain.exceptions import Finding, Severity
from domain.partners import Lane, RowScope
from domain.ports.demand import Demand
from domain.ports.search import OrderIndex
from domain.ports.state import Clock
from gateway.assembly.raising import traced
from gateway.sync.order_reading import RowsRead

BATCH = 50
BATCH_SECONDS = 30.0
RETRIES = (1.0, 4.0)
"""Seconds before each further attempt to read what could not be read."""

ORDER_NOT_INDEXED = "ORDER_NOT_INDEXED"
ORDER_OF_NOBODY = "ORDER_OF_NOBODY"

Sleep = Callable[[float], Awaitable[None]]
ReadRows = Callable[[Sequence[str], Demand], Awaitable[RowsRead]]
RaiseAll = Callable[[Iterable[Finding]], None]


def background_demand(clock: Clock, seconds: float = BATCH_SECONDS) -> Demand:
    """A demand for one batch: a scope of its own, behind everybody else, under a new correlation id.

    What is kept must not rest on an older value than the one that there was news of.
    """
    deadline = clock.monotonic() + seconds
    return Demand(deadline=deadline, strict=True, lane=Lane.BACKGROUND, correlation_id=uuid4().hex)


class Indexing:
    """Puts rows of orders into the index; raise_all takes what is not right about them."""

    def __init__(
        self,
        read_rows: ReadRows,
        index: OrderIndex,
        clock: Clock,
        raise_all: RaiseAll,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._read_rows = read_rows
        self._index = index
        self._clock = clock
        self._raise_all = raise_all
        self._sleep = sleep

    async def index(
        self, numbers: Iterable[str], instance: str, *, retries: Sequence[float] | None = None
    ) -> tuple[str, ...]:
        """Put the rows of these orders, of which `instance` told; gives the numbers that are still owed.

        retries: seconds before each further attempt.
        What could be read whole is in the index when this returns. Raises StoreUnavailable.
        """
        owed = await self._attempt(numbers, instance)
        for delay in RETRIES if retries is None else retries:
            if not owed:
                return ()
            await self._sleep(delay)
            owed = await self._attempt(owed, instance)
        self._raise_all(traced(_not_indexed(number, instance), demand) for number, demand in owed.items())
        return tuple(owed)

    async def bring_in(self, numbers: Sequence[str], demand: Demand) -> RowsRead:
        """Read one batch within `demand` and put what came of it. Raises StoreUnavailable."""
        read = await self._read_rows(numbers, demand)
        partial = {row.number: row for row in read.partial}
        # A partial row is better than none, and worse than the one that is there.
        held = await self._index.known(list(partial), RowScope()) if partial else frozenset()
        rows = [*read.whole, *(row for number, row in partial.items() if number not in held)]
        if rows:
            await self._index.put(rows)
        await self._forget_other_names(read, demand)
        return read

    async def _forget_other_names(self, read: RowsRead, demand: Demand) -> None:
        """An order that was kept under another number, before a link tied the two, is kept once.

        What bears the other number may as well be another order: it is read.
        """
        held = await self._index.known(read.other_names, RowScope()) if read.other_names else frozenset()
        again = await self._read_rows(sorted(held), demand) if held else RowsRead()
        gone = (*read.renamed, *again.renamed, *again.unknown)
        if gone:
            await self._index.forget(gone)

    async def _attempt(self, numbers: Iterable[str], instance: str) -> dict[str, Demand]:
        """The numbers that are still owed, and under which demand each was read."""
        owed: dict[str, Demand] = {}
        waiting = iter(dict.fromkeys(numbers))
        while batch := list(islice(waiting, BATCH)):
            demand = background_demand(self._clock)
            read = await self.bring_in(batch, demand)
            self._raise_all(traced(_of_nobody(number, instance), demand) for number in read.unknown)
            owed |= dict.fromkeys(read.owed, demand)
        return owed


def _not_indexed(number: str, instance: str) -> Finding:
    return Finding(
        code=ORDER_NOT_INDEXED,
        group=f"order:{number}",
        subjects=(f"order:{number}",),
        systems=(instance,),
        detail=f"{instance} told of a change of order {number}, which cannot be read whole now",
    )


def _of_nobody(number: str, instance: str) -> Finding:
    return Finding(
        code=ORDER_OF_NOBODY,
        group=f"{instance}/{number}",
        severity=Severity.WARNING,
        subjects=(f"order:{number}",),
        systems=(instance,),
        detail=f"{instance} works on order {number}, which no system that takes orders knows",
    )
