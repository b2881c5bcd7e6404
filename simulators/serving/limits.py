"""A vendor's rate limit: so many calls a second and a burst, else 429 with Retry-After."""

import math
import time
from collections.abc import Callable
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from simulators.serving.refusals import Refuse


class Rate(NamedTuple):
    """Tokens a second and the most that are kept."""

    per_second: float
    burst: int


DEFAULT_RATES = {
    "erp": Rate(20, 40),
    "wms_east": Rate(50, 100),
    "wms_west": Rate(30, 60),
    "tms": Rate(50, 100),
    "carrier": Rate(50, 100),
}


class Limits:
    """A token bucket per system; a system without one is unlimited."""

    def __init__(self, rates: dict[str, Rate], real: Callable[[], float] = time.monotonic) -> None:
        self._real = real
        self._rates: dict[str, Rate] = {}
        self._kept: dict[str, tuple[float, float]] = {}  # tokens, and when they were counted
        for system, rate in rates.items():
            self.set(system, rate)

    def set(self, system: str, rate: Rate | None) -> None:
        """Change a system's limit and fill its bucket. Raises ValueError for a rate that lets none in."""
        self._rates.pop(system, None)
        if rate is None:
            return
        if rate.per_second <= 0 or rate.burst < 1:
            raise ValueError(
                f"{system}: a rate of {rate.per_second} with a burst of {rate.burst} lets none in"
            )
        self._rates[system] = rate
        self._kept[system] = (float(rate.burst), self._real())

    def take(self, system: str) -> int:
        """Take a token: 0, or the whole seconds after which there is one again."""
        rate = self._rates.get(system)
        if rate is None:
            return 0
        tokens, counted = self._kept[system]
        now = self._real()
        tokens = min(rate.burst, tokens + (now - counted) * rate.per_second)
        self._kept[system] = (tokens - 1 if tokens >= 1 else tokens, now)
        return 0 if tokens >= 1 else max(1, math.ceil((1 - tokens) / rate.per_second))


class LimitRate:
    """Middleware that refuses what comes above a system's rate."""

    def __init__(self, app: ASGIApp, system: str, limits: Limits, refuse: Refuse) -> None:
        self._app = app
        self._system = system
        self._limits = limits
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait = self._limits.take(self._system) if scope["type"] == "http" else 0
        if not wait:
            await self._app(scope, receive, send)
            return
        await self._refuse(429, {"Retry-After": str(wait)})(scope, receive, send)
