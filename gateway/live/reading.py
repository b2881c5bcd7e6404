"""What lies between two places of the log, as steps: for who resumes, and for who was too slow."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.log.records import Logged, LogPage
from domain.partners import Principal
from domain.ports.log import EventLog
from gateway.live.steps import LiveWatch, Step
from gateway.live.words import Item, Live

PAGE = 100
_MOST_TOUCHED = 1_000
_Touched = dict[tuple[str, tuple[str, ...]], Logged]

Pause = Callable[[float], Awaitable[None]]
Asker = Callable[[], Principal]
"""Who follows, by the grants of this moment."""


class Stretch(NamedTuple):
    """Events after `begin` and up to `upto`. log: which one `begin` is of, where a cursor said it."""

    begin: int
    upto: int
    log: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads and renders for one client at a time as far as there are turns. pause: after a failure."""

    log: EventLog
    turns: asyncio.Semaphore
    watch: LiveWatch
    pause: Pause = asyncio.sleep

    async def snapshot(self, live: Live, asker: Principal, position: int) -> Sequence[Item]:
        """The state of what a stream is about."""
        async with self.turns:
            return await live.snapshot(asker, position)

    async def steps(self, live: Live, asker: Asker, stretch: Stretch) -> AsyncGenerator[Step, None]:
        """What a stream is told of a stretch. It ends at `upto`, or behind it where a gap leads there.

        Raises StoreUnavailable and what `live` raises; the steps before that hold.
        """
        position, log = stretch.begin, stretch.log
        told, touched = position, _Touched()
        while position < stretch.upto or log is not None:
            page = await self._page(live, asker(), position, log)
            log = None
            if page.gap is not None:
                # Nothing was told of what was touched: whoever hears of the gap reads all of it again.
                touched.clear()
                self.watch.lost()
                yield Step(told, page.gap.restart, (live.gap(page.gap),))
                position = told = page.gap.restart
            events = [each for each in page.events if each.position <= stretch.upto]
            position = max(position, min(page.reached, stretch.upto))
            done = not page.more or page.reached >= stretch.upto
            if live.conflated:
                _touch(touched, events)
                events = _latest(touched) if done or len(touched) >= _MOST_TOUCHED else []
            async for step in self._told(live, asker(), told, events):
                yield step
                told = step.upto
            if done:
                return

    async def _page(self, live: Live, asker: Principal, position: int, log: str | None) -> LogPage:
        async with self.turns:
            return await self.log.after(position, live.wanted, live.rows(asker), first=PAGE, log=log)

    async def _told(
        self, live: Live, asker: Principal, before: int, events: Sequence[Logged]
    ) -> AsyncIterator[Step]:
        if not events:
            return
        async with self.turns:
            items = await live.told(asker, events)
        for step in as_steps(before, events, items, conflated=live.conflated):
            yield step


def as_steps(
    before: int, events: Sequence[Logged], items: Sequence[Item], *, conflated: bool
) -> Iterator[Step]:
    """One step for each event, where each has its item; else one for all of them."""
    if conflated or len(items) != len(events) or not all(item.cursor for item in items):
        yield Step(before, events[-1].position, items)
        return
    for logged, item in zip(events, items, strict=True):
        yield Step(before, logged.position, (item,))
        before = logged.position


def _touch(touched: _Touched, events: Sequence[Logged]) -> None:
    """Of the same things only the last event counts."""
    for each in events:
        about = (each.event.subject, tuple(each.event.related))
        touched.pop(about, None)
        touched[about] = each


def _latest(touched: _Touched) -> list[Logged]:
    events = list(touched.values())
    touched.clear()
    return events
