"""The port `Snapshots` on SQLite and PostgreSQL: a generation is written beside the one that is read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Update, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import BadInput
from domain.positions.facts import Absolute, Mark
from domain.positions.folding import folded
from domain.positions.held import Held
from domain.positions.kept import Counted
from domain.stock import StockKey
from gateway.store.database import is_embedded, store_errors
from gateway.store.positions.bulk import Bulk
from gateway.store.positions.tables import STOCK_POSITION, STOCK_SOURCE
from gateway.store.positions.writing import Locked, Writing, batches

_ROWS = 500
_GOING = 20_000
"""Rows that go in one transaction."""


class SqlSnapshots:
    """Implements `Snapshots`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = Writing(embedded=is_embedded(engine.url))
        self._bulk = Bulk(engine)
        self._ids: dict[str, int] = {}

    async def open(self, source: str) -> int:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                locked = await self._writing.lock(connection, source)
                self._ids[source] = locked.id
                newest = locked.newest + 1
                await connection.execute(_of(locked).values(newest=newest))
        return newest

    async def load(
        self, source: str, generation: int, rows: Sequence[Counted], as_of: datetime
    ) -> Sequence[Counted]:
        return await self._bulk.add(self._ids[source], generation, rows, as_of)

    async def swap(self, source: str, generation: int, as_of: datetime) -> int:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                locked = await self._writing.lock(connection, source)
                if locked.as_of is not None and as_of < locked.as_of:
                    raise BadInput(
                        f"positions of {source} as of {locked.as_of.isoformat()} are read already",
                        field="as-of",
                    )
                carried = await self._carry(connection, locked, generation, as_of)
                columns = STOCK_SOURCE.c
                later = func.max if is_embedded(self._engine.url) else func.greatest
                told = later(func.coalesce(columns.told_until, as_of), as_of)
                now_read = _of(locked).values(generation=generation, as_of=as_of, told_until=told)
                await connection.execute(now_read)
                sure = _of(locked).where(columns.doubted_at <= as_of).values(doubted_at=None)
                await connection.execute(sure)
        return carried

    async def discard(self, source: str, generation: int | None = None) -> int:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                query = select(STOCK_SOURCE.c.id, STOCK_SOURCE.c.generation).where(
                    STOCK_SOURCE.c.name == source
                )
                row = (await connection.execute(query)).first()
                if row is None or row.generation == generation:
                    return 0
                old = STOCK_POSITION.c.generation < row.generation
                whose = STOCK_POSITION.c.source == row.id
                there = select(STOCK_POSITION.c.generation).where(whose, old).distinct()
                generations = (
                    list((await connection.execute(there)).scalars()) if generation is None else [generation]
                )
        return sum([await self._gone(row.id, each) for each in generations])

    async def _carry(
        self, connection: AsyncConnection, locked: Locked, generation: int, as_of: datetime
    ) -> int:
        """What moved since, on top of what the snapshot says. What it does not have, it says is nothing."""
        columns = STOCK_POSITION.c
        query = select(columns.sku, columns.location).where(
            columns.source == locked.id,
            columns.generation == locked.generation,
            columns.carried_until > as_of,
        )
        keys = [StockKey(*row) for row in await connection.execute(query)]
        new = locked._replace(generation=generation)
        for batch in batches(keys, _ROWS):
            before = await self._writing.held(connection, locked, batch)
            counted = await self._writing.held(connection, new, batch)
            after = {key: _on_top(held, counted.get(key), as_of) for key, held in before.items()}
            await self._writing.put(connection, locked.id, generation, after)
        return len(keys)

    async def _gone(self, source: int, generation: int) -> int:
        columns, gone = STOCK_POSITION.c, 0
        these = (columns.source == source, columns.generation == generation)
        last = select(columns.sku).where(*these).order_by(columns.sku).offset(_GOING).limit(1)
        while True:
            with store_errors(self._engine.url):
                async with self._engine.begin() as connection:
                    bound = await connection.scalar(last)
                    some = delete(STOCK_POSITION).where(*these)
                    some = some if bound is None else some.where(columns.sku <= bound)
                    gone += (await connection.execute(some)).rowcount
            if bound is None:
                return gone


def _of(locked: Locked) -> Update:
    return update(STOCK_SOURCE).where(STOCK_SOURCE.c.id == locked.id)


def _on_top(held: Held, counted: Held | None, as_of: datetime) -> Held:
    if counted is None or counted.whole is None:
        amounts = {state: base.amount * 0 for state, base in held.bases.items()}
        said = Absolute(mark=Mark(as_of), amounts=amounts, unit=held.unit, whole=True)
    else:
        amounts = {state: base.amount for state, base in counted.bases.items()}
        said = Absolute(mark=counted.whole, amounts=amounts, unit=counted.unit, whole=True)
    return folded(held, said)
