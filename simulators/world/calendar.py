"""The facts of all orders in order of time, as the clock passes them.

Only the orders that are alive at the start are planned, in slices; placed ones join as time passes. Of each
order only its next instant is remembered: a world of a million orders has some hundred thousand alive.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import NamedTuple

from simulators.orders.facts import NEVER, Fact, Order
from simulators.world.world import World

_SLICE = 200


class Passed(NamedTuple):
    """A fact that the clock has passed; `heard` says that only now the TMS hears of it."""

    at: int
    order: Order
    fact: Fact
    heard: bool = False


class Calendar:
    """What happens after `now` to every order, in order of time."""

    def __init__(self, world: World, now: int) -> None:
        self._world = world
        self._now = now
        self._heap: list[tuple[int, int]] = []
        self._next = world.count_at(now) + 1

    @property
    def now(self) -> int:
        return self._now

    def fill(self) -> Iterator[list[Order]]:
        """Take in the orders that are alive; gives them a slice at a time, for those who count them."""
        part: list[Order] = []
        for index in self._world.indexes(self._now, self._now):
            order = self._world.order(index)
            part.append(order)
            self._watch(order, self._now)
            if len(part) == _SLICE:
                yield part
                part = []
        yield part

    def watch(self, order: Order) -> None:
        """Take in an order that was put into the world, or driven on, from outside."""
        self._watch(order, self._now)

    def until(self, now: int) -> Iterator[Passed]:
        """Give what happens up to `now`, and move there."""
        while True:
            self._admit(now)
            if not self._heap or self._heap[0][0] > now:
                break
            at, index = heappop(self._heap)
            while self._heap and self._heap[0] == (at, index):
                heappop(self._heap)
            order = self._world.order(index)
            yield from _at(order, at)
            self._watch(order, at)
        self._now = now

    def _admit(self, now: int) -> None:
        """Take in newly placed orders before anything later than their placement is given."""
        reached = min(self._heap[0][0], now) if self._heap else now
        while self._world.placed_at(self._next) <= reached:
            order = self._world.order(self._next)
            self._next += 1
            self._watch(order, order.header.placed_at - 1)
            reached = min(self._heap[0][0], now)

    def _watch(self, order: Order, after: int) -> None:
        instants = (at for fact in order.facts for at in (fact.at, fact.heard) if after < at < NEVER)
        upcoming = min(instants, default=None)
        if upcoming is not None:
            heappush(self._heap, (upcoming, order.index))


def _at(order: Order, at: int) -> Iterator[Passed]:
    for fact in order.facts:
        if fact.at == at:
            yield Passed(at, order, fact)
        if fact.heard == at:
            yield Passed(at, order, fact, heard=True)
