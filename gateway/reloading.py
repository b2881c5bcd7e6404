"""Taking another instance file into use while requests go on: cut over, and back, without a stop.

A request keeps the graph that it began with, so that no answer is half of one configuration and half of
another. The graph that was replaced is closed when the longest request can no longer be using it. A file
that is wrong, or a graph that cannot be made, changes nothing: the log says why.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

import structlog

from domain.errors import OrderGraphError
from domain.instances import BackendState
from domain.partners import Principal
from domain.ports.demand import Demand
from domain.ports.state import BackendStates

_LOG = structlog.get_logger(__name__)

C = TypeVar("C")
C_co = TypeVar("C_co", covariant=True)


class Served(Protocol[C_co]):
    """A graph, as far as it must be known to put another in its place."""

    @property
    def backends(self) -> BackendStates: ...

    def context(self, principal: Principal, demand: Demand) -> C_co: ...

    async def aclose(self) -> None: ...


class Reloading(Generic[C]):
    """The graph that is served now. `build` makes and starts another of what is configured then.

    linger: how long a replaced graph stays open for the requests that began with it.
    """

    def __init__(
        self,
        first: Served[C],
        build: Callable[[], Awaitable[Served[C]]],
        linger: timedelta,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now = first
        self._build = build
        self._linger = linger.total_seconds()
        self._sleep = sleep
        self._before: dict[asyncio.Task[None], Served[C]] = {}
        self._one_at_a_time = asyncio.Lock()

    def context(self, principal: Principal, demand: Demand) -> C:
        """The context of an operation that begins now."""
        return self._now.context(principal, demand)

    def states(self) -> Sequence[BackendState]:
        """Implements the port BackendStates for the graph that is served now."""
        return self._now.backends.states()

    def in_full(self) -> Sequence[BackendState]:
        """The same with all that is known of them."""
        return self._now.backends.in_full()

    async def reload(self) -> bool:
        """Take the present configuration into use. False, with the reason in the log, where it is wrong."""
        async with self._one_at_a_time:
            try:
                graph = await self._build()
            except OrderGraphError as error:
                _LOG.error("the new configuration is not used", reason=error.public, cause=error.cause)
                return False
            self._put(graph)
        _LOG.info("the new configuration is in use")
        return True

    def _put(self, graph: Served[C]) -> None:
        before, self._now = self._now, graph
        task = asyncio.create_task(self._close_later(before), name="close-replaced-graph")
        self._before[task] = before
        task.add_done_callback(lambda done: self._before.pop(done, None))

    async def aclose(self) -> None:
        """Close the present graph and every one before it."""
        waiting = dict(self._before)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for graph in (*waiting.values(), self._now):
            await graph.aclose()

    async def _close_later(self, graph: Served[C]) -> None:
        await self._sleep(self._linger)
        await graph.aclose()
