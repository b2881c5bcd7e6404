"""The port `Claims` on PostgreSQL: advisory locks, which end with their transaction whatever happens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b

from sqlalchemy import BigInteger, func, literal, select
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.store.database import store_errors

_LOCK_BYTES = 8


class AdvisoryClaims:
    """One claim of one work among all processes over the same database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def claimed(self, work: str) -> AsyncIterator[bool]:
        """Whether the work is the caller's for as long as the context lasts. Raises StoreUnavailable."""
        taken = select(func.pg_try_advisory_xact_lock(literal(_number(work), BigInteger)))
        with store_errors(self._engine.url):
            connection = await self._engine.connect()
        try:
            with store_errors(self._engine.url):
                is_ours = bool(await connection.scalar(taken))
            yield is_ours
        finally:
            with store_errors(self._engine.url):
                await connection.close()


def _number(work: str) -> int:
    """A lock's number: the same for the same work in every process, and no other lock's by chance."""
    digest = blake2b(f"ordergraph/{work}".encode(), digest_size=_LOCK_BYTES).digest()
    return int.from_bytes(digest, signed=True)
