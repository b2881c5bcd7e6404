"""The port `Positions` on SQLite and PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.positions.facts import Fact
from domain.positions.held import Held
from domain.positions.kept import Batch, Known, LogPlace, SourceState
from domain.stock import StockKey
from gateway.store.database import is_embedded, store_errors
from gateway.store.driver_reads import DriverReads, instant
from gateway.store.positions.bodies import held_of
from gateway.store.positions.questions import questions
from gateway.store.positions.tables import STOCK_APPLIED, STOCK_SOURCE
from gateway.store.positions.writing import Writing

_ONE = 1


class SqlPositions:
    """Implements `Positions`."""

    def __init__(self, engine: AsyncEngine) -> None:
        embedded = is_embedded(engine.url)
        self._engine = engine
        self._reads = DriverReads(engine)
        self._questions = questions(embedded=embedded)
        self._writing = Writing(embedded=embedded)
        self._begin = _begin(embedded=embedded)

    async def known(self, source: str, keys: Sequence[StockKey]) -> Known:
        """One statement for all items and places that the keys name."""
        wanted = set(keys)
        skus = sorted({key.sku for key in wanted})
        locations = sorted({key.location for key in wanted})
        rows = await self._reads.fetch(self._questions.known, self._questions.values(source, skus, locations))
        if not rows:
            return Known()
        found = {}
        for sku, location, body, _, _ in rows:
            key = StockKey(sku, location)
            if key in wanted:
                found[key] = held_of(body)
        _, _, _, told_until, doubted_at = rows[0]
        return Known(positions=found, told_until=instant(told_until), doubted_at=instant(doubted_at))

    async def learn(self, source: str, facts: Mapping[StockKey, Sequence[Fact]]) -> Mapping[StockKey, Held]:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                locked = await self._writing.lock(connection, source)
                return await self._writing.fold(connection, locked, facts)

    async def reached(self) -> LogPlace | None:
        columns = STOCK_APPLIED.c
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                row = (await connection.execute(select(columns.log, columns.position))).first()
        return None if row is None else LogPlace(*row)

    async def begin(self, place: LogPlace) -> None:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(
                    self._begin, {"id": _ONE, "log": place.log, "position": place.position}
                )

    async def apply(self, batch: Batch) -> Mapping[str, Mapping[StockKey, Held]] | None:
        """The place is moved first: of two who do so at once, the second finds it moved."""
        moved = {
            "old_log": batch.before.log,
            "old": batch.before.position,
            "new_log": batch.after.log,
            "new": batch.after.position,
        }
        after: dict[str, Mapping[StockKey, Held]] = {}
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                if (await connection.execute(_MOVE, moved)).rowcount == 0:
                    return None
                for source in sorted({*batch.facts, *batch.told_until}):
                    locked = await self._writing.lock(connection, source)
                    after[source] = await self._writing.fold(connection, locked, batch.facts.get(source, {}))
                    if source in batch.told_until:
                        until = {"source": source, "until": batch.told_until[source]}
                        await connection.execute(_TOLD, until)
        return after

    async def doubt(self, sources: Sequence[str], at: datetime) -> None:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                for source in sorted(sources):
                    await self._writing.lock(connection, source)
                    await connection.execute(_DOUBT, {"source": source, "at": at})

    async def sources(self) -> Sequence[SourceState]:
        columns = STOCK_SOURCE.c
        query = select(
            columns.name.label("source"),
            columns.generation,
            columns.as_of,
            columns.told_until,
            columns.doubted_at,
        ).order_by(columns.name)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(query)).mappings().all()
        return [SourceState(**row) for row in rows]


_MOVE = (
    update(STOCK_APPLIED)
    .where(STOCK_APPLIED.c.log == bindparam("old_log"), STOCK_APPLIED.c.position == bindparam("old"))
    .values(log=bindparam("new_log"), position=bindparam("new"))
)
_TOLD = (
    update(STOCK_SOURCE)
    .where(
        STOCK_SOURCE.c.name == bindparam("source"),
        or_(STOCK_SOURCE.c.told_until.is_(None), STOCK_SOURCE.c.told_until < bindparam("until")),
    )
    .values(told_until=bindparam("until"))
)
_DOUBT = (
    update(STOCK_SOURCE)
    .where(
        STOCK_SOURCE.c.name == bindparam("source"),
        or_(STOCK_SOURCE.c.doubted_at.is_(None), STOCK_SOURCE.c.doubted_at < bindparam("at")),
    )
    .values(doubted_at=bindparam("at"))
)


def _begin(*, embedded: bool) -> postgresql.Insert | sqlite.Insert:
    """Two who begin at once begin at one place; another log is gone on with where it is said."""
    statement = (sqlite.insert if embedded else postgresql.insert)(STOCK_APPLIED)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["id"],
        set_={"log": new.log, "position": new.position},
        where=new.log != STOCK_APPLIED.c.log,
    )
