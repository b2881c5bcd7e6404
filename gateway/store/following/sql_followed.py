"""The port `Followed` on SQLite and PostgreSQL."""

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.log.cursors import LogCursor
from gateway.store.database import is_embedded, store_errors
from gateway.store.following.tables import EVENT_FOLLOWER

_F = EVENT_FOLLOWER.c


class SqlFollowed:
    """Implements `Followed`: one conditional upsert, so that no place of a log ever goes back."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        statement = (sqlite.insert if is_embedded(engine.url) else postgresql.insert)(EVENT_FOLLOWER)
        new = statement.excluded
        self._reach = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"log": new.log, "position": new.position},
            where=or_(_F.log != new.log, _F.position < new.position),
        )

    async def reached(self, name: str) -> LogCursor | None:
        kept = select(_F.log, _F.position).where(_F.name == name)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                row = (await connection.execute(kept)).one_or_none()
        return None if row is None else LogCursor(row[0], row[1])

    async def reach(self, name: str, place: LogCursor) -> None:
        row = {"name": name, "log": place.log, "position": place.position}
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(self._reach, row)
