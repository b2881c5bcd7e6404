"""Holds written on PostgreSQL: by the driver itself, some at once in one statement.

Where several do not fit together, those are chosen that do, in their order, while the ceilings stay locked.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.reservations.records import Bucket, Room
from gateway.store.driver_work import lent_connection
from gateway.store.reservations.holding import Written
from gateway.store.reservations.reading import less_those
from gateway.store.reservations.rows import columns, made
from gateway.store.reservations.statement import HOLD, LOCK, Wanted, in_all, values_of


class _Driver(Protocol):
    """What of asyncpg's connection is used here; it has no types of its own."""

    async def fetch(self, query: str, *values: object) -> list[Any]: ...

    def transaction(self) -> AbstractAsyncContextManager[None]: ...


async def written_by_driver(engine: AsyncEngine, holds: Sequence[Wanted]) -> Sequence[Written]:
    """All that fit, in their order. What is in one statement is in one transaction."""
    async with lent_connection(engine) as lent:
        driver: _Driver = lent.driver_connection  # type: ignore[assignment]  # it has no types
        together = in_all(holds)
        found = _Found(set(), {})
        if len(_fitting(holds, None)) == len(holds):
            await _hold(driver, holds, found)
            if found.done or len(holds) == 1 or not _fitting(holds, found.rooms):
                return found.written(holds)
        async with driver.transaction():
            found.rooms.update(_rooms(await driver.fetch(LOCK, *columns(together)[:2])))
            await _some(driver, holds, found)
        return found.written(holds)


async def fetched(engine: AsyncEngine, query: str, *values: object) -> Sequence[Any]:
    """Rows of a query, by the driver itself."""
    async with lent_connection(engine) as lent:
        driver: _Driver = lent.driver_connection  # type: ignore[assignment]  # it has no types
        return await driver.fetch(query, *values)


def holds_in(rows: Iterable[Any]) -> dict[str, dict[str, int]]:
    """What is held by item and bucket, without what has run out and is not swept yet. rows: of `HELD`."""
    found: dict[str, dict[str, int]] = {}
    over = []
    for sku, bucket, held, body in rows:
        if body is None:
            found.setdefault(sku, {})[bucket] = held
        else:
            over.append(made(body))
    less_those(found, over)
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """The ids of what is held, and the rooms at stake after that."""

    done: set[str]
    rooms: dict[Bucket, Room]

    def written(self, holds: Iterable[Wanted]) -> list[Written]:
        """Of each of them."""
        return [
            (one.id in self.done, {name: self.rooms[name] for name in one.buckets if name in self.rooms})
            for one in holds
        ]


async def _some(driver: _Driver, holds: Sequence[Wanted], found: _Found) -> None:
    """Those that fit, while the ceilings stay locked. One that is known already leaves room for others."""
    while some := _fitting(holds, found.rooms):
        await _hold(driver, some, found)
        tried = {one.id for one in some}
        if tried <= found.done:
            return
        holds = [one for one in holds if one.id not in tried]


async def _hold(driver: _Driver, holds: Sequence[Wanted], found: _Found) -> None:
    """Hold all of these, but for those that are known; or none, where they do not fit together."""
    rows = await driver.fetch(HOLD, *values_of(holds, in_all(holds)))
    done = frozenset(rows[0][5]) if rows else frozenset()
    held = in_all(one for one in holds if one.id in done)
    found.done.update(done)
    for bucket, room in _rooms(rows).items():
        found.rooms[bucket] = replace(room, held=room.held + held.get(bucket, 0))


def _fitting(holds: Iterable[Wanted], rooms: Mapping[Bucket, Room] | None) -> list[Wanted]:
    """Those that fit, each beside those before it. Of two with one key the second is known by then.

    rooms: None where they are not known; then all may fit.
    """
    found: list[Wanted] = []
    keys: set[tuple[str, str]] = set()
    taken: dict[Bucket, int] = {}
    for one in holds:
        key = (one.hold.reservation.partner, one.hold.key)
        much = {bucket: taken.get(bucket, 0) + grains for bucket, grains in one.buckets.items()}
        if key not in keys and (rooms is None or _has(rooms, much)):
            found.append(one)
            keys.add(key)
            taken |= much
    return found


def _has(rooms: Mapping[Bucket, Room], much: Mapping[Bucket, int]) -> bool:
    return all(
        bucket in rooms and rooms[bucket].held + grains <= rooms[bucket].ceiling
        for bucket, grains in much.items()
    )


def _rooms(rows: Iterable[Any]) -> dict[Bucket, Room]:
    return {Bucket(row[0], row[1]): Room(row[2], row[3], row[4]) for row in rows}
