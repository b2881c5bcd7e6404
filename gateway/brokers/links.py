"""Connections to brokers, kept open as long as the process lives.

A driver that has lost its connection mends it by itself for a while. Where that takes too long, or where
there was none yet, a new one is made, with growing pauses, loudly. Readiness does not depend on it: requests
are answered without a broker, and nothing is lost meanwhile, since what comes waits there and what goes waits
in the log.
"""

import asyncio
from collections.abc import Awaitable, Callable
from random import uniform
from typing import Generic, Protocol, TypeVar

import structlog

_LOG = structlog.get_logger(__name__)
_PAUSES = (0.2, 1.0, 2.0, 5.0, 10.0)
"""Seconds before each further attempt to connect; the last stands for all that follow."""
_LOOK_EVERY = 1.0
_PATIENCE = 20
"""So many looks in a row without a connection, and another is made."""
_OPEN_SECONDS = 15.0
_CLOSE_SECONDS = 5.0

Sleep = Callable[[float], Awaitable[None]]


class Link(Protocol):
    """One connection, with what it is for. It is opened once and closed once."""

    async def open(self) -> None:
        """Connect, and begin. Raises whatever the driver raises."""
        ...

    async def is_well(self) -> bool:
        """Whether it works at this moment. Raises whatever the driver raises."""
        ...

    async def aclose(self) -> None:
        """Let go of it. Raises whatever the driver raises."""
        ...


L = TypeVar("L", bound=Link)


class Tell(Protocol):
    """Is told whether a feed is connected."""

    def __call__(self, feed: str, *, connected: bool) -> None: ...


class KeptLink(Generic[L]):
    """A link that is there whenever it can be. `now`: None while it is not."""

    def __init__(self, name: str, make: Callable[[], L], tell: Tell, *, sleep: Sleep = asyncio.sleep) -> None:
        self.name = name
        self.now: L | None = None
        self._make = make
        self._tell = tell
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to connect. Needs a running loop."""
        self._tell(self.name, connected=False)
        self._task = asyncio.create_task(self._run(), name=f"broker-{self.name}")

    async def aclose(self) -> None:
        """Disconnect."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                failures = 0 if await self._once() else failures
            except Exception:  # noqa: BLE001 - a feed ends with the process, and with nothing else
                _LOG.exception("a feed has failed by a fault of ours", feed=self.name)
            pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
            failures += 1
            await self._sleep(pause * uniform(0.9, 1.1))  # noqa: S311 - spreads load, guards nothing

    async def _once(self) -> bool:
        """Connect, and stay so as long as it goes; whether it was connected at all."""
        link = self._make()
        try:
            if not await self._opened(link):
                return False
            self.now = link
            await self._while_well(link)
            return True
        finally:
            self.now = None
            self._tell(self.name, connected=False)
            await self._let_go(link)

    async def _opened(self, link: L) -> bool:
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                await link.open()
        except Exception as error:  # noqa: BLE001 - each driver has a tree of its own, and all mean the same
            _LOG.warning("a broker cannot be reached", feed=self.name, reason=_said(error))
            return False
        self._tell(self.name, connected=True)
        _LOG.info("a broker is connected", feed=self.name)
        return True

    async def _while_well(self, link: L) -> None:
        away = 0
        while away < _PATIENCE:
            await self._sleep(_LOOK_EVERY)
            well = await self._is_well(link)
            if well and away:
                _LOG.info("a broker is connected again", feed=self.name)
            if not well and not away:
                _LOG.warning("the connection to a broker is lost", feed=self.name)
            away = 0 if well else away + 1
            self._tell(self.name, connected=well)
        _LOG.warning("the connection to a broker is made anew", feed=self.name)

    async def _is_well(self, link: L) -> bool:
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                return await link.is_well()
        except Exception as error:  # noqa: BLE001 - each driver has a tree of its own, and all mean the same
            _LOG.debug("a broker did not answer", feed=self.name, reason=_said(error))
            return False

    async def _let_go(self, link: L) -> None:
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await link.aclose()
        except Exception as error:  # noqa: BLE001 - it is gone either way
            _LOG.debug("a broker could not be left in order", feed=self.name, reason=_said(error))


def _said(error: Exception) -> str:
    """Without the address: drivers put passwords into what they say of it."""
    return type(error).__name__
