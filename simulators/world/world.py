"""The world: orders by number, when they are placed, and those that came from outside."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from simulators.orders import stories
from simulators.orders.facts import Header, Order
from simulators.orders.headers import header
from simulators.orders.plan import plan
from simulators.world.injected import FIRST_INDEX, Injected

PAST_DAYS = 90
SMALLEST, LARGEST = 100, 1_000_000

_DAY = 86_400
_SLOWEST_AHEAD = 600  # once the clock runs, orders come at least this often (seconds)
_SPREAD = 2_654_435_761
_REMEMBERED = 4096
_INSTANTS_REMEMBERED = 300_000  # orders; some 200 bytes each


class World:
    """Everything that there is, from a seed, a number of past orders and the instant the clock starts."""

    def __init__(self, seed: int, size: int, start: int) -> None:
        """`start` in epoch seconds. Raises ValueError when the size is out of bounds."""
        if not SMALLEST <= size <= LARGEST:
            raise ValueError(f"size: {size} is not between {SMALLEST} and {LARGEST}")
        self.seed = seed
        self.size = size
        self.start = start
        self.injected = Injected(seed)
        self._spacing = PAST_DAYS * _DAY / size
        self._ahead = min(self._spacing, _SLOWEST_AHEAD)
        self.header = lru_cache(_REMEMBERED)(self._header)
        self._planned = lru_cache(_REMEMBERED)(self._plan)
        self._instants: dict[int, array[int]] = {}

    def placed_at(self, index: int) -> int:
        """Give the instant at which order `index` is placed: evenly spread, with some jitter."""
        jitter = (index * _SPREAD & 0xFFFFFFFF) / 2**32
        if index <= self.size:
            return int(self.start - PAST_DAYS * _DAY + (index - 1 + jitter) * self._spacing)
        return int(self.start + (index - self.size - 1 + jitter) * self._ahead) + 1

    def count_at(self, now: int) -> int:
        """Give the index of the newest order that is placed by now, 0 if none."""
        if now > self.start:
            index = self.size + int((now - self.start) / self._ahead) + 2
        else:
            index = min(int((now - self.start + PAST_DAYS * _DAY) / self._spacing) + 2, self.size)
        while index > 0 and self.placed_at(index) > now:
            index -= 1
        return max(index, 0)

    def exists(self, index: int, now: int) -> bool:
        if index >= FIRST_INDEX:
            return self.injected.get(index) is not None
        return index > 0 and self.placed_at(index) <= now

    def order(self, index: int) -> Order:
        """Give an order with its whole plan. Raises KeyError for one that was never injected."""
        if index < FIRST_INDEX:
            return self._planned(index)
        order = self.injected.get(index)
        if order is None:
            raise KeyError(index)
        return order

    def own(self, index: int | None, now: int) -> Order | None:
        """Give an order that this world's own ERP holds and that is placed by now."""
        if index is None or not self.exists(index, now):
            return None
        order = self.order(index)
        return order if order.header.in_own_erp else None

    def any(self, index: int, now: int) -> Order | None:
        """Give an order, injected ones too, that is placed by now."""
        return self.order(index) if self.exists(index, now) else None

    def indexes(self, since: int, now: int, first: int = 0) -> Iterator[int]:
        """Give, ascending from `first`, orders placed by now to which something may happen after `since`."""
        oldest = max(self.count_at(since - stories.LONGEST_DAYS * _DAY), 1)
        for index in range(max(oldest, first), self.count_at(now) + 1):
            if self._may_live(index, since):
                yield index
        yield from (index for index in self.injected.indexes() if index >= first)

    def remembers(self, index: int) -> bool:
        """Say whether `happens` knows an order without planning it."""
        return index in self._instants or index >= FIRST_INDEX

    def happens(self, index: int, since: int, until: int) -> bool:
        """Say whether anything happens to an order after `since` and up to `until`."""
        if index >= FIRST_INDEX:
            return True
        instants = self._instants.get(index)
        if instants is None:
            facts = self.order(index).facts
            instants = array("q", sorted({at for fact in facts for at in (fact.at, fact.heard) if at}))
            self._instants[index] = instants
            if len(self._instants) > _INSTANTS_REMEMBERED:
                del self._instants[next(iter(self._instants))]
        place = bisect_right(instants, since)
        return place < len(instants) and instants[place] <= until

    def _may_live(self, index: int, since: int) -> bool:
        placed_at = self.placed_at(index)
        if placed_at + stories.SHORTEST_DAYS * _DAY >= since:
            return True
        return placed_at + stories.longest(stories.story_of(self.seed, index)) >= since

    def _header(self, index: int) -> Header:
        return header(self.seed, index, self.placed_at)

    def _plan(self, index: int) -> Order:
        own = self.header(index)
        shared = own.story == stories.CONSOLIDATED
        return plan(self.seed, own, self.header(stories.partner_of(index)) if shared else None)
