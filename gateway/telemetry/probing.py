"""Asking each system once: whether it answers, and takes our credentials."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

import structlog

from domain.errors import BackendError
from domain.ports.backends import ORDERS_BY_REFERENCE, STOCK
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
    asked = ((connection.instance, _question(connection)) for connection in connections)
    return list(
        await asyncio.gather(*(_probe(name, offer, clock) for name, offer in asked if offer is not None))
    )


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


def _question(connection: Probed) -> Offer | None:
    """The first read whose key may be any name: a reference would have to be of a kind that it takes."""
    return next((offer for offer in connection.offers if offer.port != ORDERS_BY_REFERENCE.name), None)


async def _probe(instance: str, offer: Offer, clock: Clock) -> Answer:
    key = StockKey(NOBODY, NOBODY) if offer.port == STOCK.name else NOBODY
    started = clock.monotonic()
    demand = Demand(deadline=started + PATIENCE.total_seconds())
    outcome = (await offer.read([key], demand))[key]
    took = timedelta(seconds=clock.monotonic() - started)
    error = outcome.error if isinstance(outcome, Failed) else None
    return Answer(instance, offer.port, took, error)
