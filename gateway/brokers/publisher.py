"""Publishes as long as the process lives, woken by the log."""

import asyncio

import structlog

from domain.errors import BrokerUnavailable, StoreUnavailable
from gateway.brokers.links import KeptLink
from gateway.brokers.posting import Posting
from gateway.brokers.publishing import Publishing
from gateway.hub.resting import Rest, rest
from gateway.hub.tail import Tail

_LOG = structlog.get_logger(__name__)
_PAUSES = (0.2, 1.0, 2.0, 5.0)
"""Seconds after each failure in a row; the last stands for all that follow."""


class Publisher:
    """One replica's publisher of a feed. idle: seconds between two looks where nothing woke it."""

    def __init__(
        self,
        publishing: Publishing,
        link: KeptLink[Posting],
        tail: Tail,
        *,
        idle: float = 1.0,
        rest: Rest = rest,
    ) -> None:
        self._publishing = publishing
        self._link = link
        self._tail = tail
        self._idle = idle
        self._rest = rest
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connect and begin. Needs a running loop."""
        self._link.start()
        self._end = self._tail.listen(lambda _events: self._woken.set())
        self._task = asyncio.create_task(self._run(), name=f"publish-{self._publishing.name}")

    async def aclose(self) -> None:
        """Stop, and let another replica go on at once."""
        if self._task is None:
            return
        self._end()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._let_go()
        await self._link.aclose()

    async def step(self) -> bool | None:
        """As `Publishing.page`; without a connection, another replica may have the feed."""
        if self._link.now is None:
            await self._publishing.release()
            return None
        try:
            return await self._publishing.page(self._link)
        except BrokerUnavailable:
            await self._publishing.release()
            raise

    async def _run(self) -> None:
        failures = 0
        while True:
            self._woken.clear()
            try:
                more = await self.step()
            except (BrokerUnavailable, StoreUnavailable) as error:
                _LOG.warning(
                    "events wait to be published",
                    feed=self._publishing.name,
                    reason=error.public,
                    cause=error.cause,
                )
                await self._rest(asyncio.Event(), _PAUSES[min(failures, len(_PAUSES) - 1)])
                failures += 1
                continue
            failures = 0
            if more is None:
                await self._rest(asyncio.Event(), self._idle)
            elif not more:
                await self._rest(self._woken, self._idle)

    async def _let_go(self) -> None:
        try:
            await self._publishing.release()
        except StoreUnavailable as error:
            _LOG.warning("another replica publishes after a while", cause=error.cause)
