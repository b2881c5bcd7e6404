"""Turns at one host: one queue for all instances there, and one ask of the store for all who wait."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from adapters.transport.queue import Queue, Waiter, waiting
from domain.budgets import LANES, NONE, Counts, HostRules, closed_for
from domain.errors import BackendBudgetSpent
from domain.ports.limits import Ask, Call, Grants, Means, Short

MOST_WAITING = 2_000
MOST_ASKED = 64
_SETTLE = 0.05
_SETTLE_FOR_OTHERS = 0.005
_LONGEST_SLEEP = 1.0
_SHORTEST_SLEEP = 0.001
_SECOND = timedelta(seconds=1)
_CERTAIN = {Short.PAUSE, Short.DAY, Short.RATE}
"""What does not come sooner than the store says."""


class Budget:
    """Gives turns at one host, most urgent lane first, and each lane and account its share.

    Who finds nobody at work asks the store itself; a task is made only for those who have to wait.
    """

    def __init__(self, host: str, rules: HostRules, means: Means) -> None:
        self._host = host
        self._rules = rules
        self._means = means
        self._queue = Queue()
        self._running = [0] * len(LANES)
        self._unused = [0] * len(LANES)
        self._told: Counts = NONE
        self._next_ask = 0.0
        self._asking = False
        self._pump: asyncio.Task[None] | None = None
        self._wake: asyncio.Future[None] | None = None
        self._wakes_at = 0.0
        self.last: Grants | None = None

    async def turn(self, call: Call, until: float) -> int:
        """Wait for a turn, until then at most; give its lane, for `over`. Raises BackendBudgetSpent."""
        began = self._means.clock.monotonic()
        waiter = waiting(call, began, until)
        if len(self._queue) >= MOST_WAITING:
            raise self._spent(waiter, Short.TURN, _SECOND.total_seconds())
        if self._queue.put(waiter):
            self._next_ask = began
        try:
            if self._pump is None and not self._asking:
                await self._round()
            self._keep_going()
            await waiter.turn
        except BaseException:
            self._gave_up(waiter)
            self._keep_going()
            raise
        call.demand.begins()
        took = timedelta(seconds=self._means.clock.monotonic() - began)
        self._means.watch.waited(self._host, LANES[waiter.lane], took)
        return waiter.lane

    def over(self, lane: int, *, used: bool = True) -> None:
        """A turn is over; one that was not used is given back."""
        self._running[lane] -= 1
        if not used:
            self._unused[lane] += 1
        if self.last is not None and {Short.CONCURRENCY, Short.TURN} & set(self.last.shorts):
            self._next_ask = self._means.clock.monotonic()
        self._keep_going()

    async def slow(self, retry_after: timedelta | None) -> None:
        """The host asked us to slow down."""
        pause = min(retry_after or timedelta(0), self._rules.longest_pause)
        self._means.watch.throttled(self._host)
        await self._means.store.slow(self._host, self._rules.budget, pause)

    async def aclose(self) -> None:
        """Tell the store that nothing is under way any more."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        self._running = [0] * len(LANES)
        if any(self._told):
            await self._ask(NONE)

    def _gave_up(self, waiter: Waiter) -> None:
        if waiter.turn.cancelled() or not waiter.turn.done():
            self._queue.remove(waiter)
        elif waiter.turn.exception() is None:
            self.over(waiter.lane, used=False)

    def _keep_going(self) -> None:
        """See to it that somebody asks for those who wait, and soon."""
        if self._wake is not None and not self._wake.done() and self._due_at() < self._wakes_at:
            self._wake.set_result(None)
        if self._pump is None and not self._asking and (self._queue or self._unsettled()):
            self._pump = asyncio.create_task(self._pumped(), name=f"turns-at-{self._host}")
            self._pump.add_done_callback(self._pumped_out)

    def _unsettled(self) -> bool:
        """Whether other replicas should hear soon that calls are over."""
        if not self._rules.budget.shared or sum(self._running) >= sum(self._told):
            return False
        return not any(self._running) or (self.last is not None and self.last.others)

    async def _pumped(self) -> None:
        while self._queue:
            await self._pause()
            await self._round()
        if self._unsettled():
            others = self.last is not None and self.last.others
            await self._means.sleep(_SETTLE_FOR_OTHERS if others else _SETTLE)
            await self._ask(NONE)

    def _pumped_out(self, pump: "asyncio.Task[None]") -> None:
        self._pump = None
        if not pump.cancelled():
            self._keep_going()

    async def _pause(self) -> None:
        """Until the next ask is due, or somebody's patience ends; `_keep_going` says where that is sooner."""
        while (wait := self._due_at() - self._means.clock.monotonic()) > 0:
            self._wake, self._wakes_at = asyncio.get_running_loop().create_future(), self._due_at()
            timer = asyncio.ensure_future(self._means.sleep(wait))
            try:
                await asyncio.wait({timer, self._wake}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                timer.cancel()
                self._wake = None

    def _due_at(self) -> float:
        return min(self._queue.ends(), self._next_ask)

    async def _round(self) -> None:
        """Ask once for all who wait, and send away those for whom no turn can come in time."""
        self._queue.rearranged()
        now = self._means.clock.monotonic()
        closed = closed_for(self._rules.maintenance, self._means.clock.now())
        if closed is not None:
            waits = [closed.total_seconds()] * len(LANES)
            self._send_away(waits, [Short.PAUSE] * len(LANES))
            self._next_ask = now + min(_LONGEST_SLEEP, closed.total_seconds())
            return
        grants = await self._ask(self._queue.waiting(MOST_ASKED))
        self._hand_out(grants)
        if not self._queue:
            return
        self._send_away(grants.waits, grants.shorts)
        waits = [wait for wait, short in zip(grants.waits, grants.shorts, strict=True) if short is not None]
        wait = min(max(min(waits, default=0.0), _SHORTEST_SLEEP), _LONGEST_SLEEP)
        self._next_ask = self._means.clock.monotonic() + wait

    async def _ask(self, wanted: Counts) -> Grants:
        running, unused = _counts(self._running), _counts(self._unused)
        self._unused = [0] * len(LANES)
        self._asking = True
        try:
            grants = await self._means.store.take(
                Ask(
                    host=self._host,
                    replica=self._means.replica,
                    rules=self._rules.budget,
                    running=running,
                    wanted=wanted,
                    unused=unused,
                )
            )
        finally:
            self._asking = False
        # What ended meanwhile is told next time.
        self._told = _counts([had + got for had, got in zip(running, grants.granted, strict=True)])
        self.last = grants
        self._means.watch.tokens(self._host, grants)
        return grants

    def _hand_out(self, grants: Grants) -> None:
        for lane, turns in enumerate(grants.granted):
            for _ in range(turns):
                waiter = self._queue.pop(lane)
                self._running[lane] += 1
                if waiter is None:
                    self.over(lane, used=False)
                else:
                    waiter.turn.set_result(None)

    def _send_away(self, waits: Sequence[float], shorts: Sequence[Short | None]) -> None:
        now = self._means.clock.monotonic()
        for lane, (short, wait) in enumerate(zip(shorts, waits, strict=True)):
            for waiter in self._queue.impatient(lane, now + wait if short in _CERTAIN else now):
                self._queue.remove(waiter)
                waiter.turn.set_exception(self._spent(waiter, short or Short.TURN, wait))

    def _spent(self, waiter: Waiter, short: Short, wait: float) -> BackendBudgetSpent:
        self._means.watch.spent(self._host, LANES[waiter.lane], short)
        rate = (self._rules.budget.rate or 0.0) * (self.last.pace if self.last else 1.0)
        ahead = len(self._queue) / rate if rate else 0.0
        return BackendBudgetSpent(
            "was not asked: its host has no turn left for us in time",
            backend=waiter.instance,
            retry_after=max(_SECOND, timedelta(seconds=wait + ahead)),
            cause=f"{self._host}: {short}",
            no_turn_for=timedelta(seconds=wait) if short in _CERTAIN else None,
        )


def _counts(figures: Sequence[int]) -> Counts:
    return (figures[0], figures[1], figures[2], figures[3])
