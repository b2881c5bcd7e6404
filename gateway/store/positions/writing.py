"""Writing positions in a transaction: the source's row is locked first, so that its writers take turns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.positions.facts import Fact
from domain.positions.folding import fold
from domain.positions.held import NOTHING_HELD, Held, carried_until
from domain.stock import StockKey
from gateway.store.positions.bodies import body_of, held_of
from gateway.store.positions.questions import questions
from gateway.store.positions.tables import STOCK_POSITION, STOCK_SOURCE

_ROWS = 500
"""Rows a statement."""
T = TypeVar("T")
Insert = postgresql.Insert | sqlite.Insert


class Locked(NamedTuple):
    """A source's row, which is this transaction's until its end."""

    id: int
    generation: int
    newest: int
    as_of: datetime | None


class Writing:
    """The statements of one kind of database."""

    def __init__(self, *, embedded: bool) -> None:
        self._made = sqlite.insert if embedded else postgresql.insert
        self._put = self._upsert(STOCK_POSITION)
        self._questions = questions(embedded=embedded)

    async def lock(self, connection: AsyncConnection, source: str) -> Locked:
        """Take the source's row, or make it. The first statement writes, so that SQLite locks at once."""
        while (found := await self._taken(connection, source)) is None:
            await self._begun(connection, source)
        return found

    async def fold(
        self,
        connection: AsyncConnection,
        locked: Locked,
        facts: Mapping[StockKey, Sequence[Fact]],
    ) -> dict[StockKey, Held]:
        """Fold facts into the positions of the generation that is read; gives them as they are then."""
        before = await self.held(connection, locked, facts)
        after = {key: fold(told, before.get(key, NOTHING_HELD)) for key, told in facts.items()}
        await self.put(
            connection,
            locked.id,
            locked.generation,
            {key: held for key, held in after.items() if held != before.get(key)},
        )
        return after

    async def held(
        self, connection: AsyncConnection, locked: Locked, keys: Iterable[StockKey]
    ) -> dict[StockKey, Held]:
        """Those of these that are kept in the generation that is read."""
        found: dict[StockKey, Held] = {}
        for batch in batches(keys, _ROWS):
            asked = {
                "source": locked.id,
                "generation": locked.generation,
                **self._questions.named(batch),
            }
            for sku, location, body in await connection.execute(self._questions.held, asked):
                found[StockKey(sku, location)] = held_of(body)
        return found

    async def put(
        self, connection: AsyncConnection, source: int, generation: int, held: Mapping[StockKey, Held]
    ) -> None:
        """Write these, each in the place of what is there."""
        rows = [
            {
                "source": source,
                "generation": generation,
                "sku": key.sku,
                "location": key.location,
                "carried_until": carried_until(each),
                "body": body_of(each),
            }
            for key, each in sorted(held.items(), key=lambda item: (item[0].sku, item[0].location))
        ]
        if rows:
            await connection.execute(self._put, rows)

    async def _taken(self, connection: AsyncConnection, source: str) -> Locked | None:
        row = (await connection.execute(_LOCK, {"source": source})).first()
        return None if row is None else Locked(*row)

    async def _begun(self, connection: AsyncConnection, source: str) -> None:
        free = select(func.coalesce(func.max(STOCK_SOURCE.c.id), 0) + 1).scalar_subquery()
        row = self._made(STOCK_SOURCE).values(id=free, name=source, generation=0, newest=0)
        await connection.execute(row.on_conflict_do_nothing())

    def _upsert(self, table: Table) -> Insert:
        statement = self._made(table)
        new = statement.excluded
        return statement.on_conflict_do_update(
            index_elements=["source", "generation", "sku", "location"],
            set_={"carried_until": new.carried_until, "body": new.body},
        )


_LOCK = (
    update(STOCK_SOURCE)
    .where(STOCK_SOURCE.c.name == bindparam("source"))
    .values(newest=STOCK_SOURCE.c.newest)
    .returning(STOCK_SOURCE.c.id, STOCK_SOURCE.c.generation, STOCK_SOURCE.c.newest, STOCK_SOURCE.c.as_of)
)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """All of them, so many at a time."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
