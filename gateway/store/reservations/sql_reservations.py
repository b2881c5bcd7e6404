"""The port `Reservations` on SQLite and PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Executable, RowMapping, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.partners import RowScope
from domain.ports.reservations import (
    Answer,
    Full,
    Held,
    Hold,
    Known,
    Place,
    ReservationFilter,
    Untold,
)
from domain.reservations.records import Bucket, Reservation, Room
from domain.reservations.shelves import sums
from domain.reservations.states import LIVE
from gateway.store.database import is_embedded, store_errors
from gateway.store.in_time import in_time
from gateway.store.reservations import changing, reading
from gateway.store.reservations.by_driver import fetched, holds_in, written_by_driver
from gateway.store.reservations.ceilings import put, rooms_of
from gateway.store.reservations.holding import (
    KNOWN_FOR,
    Written,
    in_one_transaction,
)
from gateway.store.reservations.rows import made, reservation_of
from gateway.store.reservations.statement import ANSWERED, HELD, Wanted
from gateway.store.reservations.tables import RESERVATION, RESERVATION_ANSWER, RESERVATION_STEP
from gateway.store.reservations.together import Together
from gateway.store.tables import Instant

_R, _A = RESERVATION.c, RESERVATION_ANSWER.c
_AT_ONCE = 12
"""Writes of this process at a time: of the connections that there are, some are left to others."""

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]


class SqlReservations:
    """Implements `Reservations`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._embedded = is_embedded(engine.url)
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._together = Together(self._by_driver)
        inserted = (sqlite.insert if self._embedded else postgresql.insert)(RESERVATION_ANSWER)
        new = inserted.excluded
        self._refuse = inserted.on_conflict_do_update(
            index_elements=["partner", "key"],
            set_={name: new[name] for name in ("at", "digest", "reservation", "refusal")},
            where=_A.at <= bindparam("known_since", type_=Instant),
        )

    async def rooms(self, skus: Collection[str]) -> Mapping[Bucket, Room]:
        return await self._read(lambda connection: rooms_of(connection, skus))

    async def put_ceilings(self, sku: str, limits: Mapping[str, int], *, version: int) -> bool:
        return await self._written(lambda connection: put(connection, sku, limits, version))

    async def hold(self, hold: Hold, *, now: datetime) -> Held | Known | Full:
        done, rooms = await self._hold(hold, now)
        if done:
            return Held(rooms)
        known = await self.answered(hold.reservation.partner, hold.key, now=now)
        return Full(rooms) if known is None else Known(known)

    async def refuse(self, partner: str, key: str, answer: Answer, *, now: datetime) -> Answer:
        row = {"partner": partner, "key": key, "at": now, "digest": answer.digest}
        refused = {**row, "reservation": None, "refusal": answer.refusal}
        known_since = {"known_since": now - KNOWN_FOR}
        await self._written(lambda c: c.execute(self._refuse.values(refused), known_since))
        return await self.answered(partner, key, now=now) or answer

    async def forget(self, partner: str, key: str) -> None:
        gone = delete(RESERVATION_ANSWER).where(_A.partner == partner, _A.key == key)
        await self._written(lambda connection: connection.execute(gone))

    async def answered(self, partner: str, key: str, *, now: datetime) -> Answer | None:
        since = now - KNOWN_FOR
        rows = await (
            self._rows(reading.answered(partner, key, since))
            if self._embedded
            else self._fetched(ANSWERED, partner, key, since)
        )
        if not rows:
            return None
        row = rows[0]
        reservation = made(row["body"]) if row["body"] else None
        return Answer(digest=row["digest"], refusal=row["refusal"] or "", reservation=reservation)

    async def extend(self, name: str, until: datetime, *, now: datetime) -> Reservation:
        return await self._written(lambda c: changing.extend(c, name, until, now))

    async def confirm(self, name: str, order_number: str, *, now: datetime) -> Reservation:
        return await self._written(lambda c: changing.confirm(c, name, order_number, now))

    async def release(self, name: str, *, now: datetime) -> Reservation:
        return await self._written(lambda c: changing.release(c, name, now))

    async def take_over(self, name: str, taken: Sequence[int], *, now: datetime) -> Reservation:
        return await self._written(lambda c: changing.take_over(c, name, taken, now))

    async def sweep(self, *, now: datetime, most: int, wait: bool = False) -> Sequence[Reservation]:
        if not await self._rows(select(_R.id).where(reading.over(now)).limit(1)):
            return []
        return await self._written(lambda c: changing.sweep(c, now, most, wait=wait))

    async def reservation(self, name: str) -> Reservation | None:
        rows = await self._rows(select(RESERVATION).where(_R.id == name))
        return reservation_of(rows[0]) if rows else None

    async def page(
        self, wanted: ReservationFilter, rows: RowScope, *, now: datetime, first: int, after: Place | None
    ) -> Sequence[Reservation]:
        found = await self._rows(reading.page(wanted, rows, now, first, after))
        return [reservation_of(row, now) for row in found]

    async def confirmed_for(self, order_numbers: Collection[str]) -> Sequence[Reservation]:
        return [reservation_of(row) for row in await self._rows(reading.confirmed(order_numbers))]

    async def held(self, skus: Collection[str], *, now: datetime) -> Mapping[str, Mapping[str, int]]:
        if not self._embedded:
            return holds_in(await self._fetched(HELD, sorted(skus), now))
        found = sums(await self.rooms(skus))
        over = await self._rows(select(RESERVATION).where(reading.over(now)))
        reading.less_those(found, [reservation_of(row) for row in over])
        return found

    async def untold(self, most: int) -> Sequence[Untold]:
        return [reading.untold(row) for row in await self._rows(reading.steps(most))]

    async def told(self, numbers: Collection[int]) -> None:
        done = delete(RESERVATION_STEP).where(RESERVATION_STEP.c.number.in_(sorted(numbers)))
        await self._written(lambda connection: connection.execute(done))

    async def prune(self, *, answers: datetime, ended: datetime) -> int:
        live = [state.value for state in LIVE]
        waiting = select(RESERVATION_STEP.c.reservation)
        old = delete(RESERVATION).where(_R.state.not_in(live), _R.changed_at < ended, _R.id.not_in(waiting))

        async def work(connection: AsyncConnection) -> int:
            await connection.execute(delete(RESERVATION_ANSWER).where(_A.at < answers))
            return (await connection.execute(old)).rowcount

        return await self._written(work)

    async def _hold(self, hold: Hold, now: datetime) -> tuple[bool, dict[Bucket, Room]]:
        if self._embedded:
            return await self._written(lambda connection: in_one_transaction(connection, hold, now))
        skus = dict.fromkeys(one.sku for one in hold.reservation.allotments)
        line = next(iter(skus)) if len(skus) == 1 else hold.reservation.id
        return await self._together(line, Wanted.of(hold, now))

    async def _by_driver(self, holds: Sequence[Wanted]) -> Sequence[Written]:
        async with self._turns:
            with store_errors(self._engine.url):
                return await written_by_driver(self._engine, holds)

    async def _written(self, work: Work[T]) -> T:
        async with self._turns:
            with store_errors(self._engine.url):
                async with self._engine.begin() as connection:
                    return await work(connection)

    @in_time
    async def _fetched(self, query: str, *values: object) -> Sequence[Any]:
        with store_errors(self._engine.url):
            return await fetched(self._engine, query, *values)

    @in_time
    async def _read(self, work: Work[T]) -> T:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return await work(connection)

    async def _rows(self, statement: Executable) -> Sequence[RowMapping]:
        async def work(connection: AsyncConnection) -> Sequence[RowMapping]:
            return (await connection.execute(statement)).mappings().all()

        return await self._read(work)
