"""The port `Outbox` on SQLite and PostgreSQL."""

from datetime import datetime, timedelta

from sqlalchemy import Update, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.log.outbox import Place
from gateway.store.database import is_embedded, store_errors
from gateway.store.outbox.tables import OUTBOX_PLACE

_P = OUTBOX_PLACE.c


class SqlOutbox:
    """Implements `Outbox`. Each step is one statement, which locks one row no longer than it takes."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        made = (sqlite.insert if is_embedded(engine.url) else postgresql.insert)(OUTBOX_PLACE)
        self._begin = made.on_conflict_do_nothing(index_elements=["name"])

    async def begin(self, name: str, place: Place) -> None:
        first = self._begin.values(name=name, log=place.log, position=place.position)
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(first)

    async def claim(self, name: str, holder: str, *, hold: timedelta, now: datetime) -> Place | None:
        free = or_(_P.holder.is_(None), _P.holder == holder, _P.held_until <= now)
        claimed = (
            update(OUTBOX_PLACE)
            .where(_P.name == name, free)
            .values(holder=holder, held_until=now + hold)
            .returning(_P.log, _P.position)
        )
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                row = (await connection.execute(claimed)).one_or_none()
        return None if row is None else Place(log=row[0], position=row[1])

    async def move(self, name: str, holder: str, place: Place, *, hold: timedelta, now: datetime) -> bool:
        moved = _held(name, holder).values(log=place.log, position=place.position, held_until=now + hold)
        return await self._done(moved)

    async def release(self, name: str, holder: str) -> None:
        await self._done(_held(name, holder).values(holder=None, held_until=None))

    async def place(self, name: str) -> Place | None:
        kept = select(_P.log, _P.position).where(_P.name == name)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                row = (await connection.execute(kept)).one_or_none()
        return None if row is None else Place(log=row[0], position=row[1])

    async def _done(self, change: Update) -> bool:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return bool((await connection.execute(change)).rowcount)


def _held(name: str, holder: str) -> Update:
    return update(OUTBOX_PLACE).where(_P.name == name, _P.holder == holder)
