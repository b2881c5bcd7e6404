"""The port `Signal` over PostgreSQL's LISTEN and NOTIFY, for replicas that share a database and no Redis."""

import asyncio
import base64
import binascii
from collections.abc import Callable
from contextlib import suppress
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]  # it has none
import structlog
from sqlalchemy.engine import make_url

from domain.ports.cache import Hear, Heard, Lost, News
from gateway.shield.sharing.messages import read, small_parts
from gateway.shield.sharing.signals import LocalSignal

_LOG = structlog.get_logger(__name__)
_CHANNEL = "ordergraph_news"
_MOST = 5_900
"""Bytes of a message: PostgreSQL takes less than 8,000, and as text it is a third longer."""
_PAUSES = (0.05, 0.2, 0.5, 1.0)
"""Seconds before each further attempt to listen; the last stands for all that follow."""
_PATIENCE = 2.0
_QUIET = 1.0
_AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
_NOT_THE_DRIVERS = ("prepared_statement_cache_size", "prepared_statement_name_func", "async_fallback")


class PostgresSignal:
    """Implements `Signal` among all processes at one database, with one connection of its own.

    While the database is away this process hears its own news alone. How far a feed was heard comes by way
    of the database always, behind what other processes told before.
    """

    def __init__(self, url: str) -> None:
        place = make_url(url)
        _, given = place.get_dialect()().create_connect_args(place)
        self._given = {name: value for name, value in given.items() if name not in _NOT_THE_DRIVERS}
        self._local = LocalSignal()
        self._origin = uuid4().hex
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()
        self._owes_lost = False
        self._task: asyncio.Task[None] | None = None

    async def tell(self, news: News) -> None:
        if not isinstance(news, Heard):
            self._local.hear(news)
        try:
            if self._owes_lost:
                await self._notify(Lost())
                self._owes_lost = False
            await self._notify(news)
        except _AWAY as error:
            if not self._owes_lost:
                _LOG.error("other replicas do not hear what changed: the database is away", cause=repr(error))
            self._owes_lost = True

    def listen(self, hear: Hear) -> Callable[[], None]:
        return self._local.listen(hear)

    async def start(self) -> None:
        self._task = asyncio.create_task(self._listen(), name="hear-replicas")

    async def aclose(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._local.aclose()

    async def _notify(self, news: News) -> None:
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

    async def _listen(self) -> None:
        failures = 0
        while True:
            connection: asyncpg.Connection | None = None
            try:
                connection = await asyncpg.connect(timeout=_PATIENCE, **self._given)
                await connection.add_listener(_CHANNEL, self._take)
                self._connection = connection
                self._local.hear(Lost())
                while True:
                    await asyncio.sleep(_QUIET)
                    await self._run("SELECT 1")
                    failures = 0
            except _AWAY as error:
                if self._connection is not None:
                    _LOG.error("nothing is heard of other replicas: the database is away", cause=repr(error))
                self._local.hear(Lost())
            finally:
                self._connection = None
                if connection is not None:
                    with suppress(*_AWAY):
                        connection.terminate()
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    def _take(self, _connection: object, _process: int, _channel: str, payload: str) -> None:
        try:
            told = read(base64.b64decode(payload, validate=True))
        except binascii.Error:
            told = None
        if told is None:
            self._local.hear(Lost())
        elif told.origin != self._origin or isinstance(told.news, Heard):
            self._local.hear(told.news)
