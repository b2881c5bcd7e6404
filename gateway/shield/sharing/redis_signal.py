"""The port `Signal` over Redis' publish and subscribe."""

from contextlib import suppress
from typing import cast

import redis.asyncio
from redis.exceptions import RedisError

from domain.ports.cache import News
from gateway.shield.sharing.messages import written
from gateway.shield.sharing.signals import SharedSignal

_CHANNEL = "ordergraph:news"
_PATIENCE = 0.5
_QUIET = 1.0
_AWAY = (RedisError, OSError)


class RedisSignal(SharedSignal):
    """Implements `Signal` among all processes at one Redis."""

    def __init__(self, url: str) -> None:
        super().__init__("Redis", _AWAY)
        self._client = redis.asyncio.Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
        )
        self._ears = redis.asyncio.Redis.from_url(url, socket_connect_timeout=_PATIENCE)

    async def aclose(self) -> None:
        await super().aclose()
        for client in (self._client, self._ears):
            with suppress(*_AWAY):
                await client.aclose()

    async def _publish(self, news: News) -> None:
        await self._client.publish(_CHANNEL, written(self._origin, news))

    async def _hear(self) -> None:
        async with self._ears.pubsub() as subscription:
            await subscription.subscribe(_CHANNEL)
            while True:
                self._take_message(await _next(subscription))
                self._works()

    def _take_message(self, message: dict[str, object]) -> None:
        if message["type"] == "pong":
            return
        if message["type"] == "subscribe":
            self._connected()
            return
        body = message["data"]
        self._take(body if isinstance(body, bytes) else b"")


async def _next(subscription: redis.asyncio.client.PubSub) -> dict[str, object]:
    """The next message. Raises ConnectionError where not even an answer to a ping comes."""
    message = await subscription.get_message(timeout=_QUIET)
    if message is None:
        await subscription.ping()
        message = await subscription.get_message(timeout=_QUIET)
    if message is None:
        raise ConnectionError("it has fallen silent")
    return cast("dict[str, object]", message)
