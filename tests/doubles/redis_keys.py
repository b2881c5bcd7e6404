"""Scripts over the real Redis under a prefix of their own, whose keys are gone afterwards.

The keys are noted, not looked for: to look takes the longer, the more others keep in the same Redis.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from redis.asyncio import Redis

from gateway.limits.scripts import Scripts
from tests import services


@dataclass(frozen=True, slots=True)
class NotedScripts(Scripts):
    """noted: every key that was asked for."""

    noted: set[str] = field(default_factory=set)

    def key(self, name: str) -> str:
        key = Scripts.key(self, name)
        self.noted.add(key)
        return key


@asynccontextmanager
async def own_scripts(now: Callable[[], float]) -> AsyncIterator[NotedScripts]:
    """now: the clock on which they run."""
    client = Redis.from_url(services.address("redis"))
    scripts = NotedScripts(client, f"ordergraph-test:{uuid4().hex}:", now)
    try:
        yield scripts
        if scripts.noted:
            await client.delete(*scripts.noted)
    finally:
        await client.aclose()
