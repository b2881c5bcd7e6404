"""Adding very many rows: by the driver's own means, COPY on PostgreSQL, one prepared INSERT on SQLite."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # it has none
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.positions.facts import Mark
from domain.positions.kept import Counted
from domain.stock import StockKey
from gateway.store.database import is_embedded, store_errors
from gateway.store.positions.bodies import stated_body
from gateway.store.positions.tables import STOCK_POSITION
from gateway.store.positions.writing import batches

_COLUMNS = ("source", "generation", "sku", "location", "body")
_NAMES = 500
_Row = tuple[int, int, str, str, bytes]
_INSERT = f"INSERT INTO stock_position ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - our own names


class Bulk:
    """Adds rows of a generation, a batch a transaction: one that fails leaves nothing of itself."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._embedded = is_embedded(engine.url)

    async def add(
        self, source: int, generation: int, rows: Sequence[Counted], as_of: datetime
    ) -> list[Counted]:
        """Add them; gives those that are there already. Raises StoreUnavailable."""
        mark = Mark(as_of)
        first: dict[StockKey, Counted] = {}
        twice = [each for each in rows if first.setdefault(each.key, each) is not each]
        ready = {
            key: (source, generation, key.sku, key.location, stated_body(each.amounts, each.unit, mark))
            for key, each in first.items()
        }
        if not await self._added(list(ready.values())):
            known = await self._there(source, generation, list(ready))
            await self._added([row for key, row in ready.items() if key not in known])
            twice += [first[key] for key in ready if key in known]
        return twice

    async def _added(self, rows: Sequence[_Row]) -> bool:
        """All or none of them; False where one is there already."""
        with store_errors(self._engine.url):
            try:
                async with self._engine.begin() as connection:
                    # SQLAlchemy begins with its first statement; what goes past it is not one.
                    await connection.exec_driver_sql("SELECT 1")
                    driver: Any = (await connection.get_raw_connection()).driver_connection
                    await (_insert if self._embedded else _copy)(driver, rows)
            except (sqlite3.IntegrityError, asyncpg.UniqueViolationError):
                return False
        return True

    async def _there(self, source: int, generation: int, keys: Sequence[StockKey]) -> set[StockKey]:
        columns = STOCK_POSITION.c
        found: set[StockKey] = set()
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                for batch in batches(sorted({key.sku for key in keys}), _NAMES):
                    named = select(columns.sku, columns.location).where(
                        columns.source == source, columns.generation == generation, columns.sku.in_(batch)
                    )
                    found.update(StockKey(*row) for row in await connection.execute(named))
        return found


async def _copy(driver: Any, rows: Sequence[_Row]) -> None:  # noqa: ANN401 - asyncpg has no types
    await driver.copy_records_to_table("stock_position", records=rows, columns=_COLUMNS)


async def _insert(driver: Any, rows: Sequence[_Row]) -> None:  # noqa: ANN401 - as the other
    cursor = await driver.executemany(_INSERT, rows)
    await cursor.close()
