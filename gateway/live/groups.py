"""All live groups of a process, and the one listener to the log that tells them."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import timedelta

from domain.errors import Overloaded
from domain.log.cursors import LogCursor
from domain.log.records import Logged
from domain.partners import Principal
from domain.ports.log import EventLog
from domain.ports.state import Clock
from gateway.hub.tail import Tail
from gateway.live.group import Group
from gateway.live.index import GroupIndex
from gateway.live.member import Member
from gateway.live.reading import Reader
from gateway.live.steps import LiveWatch, Sink
from gateway.live.taking import Taker
from gateway.live.words import Live

_PAUSE = timedelta(seconds=5)
_TURNS = 32
"""Snapshots and replays that are made at the same time."""
_LOOKED_EVERY = 1.0

Sleep = Callable[[float], Awaitable[None]]


class Groups:
    """Opens streams. A group is there as long as somebody is in it.

    most: groups at once. room: steps that may wait for a member. group_room: events that may for a group.
    beat: a group that was told nothing for so long is told how far everything was looked at.
    """

    def __init__(  # noqa: PLR0913 - where events come from, who is told, and three bounds
        self,
        log: EventLog,
        tail: Tail,
        clock: Clock,
        watch: LiveWatch,
        *,
        most: int = 10_000,
        room: int = 256,
        group_room: int = 1_000,
        beat: timedelta = timedelta(seconds=15),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.reader = Reader(log=log, turns=asyncio.Semaphore(_TURNS), watch=watch, pause=sleep)
        self.room = room
        self._tail = tail
        self._clock = clock
        self._most = most
        self._group_room = group_room
        self._beat = beat.total_seconds()
        self._sleep = sleep
        self._groups: dict[Hashable, Group] = {}
        self._index = GroupIndex()
        self._streams = 0
        self._end: Callable[[], None] | None = None
        self._beating: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen. The tail may begin before or after."""
        self._end = self._tail.listen(self._hear)
        self._beating = asyncio.create_task(self._keep_beating(), name="beat-for-live-groups")

    async def aclose(self) -> None:
        """Listen no more. Whoever has streams closes them."""
        if self._end is not None:
            self._end()
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)

    def open(self, live: Live, asker: Principal, sink: Sink, after: LogCursor | None = None) -> Member:
        """Begin a stream. after: where it resumes, if that is not where `live` says. Raises Overloaded."""
        member = Member(self, live, asker, sink, after or live.after)
        self._count(1)
        return member

    def join(self, live: Live, member: Taker) -> Group:
        """Its group, which is made where there is none. Raises Overloaded."""
        group = self._groups.get(live.key)
        if group is None:
            group = self._made(live.grouped())
        live.joins(group.live)
        group.join(member)
        return group

    def left(self, member: Taker) -> None:
        """A member is in no group any more."""
        del member
        self._count(-1)

    def beat(self) -> None:
        """Tell those who were told nothing for long."""
        now = self._clock.monotonic()
        for group in tuple(self._groups.values()):
            if group.told:
                group.told, group.idle_since = False, now
            elif now - group.idle_since >= self._beat:
                group.idle_since = now
                group.beat()

    def _made(self, live: Live) -> Group:
        if len(self._groups) >= self._most:
            raise Overloaded("There are too many different subscriptions now", retry_after=_PAUSE)
        group = Group(
            live,
            self.reader,
            reached=lambda: self._tail.reached,
            room=self._group_room,
            ended=self._ended,
        )
        group.idle_since = self._clock.monotonic()
        self._groups[live.key] = group
        self._index.add(group)
        self.reader.watch.groups(len(self._groups))
        return group

    def _ended(self, group: Group) -> None:
        self._index.remove(group)
        if self._groups.get(group.key) is group:
            del self._groups[group.key]
        self.reader.watch.groups(len(self._groups))

    def _count(self, more: int) -> None:
        self._streams += more
        self.reader.watch.streams(self._streams)

    def _hear(self, events: Sequence[Logged] | None) -> None:
        if events is None:
            for group in tuple(self._groups.values()):
                group.lose()
            return
        for logged in events:
            for group in self._index.of(logged.event):
                group.hear(logged)

    async def _keep_beating(self) -> None:
        while True:
            await self._sleep(_LOOKED_EVERY)
            self.beat()
