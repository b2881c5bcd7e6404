"""One log line and one count for every answered request."""

import logging
from collections.abc import Collection
from datetime import timedelta

import structlog
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.ports.state import Clock
from gateway.telemetry.metrics import Metrics

_PARTNER = "ordergraph.partner"
_REFUSED = "ordergraph.refused"
_STREAM = "ordergraph.stream"
_UNROUTED = "(none)"
_NOT_ANSWERED = 499


def note_partner(scope: Scope, partner: str) -> None:
    """Name the partner that asks, for the log line."""
    scope[_PARTNER] = partner


def note_refused(scope: Scope, limit: str) -> None:
    """Say which limit refused the request, for the log line and the count."""
    scope[_REFUSED] = limit


def note_stream(scope: Scope) -> None:
    """Say that the answer stays open, so that the time that it takes says nothing."""
    scope[_STREAM] = True


class Access:
    """ASGI middleware. A request whose caller left before an answer counts as 499.

    Paths and queries are not logged, for they may hold a caller's text: the route's template is.
    quiet: routes that something asks for every few seconds; their lines are for debugging only.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics, clock: Clock, quiet: Collection[str] = ()) -> None:
        self._app = app
        self._quiet = frozenset(quiet)
        self._metrics = metrics
        self._clock = clock
        # Bound once: to look up how lines are written for each takes as long as to write one.
        self._log = structlog.get_logger("gateway.access").bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _NOT_ANSWERED
        began = self._clock.monotonic()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._tell(scope, status, self._clock.monotonic() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope) + (" (stream)" if scope.get(_STREAM) else "")
        self._metrics.request_answered(route, status, timedelta(seconds=seconds))
        partner, refused = scope.get(_PARTNER), scope.get(_REFUSED)
        if refused:
            self._metrics.operation_refused(refused, *([partner] if partner else []))
        self._log.log(
            logging.DEBUG if route in self._quiet else logging.INFO,
            "request",
            method=scope["method"],
            route=route,
            status=status,
            milliseconds=round(seconds * 1_000, 1),
            partner=partner,
            **({"refused": refused} if refused else {}),
        )


def _route(scope: Scope) -> str:
    """The template of the route that took the request; `(none)` where none did."""
    route = scope.get("route")
    return route.path if isinstance(route, (Route, Mount)) else _UNROUTED
