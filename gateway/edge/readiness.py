"""Whether this process should be sent requests now."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

from domain.errors import StoreUnavailable
from domain.ports.state import BackendStates, Store

_PATIENCE = timedelta(seconds=2)


class Verdict(NamedTuple):
    """ready, and the report that says why."""

    ready: bool
    report: dict[str, object]


class Readiness:
    """Ready: the store answers at the revision that this version needs, and no stop was asked for.

    A system that does not answer is listed and costs its own fields only: a process without it is as
    good as any other.
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
        report: dict[str, object] = {
            "ready": ready,
            "draining": self.draining,
            "store": trouble or "ok",
            "backends": [
                {
                    "instance": state.instance,
                    "reachable": state.reachable,
                    "lastError": state.last_error or None,
                }
                for state in self._backends.states()
            ],
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
