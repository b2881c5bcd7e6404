"""Our own state as a process opens it: the database, the exception cases and the writer before them."""

from datetime import timedelta

from domain.ports.state import Clock
from gateway.store.case_writer import CaseWriter
from gateway.store.database import open_database
from gateway.store.migrating import make_ready
from gateway.store.sql_exception_cases import SqlExceptionCases
from gateway.store.sql_store import SqlStore
from gateway.telemetry.metrics import Metrics


class State:
    """From `start` to `aclose`. Findings are given to `writer.offer`, and cases are read from `cases`."""

    def __init__(self, url: str, clock: Clock, metrics: Metrics) -> None:
        self.store = SqlStore(open_database(url))
        self.cases = SqlExceptionCases(self.store.engine)
        self.writer = CaseWriter(self.cases, clock, metrics)

    async def start(self) -> None:
        """Migrate or check the database, then begin to write. Raises StoreUnavailable."""
        await make_ready(self.store)
        self.writer.start()

    async def aclose(self, grace: timedelta) -> None:
        """Write what waits, for at most `grace`, and give every connection back."""
        await self.writer.aclose(grace)
        await self.store.aclose()
