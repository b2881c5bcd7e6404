"""Orders that become late by time alone, without a word of any system: read again, and so weighed."""

from collections.abc import AsyncIterator, Sequence

from domain.partners import RowScope
from domain.ports.search import OrderIndex
from domain.ports.state import Clock
from domain.search.orders import OrderFilter, Paging, Position
from gateway.sync.claims import Claims
from gateway.sync.indexing import BATCH, Indexing, background_demand
from gateway.sync.recent import Recent

MOST_AT_ONCE = 500
"""Orders that one look reads again; the rest is left for the next."""

_PAGE = 200
_REMEMBERED_SECONDS = 3_600.0
_WORK = "late orders"


class LateOrders:
    """Looks through the index for late orders. One that stays late is read again once an hour."""

    def __init__(self, index: OrderIndex, indexing: Indexing, claims: Claims, clock: Clock) -> None:
        self._index = index
        self._indexing = indexing
        self._claims = claims
        self._clock = clock
        self._read: Recent[str] = Recent(clock, seconds=_REMEMBERED_SECONDS)

    async def look(self) -> int:
        """Read again what was not lately; gives how many orders that were. Raises StoreUnavailable."""
        async with self._claims.claimed(_WORK) as ours:
            unread = [number async for number in self._late()] if ours else []
            for start in range(0, len(unread), BATCH):
                await self._read_again(unread[start : start + BATCH])
        return len(unread)

    async def _read_again(self, numbers: Sequence[str]) -> None:
        read = await self._indexing.bring_in(numbers, background_demand(self._clock))
        for row in read.whole:
            self._read.add(row.number)

    async def _late(self) -> AsyncIterator[str]:
        """The numbers of late orders that were not read lately, up to MOST_AT_ONCE."""
        after: Position | None = None
        given = 0
        while True:
            paging = Paging(first=_PAGE, after=after, counted=False, now=self._clock.now())
            page = await self._index.search(OrderFilter(overdue=True), RowScope(), paging)
            for position in page.positions:
                if position.number not in self._read and given < MOST_AT_ONCE:
                    given += 1
                    yield position.number
            if not page.more or given >= MOST_AT_ONCE:
                return
            after = page.positions[-1]
