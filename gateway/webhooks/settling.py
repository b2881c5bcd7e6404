"""What came of deliveries is kept with one commit for all that ended while the last one was under way.

An event counts as sent when its endpoint took it. Of what is not kept when a process ends nobody knows, and
it is sent again: at least once.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog

from domain.errors import StoreUnavailable
from domain.exceptions import Finding
from domain.ports.state import Clock
from domain.ports.webhooks import Deliveries
from domain.webhooks.records import Tour
from gateway.hub.resting import Rest, rest
from gateway.webhooks.delivering import Done
from gateway.webhooks.findings import disabled

_LOG = structlog.get_logger(__name__)
_GATHERED = 0.025
"""Seconds in which what ends is gathered, while no tour waits for it."""
_PAUSE = 1.0

RaiseAll = Callable[[Iterable[Finding]], None]


class Settling:
    """Keeps outcomes as they come. hold: for how long what was claimed is ours, and is worth keeping."""

    def __init__(
        self, deliveries: Deliveries, raise_all: RaiseAll, clock: Clock, hold: timedelta, rest: Rest = rest
    ) -> None:
        self._deliveries = deliveries
        self._raise_all = raise_all
        self._clock = clock
        self._hold = hold.total_seconds()
        self._rest = rest
        self._done: list[tuple[str, Done]] = []
        self._left: list[Tour] = []
        self._waiting: list[asyncio.Future[None]] = []
        self._urgent = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def add(self, partner: str, done: Done) -> None:
        """Keep it soon. partner: whose endpoint it is."""
        self._done.append((partner, done))
        self._begin()

    async def ended(self, left: Tour) -> None:
        """Return once all is kept that was added so far. left: what its tour had no time for."""
        if left.deliveries:
            self._left.append(left)
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append(kept)
        self._urgent.set()
        self._begin()
        await kept

    async def aclose(self) -> None:
        """Keep nothing more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="settle-webhooks")
            self._task.add_done_callback(_over)

    async def _run(self) -> None:
        while self._done or self._waiting:
            await self._rest(self._urgent, _GATHERED)
            self._urgent.clear()
            done, self._done = self._done, []
            left, self._left = self._left, []
            waiting, self._waiting = self._waiting, []
            try:
                await self._keep(done, left)
            finally:
                for each in waiting:
                    if not each.done():
                        each.set_result(None)

    async def _keep(self, done: list[tuple[str, Done]], left: list[Tour]) -> None:
        """Again and again while our database cannot be used, until others may have claimed the same."""
        if not done and not left:
            return
        until = self._clock.monotonic() + self._hold
        while True:
            try:
                failed = await self._deliveries.settle([each.settled for _, each in done], left)
            except StoreUnavailable as error:
                _LOG.warning("deliveries wait for the store", count=len(done), cause=error.cause)
                if self._clock.monotonic() + _PAUSE > until:
                    return
                await self._rest(asyncio.Event(), _PAUSE)
                continue
            self._tell(done, failed)
            return

    def _tell(self, done: list[tuple[str, Done]], failed: frozenset[str]) -> None:
        last = {}
        for partner, each in done:
            self._raise_all(each.findings)
            if each.settled.attempt is not None:
                last[each.settled.delivery.endpoint] = (partner, each.settled.attempt)
        for endpoint in sorted(failed):
            partner, attempt = last[endpoint]
            self._raise_all([disabled(partner, attempt)])
            _LOG.warning("an endpoint was disabled", endpoint=endpoint, partner=partner)


def _over(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _LOG.error("what came of deliveries was not kept", exc_info=error)
