"""The port `Drifts` on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import RowMapping, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.positions.drift import Drift
from gateway.store.database import is_embedded, store_errors
from gateway.store.positions.tables import STOCK_DRIFT

_KEY = ("source", "location", "as_of")


class SqlDrifts:
    """Implements `Drifts`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        statement = (sqlite.insert if is_embedded(engine.url) else postgresql.insert)(STOCK_DRIFT)
        figures = [column.name for column in STOCK_DRIFT.columns if column.name not in _KEY]
        new = {name: statement.excluded[name] for name in figures}
        self._put = statement.on_conflict_do_update(index_elements=_KEY, set_=new)

    async def keep(self, drifts: Sequence[Drift], now: datetime) -> None:
        rows = [
            {
                "source": each.source,
                "location": each.location,
                "as_of": each.as_of,
                "compared_at": now,
                "compared": each.compared,
                "differing": each.differing,
                "unexpected": each.unexpected,
                "off": str(each.off),
                "of": str(each.of),
            }
            for each in sorted(drifts, key=lambda each: (each.source, each.location, each.as_of))
        ]
        if rows:
            with store_errors(self._engine.url):
                async with self._engine.begin() as connection:
                    await connection.execute(self._put, rows)

    async def drifts(self, source: str | None = None, *, first: int = 100) -> Sequence[Drift]:
        columns = STOCK_DRIFT.c
        latest = (
            select(columns.source, columns.location, func.max(columns.as_of).label("as_of"))
            .group_by(columns.source, columns.location)
            .subquery()
        )
        query = select(STOCK_DRIFT).join(
            latest,
            and_(
                columns.source == latest.c.source,
                columns.location == latest.c.location,
                columns.as_of == latest.c.as_of,
            ),
        )
        if source is not None:
            query = query.where(columns.source == source)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(query)).mappings().all()
        found = map(_drift, rows)
        return sorted(found, key=lambda each: (-each.share, each.source, each.location))[:first]


def _drift(row: RowMapping) -> Drift:
    told = {name: row[name] for name in (*_KEY, "compared", "differing", "unexpected")}
    return Drift(**told, off=Decimal(row["off"]), of=Decimal(row["of"]))
