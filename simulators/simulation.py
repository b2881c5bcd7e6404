"""Everything that the simulated systems share: the world, its clock, its stock, and what can go wrong."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from simulators.clock import SimulatedClock
from simulators.orders.facts import Header, Order
from simulators.serving.counters import Counters
from simulators.serving.faults import FaultBook
from simulators.serving.limits import DEFAULT_RATES, Limits, Rate
from simulators.world.calendar import Calendar, Passed
from simulators.world.ledger import Key, Ledger, Position, scale_of
from simulators.world.purchasing import Purchasing, Step
from simulators.world.world import World

SYSTEMS = ("erp", "wms_east", "wms_west", "tms", "carrier")

_EVENTS_A_SLICE = 200


class StockMoved(NamedTuple):
    """The count of one item at one site changed."""

    at: int
    item: int
    site: str


Event = Passed | Step | StockMoved
Listener = Callable[[Event], None]


class Simulation:
    """One simulated world on the move.

    Orders, shipments and tracking need no more than the clock. Stock and webhooks need the facts in order of
    time: `settle` passes those between the start (or the last call) and now, and tells the listeners.
    """

    def __init__(
        self,
        world: World,
        clock: SimulatedClock,
        *,
        rates: dict[str, Rate] | None = None,
        real: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`real` measures rates, `wall` (epoch seconds) dates tokens and signatures: neither is simulated."""
        self.world = world
        self.clock = clock
        self.wall = wall
        self.real = real
        self.faults = FaultBook(world.seed, SYSTEMS)
        self.counters = Counters(real)
        self.limits = Limits(DEFAULT_RATES if rates is None else rates, real)
        self.purchasing = Purchasing(world.seed, scale_of(world.size))
        self.listeners: list[Listener] = []
        self._ledger = Ledger(world.seed, world.size)
        self._calendar = Calendar(world, world.start)
        self._filled = False
        self._settling = asyncio.Lock()

    def now(self) -> int:
        """Give the simulated instant in epoch seconds."""
        return self.clock.now()

    @property
    def settles(self) -> bool:
        """Whether facts are followed: once something asked for stock or webhooks."""
        return self._filled

    @property
    def told_until(self) -> int:
        """The instant up to which every fact has been passed to the listeners."""
        return self._calendar.now

    async def settle(self) -> None:
        """Pass the facts up to now. Yields to other work between slices."""
        async with self._settling:
            if not self._filled:
                for part in self._calendar.fill():
                    self._ledger.include(part, self._calendar.now)
                    await asyncio.sleep(0)
                self._filled = True
            since, now = self._calendar.now, self.now()
            for count, event in enumerate(self._between(since, now)):
                self._happen(event)
                if count % _EVENTS_A_SLICE == 0:
                    await asyncio.sleep(0)

    async def position(self, item: int, site: str) -> Position:
        """Give the stock of an item at a site by now."""
        await self.settle()
        return self._ledger.position(item, site)

    def standing(self, item: int, site: str) -> Position:
        """Give the stock of an item at a site as the facts passed so far have left it."""
        return self._ledger.position(item, site)

    async def adjust(self, item: int, site: str, change: Position) -> Position:
        """Change a count by hand. Raises ValueError where something would be below zero."""
        await self.settle()
        position = self._ledger.adjust(item, site, change)
        self._tell([StockMoved(self.now(), item, site)])
        return position

    async def inject(self, header: Header, *, manual: bool) -> Order:
        """Put an order of another ERP into the world. Raises ValueError when its number is taken."""
        await self.settle()
        order = self.world.injected.add(header, manual=manual)
        self._catch_up(order, 0)
        return order

    async def drive(self, number: str, stage: str) -> Order:
        """Let an injected order reach a stage now. Raises KeyError for an unknown number or stage."""
        await self.settle()
        index = self.world.injected.find(number)
        if index is None:
            raise KeyError(number)
        seen = len(self.world.order(index).seen(self.now()))
        order = self.world.injected.advance(number, stage, self.now())
        self._catch_up(order, seen)
        return order

    def _catch_up(self, order: Order, seen: int) -> None:
        """Tell what has just been made to have happened; the calendar follows the rest."""
        for fact in order.seen(self._calendar.now)[seen:]:
            self._happen(Passed(fact.at, order, fact))
        self._calendar.watch(order)

    def _between(self, since: int, now: int) -> Iterable[Event]:
        """Give the facts of orders and of purchase orders in order of time."""
        steps = list(self.purchasing.steps(since, now))
        for passed in self._calendar.until(now):
            while steps and steps[0].at <= passed.at:
                yield steps.pop(0)
            yield passed
        yield from steps

    def _happen(self, event: Event) -> None:
        moved: list[Key] = []
        if isinstance(event, Passed):
            key = self._ledger.apply(event)
            moved = [key] if key else []
        elif isinstance(event, Step):
            moved = list(self._ledger.receive(event))
        self._tell([event, *(StockMoved(event.at, item, site) for item, site in moved)])

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            for listener in self.listeners:
                listener(event)
