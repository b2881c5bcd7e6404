"""Limits of one process: the whole budget where nobody shares it, or this replica's part of it."""

from collections.abc import Mapping
from datetime import timedelta

from domain.budgets import BudgetRules
from domain.ports.limits import Ask, Grants
from domain.ports.state import Clock
from gateway.limits.ledger import Ledger
from gateway.limits.turns import take


class MemoryLimits:
    """Implements the port `LimitStore` in this process, on the injected clock. An await here never waits.

    full: whether a host that was not asked yet has its whole burst.
    """

    def __init__(self, clock: Clock, *, full: bool = True) -> None:
        self._clock = clock
        self._since = clock.now().timestamp() - clock.monotonic()
        self._full = full
        self._ledgers: dict[str, Ledger] = {}
        self._breakers: dict[str, float] = {}

    async def take(self, ask: Ask) -> Grants:
        now = self._now()
        return take(self._ledger(ask.host, ask.rules, now), ask, now)

    async def slow(self, host: str, rules: BudgetRules, pause: timedelta) -> None:
        now = self._now()
        self._ledger(host, rules, now).slow(rules, pause.total_seconds(), now)

    async def tell(self, breaker: str, pause: timedelta | None) -> None:
        if pause is None:
            self._breakers.pop(breaker, None)
        else:
            self._breakers[breaker] = self._now() + pause.total_seconds()

    async def told(self) -> Mapping[str, timedelta]:
        now = self._now()
        self._breakers = {name: until for name, until in self._breakers.items() if until > now}
        return {name: timedelta(seconds=until - now) for name, until in self._breakers.items()}

    def forget(self) -> None:
        """Begin anew: another store counted meanwhile."""
        self._ledgers.clear()
        self._breakers.clear()

    async def aclose(self) -> None:
        """Nothing is open."""

    def _now(self) -> float:
        return self._since + self._clock.monotonic()

    def _ledger(self, host: str, rules: BudgetRules, now: float) -> Ledger:
        if host not in self._ledgers:
            self._ledgers[host] = Ledger(at=now, tokens=float(rules.burst) if self._full else 0.0)
        return self._ledgers[host]
