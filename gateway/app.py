"""The application: routes and middleware around parts that are made elsewhere."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from domain.ports.state import Clock
from gateway.edge.access import Access
from gateway.edge.correlation import Correlation
from gateway.edge.explorer import Explorer
from gateway.edge.faults import Faults
from gateway.edge.graphql_endpoint import GraphQLEndpoint
from gateway.edge.probes import QUIET, probe_routes
from gateway.edge.problems import on_http_exception
from gateway.edge.readiness import Readiness
from gateway.edge.security_headers import SecurityHeaders
from gateway.telemetry.metrics import Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an application is made of. `start` opens what the parts need, `aclose` gives it back.

    explorer: the page for people, where there should be one. reload: takes the present instance file into
    use; False where it is wrong and the one before stays.
    """

    graphql: GraphQLEndpoint
    explorer: Explorer | None = None
    readiness: Readiness
    metrics: Metrics
    clock: Clock
    start: Callable[[], Awaitable[None]]
    aclose: Callable[[], Awaitable[None]]
    reload: Callable[[], Awaitable[bool]]


def create_app(parts: Parts) -> Starlette:
    """Make the ASGI application; its lifespan starts and closes the parts."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            await parts.start()
            yield
        finally:
            await parts.aclose()

    return Starlette(
        routes=_routes(parts),
        middleware=_middleware(parts),
        exception_handlers={HTTPException: on_http_exception},
        lifespan=lifespan,
    )


def _routes(parts: Parts) -> list[BaseRoute]:
    return [
        Route("/graphql", parts.graphql),
        *(parts.explorer.routes() if parts.explorer else ()),
        # WebSocket, SSE and multipart get routes of their own here, over the same engine.
        *probe_routes(parts.readiness, parts.metrics),
    ]


def _middleware(parts: Parts) -> list[Middleware]:
    """From the outside in. Cross-origin rules and admission come between access and headers."""
    return [
        Middleware(Correlation),
        Middleware(Access, metrics=parts.metrics, clock=parts.clock, quiet=QUIET),
        Middleware(SecurityHeaders),
        Middleware(Faults),
    ]
