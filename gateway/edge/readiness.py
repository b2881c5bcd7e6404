"""Whether this process should be sent requests now."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.budgets import BreakerState
from domain.errors import StoreUnavailable
from domain.hosts import HostState
from domain.instances import BackendState
from domain.ports.state import BackendStates, Store

_PATIENCE = timedelta(seconds=2)


class Verdict(NamedTuple):
    """ready, and the report that says why."""

    ready: bool
    report: dict[str, object]


class Readiness:
    """Ready: the store answers at the revision that this version needs, and no stop was asked for.

    A system that does not answer costs its own fields only: a process without it is as good as any other.
    It is ready then, and degraded.
    """

    def __init__(self, store: Store, backends: BackendStates, *, revision: str) -> None:
        self._store = store
        self._backends = backends
        self._needed = revision
        self.draining = False

    async def verdict(self) -> Verdict:
        """Ask the store, for two seconds at most."""
        trouble = await self._trouble()
        ready = not self.draining and not trouble
        states = self._backends.in_full()
        report: dict[str, object] = {
            "ready": ready,
            "degraded": any(map(_is_away, states)),
            "draining": self.draining,
            "store": trouble or "ok",
            "backends": [_backend(state) for state in states],
            "hosts": [_host(host) for host in _each_once(states)],
        }
        return Verdict(ready, report)

    async def _trouble(self) -> str:
        try:
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                await self._store.ping()
                found = await self._store.revision()
        except TimeoutError:
            return f"the store did not answer within {_PATIENCE.total_seconds():g} seconds"
        except StoreUnavailable as error:
            return error.public
        if found != self._needed:
            return f"the store stands at revision {found or '(none)'}, this version needs {self._needed}"
        return ""


def _is_away(state: BackendState) -> bool:
    """Whether its last read failed, or its host is not called as usual."""
    closed = state.host is None or state.host.breaker is BreakerState.CLOSED
    return state.reachable is False or not closed


def _backend(state: BackendState) -> dict[str, object]:
    return {
        "instance": state.instance,
        "host": None if state.host is None else state.host.host,
        "reachable": state.reachable,
        "lastError": state.last_error or None,
    }


def _each_once(states: Iterable[BackendState]) -> Sequence[HostState]:
    return list({state.host.host: state.host for state in states if state.host is not None}.values())


def _host(host: HostState) -> dict[str, object]:
    return {
        "host": host.host,
        "breaker": host.breaker.name,
        "budgetLeft": {budget.lane.value: budget.left for budget in host.budget},
        "errorRate": host.lately.error_rate,
        "p50Seconds": _seconds(host.lately.p50),
        "p99Seconds": _seconds(host.lately.p99),
        "lastSuccessAt": _instant(host.last_success_at),
        "lastFailureAt": _instant(host.last_failure_at),
    }


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds(), 4)


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
