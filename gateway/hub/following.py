"""Following the log from a place: what was missed, then what comes, without a gap or a double at the seam.

A follower listens first and reads the log then, up to where listening began. What it is told meanwhile waits
in a bounded queue. Where that overflows, nothing is lost: the log has it, and the follower goes back to
reading there, at its own pace. Only what the log itself has dropped is a gap.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter, matches
from domain.log.records import Gap, Logged, Reached
from domain.partners import Principal
from domain.policy import ALLOW, decide_row
from domain.ports.log import EventLog
from gateway.hub.tail import Tail

Item: TypeAlias = Logged | Gap | Reached
Asker = Callable[[], Principal | None]
"""Who follows, by the grants of this moment; None for nobody any more."""

_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to follow. after: None for what comes from now on. room: events that may wait."""

    wanted: EventFilter
    asker: Asker
    after: LogCursor | None = None
    room: int = 1_000


class Follower:
    """One who follows. `items` ends when nobody asks any more, and when it is closed."""

    def __init__(self, log: EventLog, tail: Tail, wish: Wish) -> None:
        self._log = log
        self._tail = tail
        self._wish = wish
        self._waiting: deque[Logged] = deque()
        self._news = asyncio.Event()
        self._overflown = False
        self._beat = False
        self._position = 0

    def reconsider(self) -> None:
        """The grants of who follows may have changed: look now, and not with the next event."""
        self._news.set()

    async def items(self) -> AsyncIterator[Item]:
        """Events in the order of the log, gaps, and how far everything was told.

        `Reached` comes once the past is told, and with each heartbeat. Raises StoreUnavailable.
        """
        after, log = self._wish.after, None
        self._position = self._tail.reached if after is None else after.position
        log = None if after is None else after.log
        while True:
            end = self._tail.listen(self._hear)
            try:
                async for item in self._past(log):
                    yield item
                yield Reached(self._position)
                async for item in self._present():
                    yield item
            finally:
                end()
            if self._wish.asker() is None:
                return
            log = None
            self._forget()

    async def _past(self, log: str | None) -> AsyncIterator[Item]:
        upto = self._tail.reached
        more = log is not None or self._position < upto
        while more:
            asker = self._wish.asker()
            if asker is None:
                return
            page = await self._log.after(
                self._position, self._wish.wanted, asker.grant.rows, first=_PAGE, log=log
            )
            if page.gap is not None:
                self._position = page.gap.restart
                yield page.gap
            for logged in page.events:
                if logged.position <= upto:
                    self._position = logged.position
                    yield logged
            more = page.more and page.reached < upto
            self._position = max(self._position, min(page.reached, upto))
            log = None

    async def _present(self) -> AsyncIterator[Item]:
        while not self._overflown:
            await self._news.wait()
            self._news.clear()
            for item in self._heard():
                yield item
            if self._wish.asker() is None:
                return

    def _heard(self) -> Iterator[Item]:
        while self._waiting and not self._overflown:
            logged = self._waiting.popleft()
            if logged.position <= self._position:
                continue
            self._position = logged.position
            if self._lets_through(logged):
                yield logged
        if self._beat and not self._overflown:
            self._beat = False
            yield Reached(self._position)

    def _lets_through(self, logged: Logged) -> bool:
        asker = self._wish.asker()
        if asker is None or not matches(self._wish.wanted, logged.event):
            return False
        return decide_row(asker, logged.event.owners) is ALLOW

    def _hear(self, events: Sequence[Logged] | None) -> None:
        if events is None or len(self._waiting) + len(events) > self._wish.room:
            self._overflown = True
            self._waiting.clear()
        elif not self._overflown:
            self._beat = self._beat or not events
            self._waiting.extend(events)
        self._news.set()

    def _forget(self) -> None:
        self._overflown = self._beat = False
        self._waiting.clear()
        self._news.clear()
