"""The port `Signal` over PostgreSQL's LISTEN and NOTIFY, for replicas that share a database and no Redis."""

import asyncio
import base64
import binascii
from contextlib import suppress

import asyncpg  # type: ignore[import-untyped]  # it has none
from sqlalchemy.engine import make_url

from domain.ports.cache import News
from gateway.shield.sharing.messages import small_parts
from gateway.shield.sharing.signals import SharedSignal

_CHANNEL = "ordergraph_news"
_MOST = 5_900
"""Bytes of a message: PostgreSQL takes less than 8,000, and as text it is a third longer."""
_PATIENCE = 2.0
_QUIET = 1.0
_AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
_NOT_THE_DRIVERS = ("prepared_statement_cache_size", "prepared_statement_name_func", "async_fallback")


class PostgresSignal(SharedSignal):
    """Implements `Signal` among all processes at one database, with one connection of its own."""

    def __init__(self, url: str) -> None:
        super().__init__("the database", _AWAY)
        place = make_url(url)
        _, given = place.get_dialect()().create_connect_args(place)
        self._given = {name: value for name, value in given.items() if name not in _NOT_THE_DRIVERS}
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()

    async def _publish(self, news: News) -> None:
        for part in small_parts(self._origin, news, _MOST):
            await self._run("SELECT pg_notify($1, $2)", _CHANNEL, base64.b64encode(part).decode())

    async def _run(self, statement: str, *values: str) -> None:
        if self._task is None:
            await self._run_alone(statement, *values)
            return
        async with self._turn:
            if self._connection is None:
                raise ConnectionError("it is not connected")
            await self._connection.execute(statement, *values, timeout=_PATIENCE)

    async def _run_alone(self, statement: str, *values: str) -> None:
        """For who tells and does not listen, such as a command."""
        connection = await asyncpg.connect(timeout=_PATIENCE, **self._given)
        try:
            await connection.execute(statement, *values, timeout=_PATIENCE)
        finally:
            await connection.close(timeout=_PATIENCE)

    async def _hear(self) -> None:
        connection = await asyncpg.connect(timeout=_PATIENCE, **self._given)
        try:
            await connection.add_listener(_CHANNEL, self._take_text)
            self._connection = connection
            self._connected()
            while True:
                await asyncio.sleep(_QUIET)
                await self._run("SELECT 1")
                self._works()
        finally:
            self._connection = None
            with suppress(*_AWAY):
                connection.terminate()

    def _take_text(self, _connection: object, _process: int, _channel: str, payload: str) -> None:
        try:
            body = base64.b64decode(payload, validate=True)
        except binascii.Error:
            body = b""
        self._take(body)
