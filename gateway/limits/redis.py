"""Limits of all replicas, in Redis: one atomic script a call, on the clock of the server."""

from collections.abc import Mapping
from datetime import timedelta
from importlib.resources import files
from typing import cast

import msgspec

from domain.budgets import BudgetRules, Counts
from domain.ports.limits import Ask, Grants, Short
from gateway.limits.scripts import Scripts

_TAKE = files("gateway.limits").joinpath("ledger.lua").read_text(encoding="utf-8")
_TELL = """
if ARGV[2] == '' then return redis.call('HDEL', KEYS[1], ARGV[1]) end
local time = redis.call('TIME')
local until_then = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[2])
redis.call('HSET', KEYS[1], ARGV[1], until_then)
return redis.call('EXPIRE', KEYS[1], 3600)
"""
_TOLD = """
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local told, left = redis.call('HGETALL', KEYS[1]), {}
for at = 1, #told, 2 do
  local pause = tonumber(told[at + 1]) - now
  if pause > 0 then
    left[#left + 1] = told[at]
    left[#left + 1] = pause
  else
    redis.call('HDEL', KEYS[1], told[at])
  end
end
return left
"""


class RedisLimits:
    """Implements the port `LimitStore`. Raises RedisError, and its sort, where Redis does not answer."""

    def __init__(self, scripts: Scripts) -> None:
        self.scripts = scripts
        self._take = scripts.of(_TAKE)
        self._tell = scripts.of(_TELL)
        self._told = scripts.of(_TOLD)

    async def take(self, ask: Ask) -> Grants:
        figures = {"running": ask.running, "wanted": ask.wanted, "unused": ask.unused}
        answer = await self._run(ask.host, ask.rules, {"replica": ask.replica, **figures})
        granted, waits, shorts, tokens, pace, today, replicas, others = msgspec.msgpack.decode(answer)
        return Grants(
            granted=cast("Counts", tuple(granted)),
            waits=cast("tuple[float, float, float, float]", tuple(waits)),
            shorts=cast(
                "tuple[None, None, None, None]", tuple(Short(one) if one else None for one in shorts)
            ),
            tokens=None if tokens is False else tokens,
            pace=pace,
            today=None if today is False else today,
            replicas=max(1, replicas),
            others=others,
        )

    async def slow(self, host: str, rules: BudgetRules, pause: timedelta) -> None:
        await self._run(host, rules, {"slow": pause.total_seconds()})

    async def tell(self, breaker: str, pause: timedelta | None) -> None:
        millis = "" if pause is None else str(round(pause.total_seconds() * 1000))
        await self._tell(keys=[self.scripts.key("breakers")], args=[breaker, millis])

    async def told(self) -> Mapping[str, timedelta]:
        told = await self._told(keys=[self.scripts.key("breakers")])
        pairs = zip(told[::2], told[1::2], strict=True)
        return {name.decode(): timedelta(milliseconds=int(left)) for name, left in pairs}

    async def aclose(self) -> None:
        await self.scripts.aclose()

    async def _run(self, host: str, rules: BudgetRules, asked: Mapping[str, object]) -> bytes:
        told = {
            "rate": rules.rate,
            "burst": rules.burst,
            "concurrency": rules.concurrency,
            "daily": rules.daily,
            "shares": rules.shares,
            "recovery": rules.recovery.total_seconds(),
        }
        known = {name: value for name, value in told.items() if value is not None}
        packed = msgspec.msgpack.encode({**asked, "rules": known})
        keys = [self.scripts.key(f"budget:{host}"), self.scripts.key("replicas")]
        return cast("bytes", await self._take(keys=keys, args=[packed, self.scripts.instant()]))
