"""Asking each system once: whether it answers, and takes our credentials."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

from rich.console import Group
from rich.markup import escape

from domain.errors import BackendError
from domain.ports.backends import STOCK
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Offer
from domain.ports.state import Clock
from domain.stock import StockKey
from gateway.cli.tables import table, titled

PATIENCE = timedelta(seconds=5)
NOBODY = "ordergraph-check"
"""A key that no system knows: `no such thing` is all the answer that is needed."""


class Probed(Protocol):
    """A connection, as far as it must be known to probe it."""

    @property
    def instance(self) -> str: ...

    @property
    def offers(self) -> tuple[Offer, ...]: ...

    @property
    def aclose(self) -> Callable[[], Awaitable[None]]: ...


class Answer(NamedTuple):
    """What one system said to one question: how long it took, and the error where there was one."""

    instance: str
    port: str
    took: timedelta
    error: BackendError | None

    @property
    def reachable(self) -> bool:
        """Whether it answered as its contract says."""
        return self.error is None


async def probe_all(connections: Sequence[Probed], clock: Clock) -> list[Answer]:
    """Ask every system side by side, in the order of the file; the connections are closed after."""
    return list(await asyncio.gather(*(_probe(connection, clock) for connection in connections)))


def probe_table(answers: Sequence[Answer]) -> Group:
    """The answers, one system a row."""
    shown = table("Instance", "Asked for", "Took", "Answer")
    for answer in answers:
        milliseconds = f"{answer.took / timedelta(milliseconds=1):.0f} ms"
        shown.add_row(answer.instance, answer.port, milliseconds, _words(answer.error))
    return titled("Asked once", shown)


async def _probe(connection: Probed, clock: Clock) -> Answer:
    offer = connection.offers[0]
    key = StockKey(NOBODY, NOBODY) if offer.port == STOCK.name else NOBODY
    started = clock.monotonic()
    try:
        demand = Demand(deadline=started + PATIENCE.total_seconds())
        outcome = (await offer.read([key], demand))[key]
    finally:
        await connection.aclose()
    took = timedelta(seconds=clock.monotonic() - started)
    error = outcome.error if isinstance(outcome, Failed) else None
    return Answer(connection.instance, offer.port, took, error)


def _words(error: BackendError | None) -> str:
    if error is None:
        return "[green]reachable[/green]"
    cause = f": {error.cause}" if error.cause else ""
    return f"[red]{escape(error.public)}[/red] ({error.code}{escape(cause)})"
