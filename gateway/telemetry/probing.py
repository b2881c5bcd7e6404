"""Asking each system once: whether it answers, and takes our credentials."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

import structlog

from domain.errors import BackendError
from domain.ports.backends import STOCK
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Offer
from domain.ports.state import Clock
from domain.stock import StockKey

PATIENCE = timedelta(seconds=5)
NOBODY = "ordergraph-check"
"""A key that no system knows: `no such thing` is all the answer that is needed."""

_LOG = structlog.get_logger(__name__)


class Probed(Protocol):
    """A connection, as far as it must be known to ask it something."""

    @property
    def instance(self) -> str: ...

    @property
    def offers(self) -> tuple[Offer, ...]: ...


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
    """Ask every system that can be asked, side by side; the answers come in the same order."""
    asked = (_probe(connection, clock) for connection in connections if connection.offers)
    return list(await asyncio.gather(*asked))


async def tell_unreachable(connections: Sequence[Probed], clock: Clock) -> None:
    """Ask every system once and log those that do not answer: the process serves without them."""
    for answer in await probe_all(connections, clock):
        if answer.error is not None:
            _LOG.warning(
                "a system does not answer: what only it knows is missing until it does",
                instance=answer.instance,
                code=answer.error.code,
                reason=answer.error.public,
                cause=answer.error.cause,
            )


async def _probe(connection: Probed, clock: Clock) -> Answer:
    offer = connection.offers[0]
    key = StockKey(NOBODY, NOBODY) if offer.port == STOCK.name else NOBODY
    started = clock.monotonic()
    demand = Demand(deadline=started + PATIENCE.total_seconds())
    outcome = (await offer.read([key], demand))[key]
    took = timedelta(seconds=clock.monotonic() - started)
    error = outcome.error if isinstance(outcome, Failed) else None
    return Answer(connection.instance, offer.port, took, error)
