"""The search benchmark's tables without us: filled in bulk, and asked by SQL that is written by hand."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.search.orders import OrderRow
from gateway.store.search.order_entries import columns, owners, terms
from gateway.store.search.statistics import ANALYSIS

_TABLES = ("order_row", "order_term", "order_owner")
_AT_ONCE = 20_000
_Row = Sequence[Any]
_Entries = dict[str, list[tuple[object, ...]]]


class Bare(ABC):
    """A connection of the driver itself, and the engine beside it."""

    indexes: str
    upkeep: ClassVar[Sequence[str]]

    def __init__(self, engine: AsyncEngine, driver: Any) -> None:  # noqa: ANN401 - the drivers have no types
        self.engine = engine
        self._driver = driver

    async def held(self) -> int:
        """Orders in the index."""
        ((count,),) = await self.fetch("SELECT count(*) FROM order_row", ())
        return int(str(count))

    async def load(self, orders: Iterable[OrderRow]) -> None:
        """Fill the tables without their indexes, and make these afterwards: the bulk way, not ours."""
        made = await self.fetch(self.indexes, ())
        for name, _ in made:
            await self.run(f"DROP INDEX {name}")
        for entries in _entries(orders):
            for table, rows in entries.items():
                await self._fill(table, rows)
        for _, statement in made:
            await self.run(str(statement))
        await self.settle()

    async def settle(self) -> None:
        """What upkeep does in time: statistics for the planner, and pages that are known to be visible."""
        for statement in self.upkeep:
            await self.run(statement)

    async def fetch(self, sql: str, values: Sequence[object]) -> Sequence[_Row]:
        """Rows of a statement that has `?` in place of its values, over one connection that stays open."""
        return await self._rows(self._driver, sql, values)

    async def through_pool(self, sql: str, values: Sequence[object]) -> Sequence[_Row]:
        """The same with a connection of the pool, as any code of a process that does more must take one."""
        async with self.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            return await self._rows(driver, sql, values)

    async def entries(self, numbers: Sequence[str]) -> Mapping[str, Sequence[_Row]]:
        """What the tables hold of these orders."""
        marks = ", ".join("?" * len(numbers))
        return {
            table: sorted(
                tuple(row)
                for row in await self.fetch(f"SELECT * FROM {table} WHERE number IN ({marks})", numbers)  # noqa: S608 - our tables
            )
            for table in _TABLES
        }

    @abstractmethod
    async def _rows(self, driver: Any, sql: str, values: Sequence[object]) -> Sequence[_Row]: ...  # noqa: ANN401 - the drivers have no types

    @abstractmethod
    async def run(self, sql: str) -> None:
        """A statement without rows."""

    @abstractmethod
    async def size(self) -> int:
        """Bytes on disk."""

    @abstractmethod
    async def _fill(self, table: str, rows: Sequence[tuple[object, ...]]) -> None: ...


class Sqlite(Bare):
    """aiosqlite."""

    upkeep: ClassVar[Sequence[str]] = ANALYSIS
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% ON order_%'"

    async def _rows(self, driver: Any, sql: str, values: Sequence[object]) -> Sequence[_Row]:  # noqa: ANN401 - see above
        return list(await driver.execute_fetchall(sql, tuple(map(_plain, values))))

    async def run(self, sql: str) -> None:
        await self._driver.execute(sql)

    async def size(self) -> int:
        ((pages, each),) = await self.fetch("SELECT * FROM pragma_page_count(), pragma_page_size()", ())
        return int(str(pages)) * int(str(each))

    async def _fill(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * len(rows[0]))
        await self.run("BEGIN")
        plain = ([_plain(value) for value in row] for row in rows)
        await self._driver.executemany(f"INSERT INTO {table} VALUES ({marks})", plain)  # noqa: S608 - our tables
        await self.run("COMMIT")


class Postgres(Bare):
    """asyncpg."""

    upkeep: ClassVar[Sequence[str]] = ("VACUUM (ANALYZE)",)
    indexes = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'order_%' "
        "AND indexname NOT LIKE 'pk_%'"
    )

    async def _rows(self, driver: Any, sql: str, values: Sequence[object]) -> Sequence[_Row]:  # noqa: ANN401 - see above
        parts = sql.split("?")
        numbered = "".join(f"{part}${place}" for place, part in enumerate(parts[:-1], start=1))
        rows: Sequence[_Row] = await driver.fetch(numbered + parts[-1], *values)
        return rows

    async def run(self, sql: str) -> None:
        await self._driver.execute(sql, timeout=900)

    async def size(self) -> int:
        ((size,),) = await self.fetch("SELECT pg_database_size(current_database())", ())
        return int(str(size))

    async def _fill(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        await self._driver.copy_records_to_table(table, records=rows, timeout=900)


def _entries(orders: Iterable[OrderRow]) -> Iterator[_Entries]:
    rest = iter(orders)
    while batch := list(islice(rest, _AT_ONCE)):
        yield {
            "order_row": [tuple(columns(row).values()) for row in batch],
            "order_term": sorted(chain.from_iterable(map(terms, batch))),
            "order_owner": sorted(chain.from_iterable(map(owners, batch))),
        }


def _plain(value: object) -> object:
    """As SQLAlchemy keeps an instant on SQLite."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
