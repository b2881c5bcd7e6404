"""A live operation that shows positions of the log, a client that remembers them, and who counts."""

import asyncio
from collections.abc import Hashable, Sequence

import orjson

from domain.log.cursors import LogCursor, log_cursor, written
from domain.log.filters import EventFilter
from domain.log.records import Gap, Logged
from domain.partners import Grant, Principal, RowScope
from gateway.live.words import Item, Live

LOG = "memory"


def item(kind: str, position: int, about: str = "", *, cursor: bool = True) -> Item:
    """What is shown of a position: `{"data": {kind: position, "of": about}}`."""
    body = orjson.dumps({"data": {kind: position, "of": about}})
    return Item(body, written(LogCursor(LOG, position)) if cursor else "")


class ShownPositions:
    """Implements `Live`. While `may` is not set, nothing is rendered; `errors` are raised by turns."""

    def __init__(
        self,
        wanted: EventFilter,
        *,
        after: int | None = None,
        conflated: bool = False,
        key: Hashable = "one",
        log: str = LOG,
    ) -> None:
        self.key = key
        self.wanted = wanted
        self.after = None if after is None else LogCursor(log, after)
        self.conflated = conflated
        self.may = asyncio.Event()
        self.may.set()
        self.errors: list[Exception] = []
        self.rendered: list[int] = []
        self.askers: list[str] = []

    def grouped(self) -> "ShownPositions":
        return self

    def joins(self, group: Live) -> None:
        """It remembers nothing of a group."""

    def rows(self, asker: Principal) -> RowScope:
        return asker.grant.rows

    async def snapshot(self, asker: Principal, position: int) -> Sequence[Item]:
        await self._allowed(asker)
        return [item("snapshot", position)]

    async def told(self, asker: Principal, events: Sequence[Logged]) -> Sequence[Item]:
        await self._allowed(asker)
        self.rendered += [each.position for each in events]
        if not self.conflated:
            return [item("event", each.position, each.event.subject) for each in events]
        latest = {each.event.subject: each.position for each in events}
        last = events[-1].position
        return [item("event", position, about, cursor=position == last) for about, position in latest.items()]

    def gap(self, gap: Gap) -> Item:
        return item("gap", gap.restart)

    def heartbeat(self, position: int) -> Item:
        return item("heartbeat", position)

    async def _allowed(self, asker: Principal) -> None:
        self.askers.append(asker.partner)
        await self.may.wait()
        if self.errors:
            raise self.errors.pop(0)


class Received:
    """Implements `Sink`: remembers what came. While it is `slow`, no more may come."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.errors: list[Exception] = []
        self._ready = asyncio.Event()
        self._ready.set()

    @property
    def slow(self) -> bool:
        return not self._ready.is_set()

    @slow.setter
    def slow(self, slow: bool) -> None:
        if slow:
            self._ready.clear()
        else:
            self._ready.set()

    def push(self, items: Sequence[Item]) -> bool:
        self.items += items
        return self._ready.is_set()

    async def ready(self) -> None:
        await self._ready.wait()

    def failed(self, error: Exception) -> None:
        self.errors.append(error)

    @property
    def told(self) -> list[tuple[str, int]]:
        """Kind and position of each."""
        return [next(iter(orjson.loads(each.body)["data"].items())) for each in self.items]

    def of(self, kind: str) -> list[int]:
        """The positions of one kind."""
        return [position for one, position in self.told if one == kind]

    @property
    def cursor(self) -> LogCursor | None:
        """Of the last that has one."""
        cursors = [each.cursor for each in self.items if each.cursor]
        return log_cursor(cursors[-1], field="after") if cursors else None


class Counted:
    """Implements `LiveWatch`."""

    def __init__(self) -> None:
        self.items = self.overflows = self.gaps = self.open = self.present = 0

    def pushed(self, items: int) -> None:
        self.items += items

    def overflown(self) -> None:
        self.overflows += 1

    def lost(self) -> None:
        self.gaps += 1

    def streams(self, streams: int) -> None:
        self.open = streams

    def groups(self, groups: int) -> None:
        self.present = groups


def anybody(partner: str = "acme") -> Principal:
    return Principal(partner=partner, grant=Grant(scopes=frozenset()))
