"""Quotas of all replicas, in Redis: one atomic script a call, on the clock of the server."""

import math
from collections.abc import Callable
from importlib.resources import files

import msgspec
from redis.asyncio import Redis

from domain.ports.quotas import LAPSE_SECONDS, Ask, Lease

_TAKE = files("gateway.quotas").joinpath("bucket.lua").read_text(encoding="utf-8")


class RedisQuotas:
    """Implements the port `QuotaStore`. Raises RedisError, and its sort, where Redis does not answer.

    prefix: of every key, so that others may use the same Redis. now: another clock than the server's.
    """

    def __init__(
        self, client: Redis, prefix: str = "ordergraph:", now: Callable[[], float] | None = None
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._now = now
        self._take = client.register_script(_TAKE)

    async def take(self, ask: Ask) -> Lease:
        told = {
            "replica": ask.replica,
            "number": ask.number,
            "spent": ask.spent,
            "held": ask.held,
            "wanted": ask.wanted,
            "running": ask.running,
            "slots": ask.slots,
            "points": ask.quota.points,
            "rate": ask.quota.rate,
            "concurrency": ask.quota.concurrency,
            # An account that nobody has touched for so long is full.
            "keep": math.ceil(2 * ask.quota.window.total_seconds() + LAPSE_SECONDS),
        }
        now = "" if self._now is None else repr(self._now())
        keys = [f"{self._prefix}quota:{ask.partner}"]
        points, left, slots = await self._take(keys=keys, args=[msgspec.msgpack.encode(told), now])
        return Lease(points=points, left=float(left), slots=slots)

    async def aclose(self) -> None:
        await self._client.aclose()
