"""Whoever has read up to a position never misses an event that is committed later."""

import asyncio
from itertools import count

import pytest

from domain.log.filters import EventFilter
from domain.log.records import Mapped
from domain.partners import RowScope
from gateway.store.log.sql_event_log import SqlEventLog
from tests.domain.log.examples import shipped
from tests.gateway.store.log.opened import sql_log

WRITERS = 8
APPENDS = 25
ALL, ANYBODY = EventFilter(), RowScope()


def size(writer: int, turn: int) -> int:
    """How many events of its own a writer appends in a turn."""
    return 1 + (writer * turn) % 5


EVENTS = APPENDS + sum(size(writer, turn) for writer in range(WRITERS) for turn in range(APPENDS))


async def written(log: SqlEventLog, writer: int) -> int:
    """Append batches of different sizes, some of whose events another writer appends too."""
    new = 0
    for turn in range(APPENDS):
        own = tuple(shipped(f"{writer}-{turn}-{each}") for each in range(size(writer, turn)))
        shared = shipped(f"shared-{turn}")
        new += len((await log.append([Mapped(events=(*own, shared))])).logged)
    return new


async def followed(log: SqlEventLog, done: asyncio.Event) -> list[int]:
    """The positions in the order in which a reader that always goes on where it was gets them."""
    seen: list[int] = []
    reached = 0
    for turn in count(1):
        ended = done.is_set()
        page = await log.after(reached, ALL, ANYBODY, first=1 + turn % 7)
        seen += [each.position for each in page.events]
        reached = page.reached
        if ended and not page.more:
            return seen
    return seen


async def read_while_written(log: SqlEventLog) -> tuple[int, list[list[int]]]:
    done = asyncio.Event()
    readers = [asyncio.create_task(followed(log, done)) for _ in range(2)]
    new = await asyncio.gather(*(written(log, writer) for writer in range(WRITERS)))
    done.set()
    return sum(new), await asyncio.gather(*readers)


@pytest.mark.service("postgres")
async def test_readers_see_every_position_once_and_in_order_on_postgres(postgres_url: str) -> None:
    async with sql_log(postgres_url) as log:
        new, seen = await read_while_written(log)
    assert new == EVENTS
    assert seen == [list(range(1, EVENTS + 1))] * 2


async def test_readers_see_every_position_once_and_in_order_on_sqlite(sqlite_url: str) -> None:
    async with sql_log(sqlite_url) as log:
        new, seen = await read_while_written(log)
    assert new == EVENTS
    assert seen == [list(range(1, EVENTS + 1))] * 2
