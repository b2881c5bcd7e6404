"""Several clients of one process, and a log that grows: what each saw, and what it should have seen."""

import asyncio
from dataclasses import dataclass, field

import orjson

from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.log.records import LogPage, Mapped
from domain.partners import RowScope
from gateway.hub.tail import Tail
from gateway.live.groups import Groups
from gateway.live.member import Member
from tests.domain.log.examples import MINUTE, shipped
from tests.doubles.clock import START, SettableClock
from tests.doubles.event_log import InMemoryLog
from tests.doubles.live import Counted, Received, ShownPositions, anybody

MINE = frozenset({"order:SO-1", "order:SO-2"})
WANTED = EventFilter(keys=MINE)
_TURNS = 25


@dataclass
class Client:
    """Somebody who connects, leaves and comes back with its last cursor."""

    received: Received = field(default_factory=Received)
    member: Member | None = None


class FarLog(InMemoryLog):
    """A log that is some turns of the loop away: what a page says may be old when it arrives."""

    async def after(
        self, position: int, wanted: EventFilter, rows: RowScope, *, first: int, log: str | None = None
    ) -> LogPage:
        await asyncio.sleep(0)
        page = await super().after(position, wanted, rows, first=min(first, 4), log=log)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return page


class Story:
    """What happens, step by step."""

    def __init__(self, *, conflated: bool = False, room: int = 3) -> None:
        self.log = FarLog()
        self.tail = Tail(self.log)
        self.clock = SettableClock()
        self.watch = Counted()
        self.groups = Groups(
            self.log, self.tail, self.clock, self.watch, room=room, group_room=room, sleep=self._pause
        )
        self.groups._end = self.tail.listen(self.groups._hear)
        self.conflated = conflated
        self.may = asyncio.Event()
        self.may.set()
        self.expected: dict[int, str] = {}
        self.number = 0
        self.lives: list[ShownPositions] = []

    def connect(self, client: Client, after: LogCursor | None, key: str = "one") -> None:
        if client.member is not None:
            client.member.close()
        client.received.slow = False
        client.member = self.groups.open(self.live(key), anybody(), client.received, after)

    def live(self, key: str = "one") -> ShownPositions:
        live = ShownPositions(WANTED, conflated=self.conflated, key=key)
        live.may = self.may
        self.lives.append(live)
        return live

    async def append(self, size: int, order: str) -> None:
        events = []
        for _ in range(size):
            self.number += 1
            events.append(shipped(f"e{self.number}", order=order, minutes=self.number))
        for each in (await self.log.append([Mapped(events=tuple(events))])).logged:
            if each.event.subject in MINE:
                self.expected[each.position] = each.event.subject

    async def compact(self, numbers: int) -> None:
        await self.log.compact(before=START + numbers * MINUTE)

    async def settled(self) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    async def drained(self, *clients: Client) -> None:
        """Let everything come."""
        self.may.set()
        for client in clients:
            client.received.slow = False
        for _ in range(40):
            await self.tail.look()
            await self.settled()

    async def _pause(self, _seconds: float) -> None:
        await asyncio.sleep(0)


def missing(client: Client, expected: dict[int, str]) -> dict[int, str]:
    """What was neither told, nor lies in a gap that was told of, nor before the snapshot that came first."""
    begin, seen, lost = _seen(client)
    return {
        position: about
        for position, about in expected.items()
        if position > begin and position not in seen and not any(low < position <= high for low, high in lost)
    }


def _seen(client: Client) -> tuple[int, set[int], list[tuple[int, int]]]:
    told = client.received.told
    begin = told[0][1] if told and told[0][0] == "snapshot" else 0
    lost, place = [], begin
    for kind, position in told:
        if kind == "gap":
            lost.append((place, position))
        place = position
    return begin, set(client.received.of("event")), lost


def stale(client: Client, expected: dict[int, str]) -> set[str]:
    """The subjects of which something newer happened than was told, unless a gap said so."""
    told = client.received.items
    begin = client.received.told[0][1] if client.received.told[0][0] == "snapshot" else 0
    latest = {about: position for position, about in sorted(expected.items()) if position > begin}
    known: dict[str, int] = {}
    for each in told:
        data = orjson.loads(each.body)["data"]
        if "event" in data:
            known[data["of"]] = max(known.get(data["of"], 0), data["event"])
        for kind in ("gap", "snapshot"):
            if kind in data:
                known |= {about: max(known.get(about, 0), data[kind]) for about in MINE}
    return {about for about, position in latest.items() if known.get(about, 0) < position}
