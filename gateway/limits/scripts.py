"""Atomic scripts over one Redis, on the clock of its server."""

from collections.abc import Callable
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript

_SECONDS = 0.25


def impatient(url: str) -> Redis:
    """A client that soon gives up, since requests wait for it. Opens nothing yet."""
    return Redis.from_url(
        url,
        socket_timeout=_SECONDS,
        socket_connect_timeout=_SECONDS,
        # One retry, at once: a connection that lay idle may have been closed.
        retry=Retry(NoBackoff(), 1),
    )


@dataclass(frozen=True, slots=True)
class Scripts:
    """Where scripts run, under which keys, and when.

    prefix: of every key, so that others may use the same Redis. now: another clock than the server's.
    """

    client: Redis
    prefix: str = "ordergraph:"
    now: Callable[[], float] | None = None

    def of(self, text: str) -> AsyncScript:
        """The script, which Redis is given once."""
        return self.client.register_script(text)

    def key(self, name: str) -> str:
        return f"{self.prefix}{name}"

    def instant(self) -> str:
        """What a script is given as the time: nothing where the server's own counts."""
        return "" if self.now is None else repr(self.now())

    async def aclose(self) -> None:
        await self.client.aclose()
