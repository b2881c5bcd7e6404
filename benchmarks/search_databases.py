"""Databases of the search benchmark's own: made, filled in bulk, asked without us, dropped afterwards."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from domain.search.orders import OrderRow
from gateway.store.database import open_database
from gateway.store.migrating import upgrade
from gateway.store.search.order_entries import columns, owners, terms

KEPT = "og_bench"
"""The PostgreSQL database that stays."""

_AT_ONCE = 20_000
_Entries = dict[str, list[tuple[object, ...]]]


class Bare(ABC):
    """A connection of the driver itself, and the engine beside it."""

    indexes: str
    upkeep: tuple[str, ...]

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

    async def through_engine(self, sql: str, values: Sequence[object]) -> None:
        """The same with a connection of the pool, as any code in this process must take one."""
        statement, plain = self.spelt(sql, values)
        async with self.engine.connect() as connection:
            (await connection.exec_driver_sql(statement, plain)).all()

    @abstractmethod
    def spelt(self, sql: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        """Statement and values as this driver takes them."""

    @abstractmethod
    async def fetch(self, sql: str, values: Sequence[object]) -> Sequence[Sequence[object]]:
        """Rows of a statement that has `?` in place of its values, through the driver alone."""

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

    upkeep = ("ANALYZE",)
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% ON order_%'"

    async def fetch(self, sql: str, values: Sequence[object]) -> Sequence[Sequence[object]]:
        rows = await self._driver.execute_fetchall(*self.spelt(sql, values))
        return [tuple(row) for row in rows]

    def spelt(self, sql: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        return sql, tuple(map(_plain, values))

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

    upkeep = ("VACUUM (ANALYZE)", "CHECKPOINT")
    indexes = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'order_%' "
        "AND indexname NOT LIKE 'pk_%'"
    )

    async def fetch(self, sql: str, values: Sequence[object]) -> Sequence[Sequence[object]]:
        statement, plain = self.spelt(sql, values)
        return [tuple(row) for row in await self._driver.fetch(statement, *plain)]

    def spelt(self, sql: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
        parts = sql.split("?")
        numbered = "".join(f"{part}${place}" for place, part in enumerate(parts[:-1], start=1))
        return numbered + parts[-1], tuple(values)

    async def run(self, sql: str) -> None:
        await self._driver.execute(sql, timeout=900)

    async def size(self) -> int:
        ((size,),) = await self.fetch("SELECT pg_database_size(current_database())", ())
        return int(str(size))

    async def _fill(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        await self._driver.copy_records_to_table(table, records=rows, timeout=900)


@asynccontextmanager
async def sqlite_database(keep: Path | None) -> AsyncIterator[Bare]:
    """A file in the folder `keep`, or in one that is removed afterwards."""
    with TemporaryDirectory(prefix="ordergraph-bench-") as passing:
        folder = keep or passing
        async with _opened(f"sqlite+aiosqlite:///{folder}/ordergraph.db", Sqlite) as bare:
            yield bare


@asynccontextmanager
async def postgres_database(server: str, *, keep: bool) -> AsyncIterator[Bare]:
    """A database of its own beside the one that the URL names; kept under one name, or dropped afterwards."""
    name = KEPT if keep else f"{KEPT}_{uuid4().hex[:8]}"
    administrator = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with administrator.connect() as connection:
        if not await connection.scalar(
            text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}
        ):
            await connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        async with _opened(url, Postgres) as bare:
            yield bare
    finally:
        async with administrator.connect() as connection:
            if not keep:
                await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        await administrator.dispose()


@asynccontextmanager
async def _opened(url: str, kind: type[Bare]) -> AsyncIterator[Bare]:
    engine = open_database(url)
    await upgrade(engine)
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        yield kind(engine, raw.driver_connection)
    await engine.dispose()


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
