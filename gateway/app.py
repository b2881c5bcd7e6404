"""The application: routes and middleware around parts that are made elsewhere."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
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
from gateway.edge.heads import DEFAULT_BOUNDS, HeadBounds
from gateway.edge.origins import cross_origin
from gateway.edge.over_http.endpoint import GraphQLEndpoint
from gateway.edge.over_http.schema_download import PATH as SCHEMA
from gateway.edge.over_http.schema_download import SchemaDownload
from gateway.edge.probes import QUIET, probe_routes
from gateway.edge.problems import on_http_exception
from gateway.edge.readiness import Readiness
from gateway.edge.security_headers import SecurityHeaders
from gateway.edge.websocket.endpoint import Sockets, WebSocketEndpoint
from gateway.intake.endpoint import EventsEndpoint, Straight
from gateway.telemetry.metrics import Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an application is made of. `start` opens what the parts need, `aclose` gives it back.

    events: where systems deliver what they push. download: the schema as text, where it is shown. explorer:
    the page for people, where there should be one. head: how large may be what comes before a body, for
    whoever listens. origins: of other web pages that may ask. sockets: where WebSockets go, with messages of
    so many bytes; leave: ends what is open for long, for the process stops. reload: takes the present
    instance file into use; False where it is wrong and the one before stays.
    """

    graphql: GraphQLEndpoint
    events: EventsEndpoint | None = None
    download: SchemaDownload | None = None
    explorer: Explorer | None = None
    readiness: Readiness
    metrics: Metrics
    clock: Clock
    start: Callable[[], Awaitable[None]]
    aclose: Callable[[], Awaitable[None]]
    reload: Callable[[], Awaitable[bool]]
    head: HeadBounds = DEFAULT_BOUNDS
    origins: Sequence[str] = ()
    sockets: WebSocketEndpoint | None = None
    leave: Callable[[], None] = lambda: None
    message_bytes: int = 65_536


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
        *([parts.events.route()] if parts.events else ()),
        *([Route(SCHEMA, parts.download)] if parts.download else ()),
        *(parts.explorer.routes() if parts.explorer else ()),
        *probe_routes(parts.readiness, parts.metrics),
    ]


def _middleware(parts: Parts) -> list[Middleware]:
    """From the outside in."""
    return [
        *([Middleware(Sockets, endpoint=parts.sockets)] if parts.sockets else ()),
        Middleware(Correlation),
        Middleware(Access, metrics=parts.metrics, clock=parts.clock, quiet=QUIET),
        *cross_origin(parts.origins),
        Middleware(SecurityHeaders),
        Middleware(Faults),
        *([Middleware(Straight, endpoint=parts.events)] if parts.events else ()),
    ]
