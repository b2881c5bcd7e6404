"""What goes on behind reservations: expiry, telling, take-over, and ceilings that follow the news.

Every process does all of it; what must be done once is claimed. What a process misses, or what dies with
it, the next look makes good.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from domain.errors import BackendError, OrderGraphError, StoreUnavailable
from domain.log.records import Logged
from domain.ports.cache import LogGrew, Signal
from domain.ports.reservations import Reservations
from domain.ports.state import Clock
from domain.reservations.telling import SOURCE
from gateway.hub.resting import Rest, rest
from gateway.hub.tail import Tail
from gateway.reservations.keeping import CeilingKeeper
from gateway.reservations.taking_over import TakingOver, orders_claiming
from gateway.reservations.telling import Telling
from gateway.settings.reservations import ReservationSettings
from gateway.sync.indexing import background_demand
from gateway.telemetry.reservation_metrics import ReservationMetrics

_LOG = structlog.get_logger(__name__)
_SWEPT = 100
_MOST_TOUCHED = 10_000
_ALL_EVERY = timedelta(minutes=1)
"""So often are all confirmed holds looked at, and what ended long ago is forgotten."""
_ANSWERS_KEPT = timedelta(hours=24)
_SKU = "sku:"
_PAUSE, _GATHERED = 0.05, 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingParts:
    """What it works with."""

    store: Reservations
    keeper: CeilingKeeper
    telling: Telling
    taking_over: TakingOver
    signal: Signal
    clock: Clock
    metrics: ReservationMetrics
    settings: ReservationSettings


class Following:
    """Works from `start` to `aclose`."""

    def __init__(self, parts: FollowingParts, *, rest: Rest = rest) -> None:
        self._of = parts
        self._rest = rest
        self._woken = asyncio.Event()
        self._stepped_here = asyncio.Event()
        self._items: dict[str, None] = {}
        self._orders: dict[str, None] = {}
        self._looked: float | None = None
        self._changed, self._stepped = True, 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._end: Callable[[], object] | None = None

    def start(self, tail: Tail) -> None:
        """Begin. Needs a running loop."""
        self._end = tail.listen(self._hear)
        self._of.telling.listen(tail.offer)
        self._tasks = [asyncio.create_task(self._run(), name="look-after-reservations")]

    async def aclose(self) -> None:
        """Stop, wherever it is."""
        if self._end is not None:
            self._end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def wake(self) -> None:
        """A step was taken here."""
        self._changed = True
        self._stepped_here.set()
        self._woken.set()

    async def step(self) -> None:
        """Look at everything once. Raises StoreUnavailable."""
        of, now = self._of, self._of.clock.now()
        while swept := await of.store.sweep(now=now, most=_SWEPT):
            of.metrics.expired.inc(len(swept))
        while told := await of.telling.step():
            of.metrics.told.inc(told)
            await of.signal.tell(LogGrew())
        await self.follow()

    async def follow(self) -> None:
        """Look at what the log told of, and at nothing else. Raises StoreUnavailable."""
        await self._follow_orders()
        await self._follow_items()

    async def _follow_orders(self) -> None:
        of, now = self._of, self._of.clock.monotonic()
        is_due = self._looked is None or now - self._looked >= _ALL_EVERY.total_seconds()
        numbers, self._orders = list(self._orders), {}
        if numbers:
            of.metrics.taken_over.inc(await of.taking_over.of_orders(numbers))
        if is_due:
            self._looked = now
            of.metrics.taken_over.inc(await of.taking_over.of_orders([]))
            at = of.clock.now()
            await of.store.prune(answers=at - _ANSWERS_KEPT, ended=at - of.settings.keep)

    async def _follow_items(self) -> None:
        items, self._items = list(self._items), {}
        if not items:
            return
        try:
            await self._of.keeper.refresh(items, background_demand(self._of.clock))
        except BackendError as error:
            # Whoever reserves one of them reads it again.
            _LOG.info("ceilings are computed later", cause=error.public)

    def _hear(self, events: Sequence[Logged] | None) -> None:
        if events is None:
            self._of.keeper.forget()
            self._looked = None
        else:
            told = [logged.event for logged in events]
            self._orders.update(dict.fromkeys(orders_claiming(told)))
            keys = {key for event in told for key in (event.subject, *event.related) if key.startswith(_SKU)}
            self._touch(keys, is_ours=all(event.source == SOURCE for event in told))
        if self._orders or self._items:
            self._woken.set()

    def _touch(self, keys: Iterable[str], *, is_ours: bool) -> None:
        named = [key.removeprefix(_SKU) for key in keys]
        # Who says that an item has changed may not say where.
        skus = {name.rpartition("@")[0] or name for name in named}
        keeper = self._of.keeper
        known = keeper.resting_on_holds(skus) if is_ours else keeper.touched(skus)
        for sku in known:
            if len(self._items) < _MOST_TOUCHED:
                self._items[sku] = None

    def _is_due(self) -> bool:
        """Whether to look at everything: after a step that was taken here, and now and then."""
        now, changed = self._of.clock.monotonic(), self._changed
        if not changed and now - self._stepped < self._of.settings.sweep_every.total_seconds():
            return False
        self._changed, self._stepped = False, now
        return True

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                await (self.step() if self._is_due() else self.follow())
            except StoreUnavailable as error:
                _LOG.warning("reservations are looked after later", cause=error.cause)
            except OrderGraphError as error:
                _LOG.error("reservations are looked after later", reason=error.public, cause=error.cause)
            await self._rest(self._woken, self._of.settings.sweep_every.total_seconds())
            # Those who come at the same moment are looked after together; news of systems may wait longer.
            await self._rest(asyncio.Event(), _PAUSE)
            await self._rest(self._stepped_here, _GATHERED)
            self._stepped_here.clear()
