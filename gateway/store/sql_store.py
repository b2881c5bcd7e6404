"""The port `Store` over SQLAlchemy: whether our database is there, and at which revision."""

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.store.database import store_errors


class SqlStore:
    """Implements the port `Store`; gives its engine to the stores of the single concerns."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def ping(self) -> None:
        with store_errors(self.engine.url):
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))

    async def revision(self) -> str | None:
        with store_errors(self.engine.url):
            async with self.engine.connect() as connection:
                return await connection.run_sync(_revision)

    async def aclose(self) -> None:
        await self.engine.dispose()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
