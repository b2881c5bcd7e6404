"""Quotas of all replicas, in Redis: one atomic script a call, on the clock of the server."""

import math
from importlib.resources import files

import msgspec

from domain.ports.quotas import LAPSE_SECONDS, Ask, Lease
from gateway.limits.scripts import Scripts

_TAKE = files("gateway.quotas").joinpath("bucket.lua").read_text(encoding="utf-8")


class RedisQuotas:
    """Implements the port `QuotaStore`. Raises RedisError, and its sort, where Redis does not answer."""

    def __init__(self, scripts: Scripts) -> None:
        self.scripts = scripts
        self._take = scripts.of(_TAKE)

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
        keys = [self.scripts.key(f"quota:{ask.partner}")]
        packed = msgspec.msgpack.encode(told)
        points, left, slots = await self._take(keys=keys, args=[packed, self.scripts.instant()])
        return Lease(points=points, left=float(left), slots=slots)

    async def aclose(self) -> None:
        await self.scripts.aclose()
