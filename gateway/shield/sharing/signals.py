"""The port `Signal`: in one process, and among replicas over Redis' publish and subscribe."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import cast
from uuid import uuid4

import redis.asyncio
import structlog
from redis.exceptions import RedisError

from domain.ports.cache import Hear, Heard, Lost, News
from gateway.shield.sharing.messages import read, written

_LOG = structlog.get_logger(__name__)
_CHANNEL = "ordergraph:news"
_PAUSES = (0.05, 0.2, 0.5, 1.0)
"""Seconds before each further attempt to subscribe; the last stands for all that follow."""
_PATIENCE = 0.5
_QUIET = 1.0


class LocalSignal:
    """Implements `Signal` for one process."""

    def __init__(self) -> None:
        self._listeners: dict[object, Hear] = {}

    async def tell(self, news: News) -> None:
        self.hear(news)

    def hear(self, news: News) -> None:
        """Tell the listeners of this process."""
        for hear in tuple(self._listeners.values()):
            hear(news)

    def listen(self, hear: Hear) -> Callable[[], None]:
        name = object()
        self._listeners[name] = hear
        return lambda: self._listeners.pop(name, None) and None

    async def start(self) -> None:
        """There is nobody else."""

    async def aclose(self) -> None:
        self._listeners.clear()


class RedisSignal:
    """Implements `Signal` among all processes at one Redis.

    While Redis is away this process hears its own news alone. How far a feed was heard comes by way of Redis
    always, behind what other processes told before: without Redis it is heard by nobody.
    """

    def __init__(self, url: str) -> None:
        self._local = LocalSignal()
        self._client = redis.asyncio.Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
        )
        self._ears = redis.asyncio.Redis.from_url(url, socket_connect_timeout=_PATIENCE)
        self._origin = uuid4().hex
        self._hears = False
        self._owes_lost = False
        self._task: asyncio.Task[None] | None = None

    async def tell(self, news: News) -> None:
        if not isinstance(news, Heard):
            self._local.hear(news)
        try:
            if self._owes_lost:
                await self._publish(Lost())
                self._owes_lost = False
            await self._publish(news)
        except (RedisError, OSError) as error:
            if not self._owes_lost:
                _LOG.error("other replicas do not hear what changed: Redis is away", cause=repr(error))
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
        for client in (self._client, self._ears):
            with suppress(RedisError, OSError):
                await client.aclose()

    async def _publish(self, news: News) -> None:
        await self._client.publish(_CHANNEL, written(self._origin, news))

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                async with self._ears.pubsub() as subscription:
                    await subscription.subscribe(_CHANNEL)
                    while True:
                        self._take(await _next(subscription))
                        failures = 0
            except (RedisError, OSError) as error:
                self._deaf(error)
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    def _take(self, message: dict[str, object]) -> None:
        if message["type"] == "pong":
            return
        if message["type"] == "subscribe":
            self._local.hear(Lost())
            self._hears = True
            return
        body = message["data"]
        told = read(body if isinstance(body, bytes) else b"")
        if told is None:
            self._local.hear(Lost())
        elif told.origin != self._origin or isinstance(told.news, Heard):
            self._local.hear(told.news)

    def _deaf(self, error: Exception) -> None:
        if self._hears:
            _LOG.error("nothing is heard of other replicas: Redis is away", cause=repr(error))
        self._hears = False
        self._local.hear(Lost())


async def _next(subscription: redis.asyncio.client.PubSub) -> dict[str, object]:
    """The next message. Raises ConnectionError where not even an answer to a ping comes."""
    message = await subscription.get_message(timeout=_QUIET)
    if message is None:
        await subscription.ping()
        message = await subscription.get_message(timeout=_QUIET)
    if message is None:
        raise ConnectionError("it has fallen silent")
    return cast("dict[str, object]", message)
