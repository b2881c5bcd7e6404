"""Which web pages of others may speak with us from a browser.

A browser asks before it sends JSON or a token across origins (CORS), but opens a WebSocket without asking:
there the server must look at the Origin itself. Nothing of ours rests on cookies, so that a page can only do
what somebody gave it a token for.
"""

from collections.abc import Collection, Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import Receive, Scope, Send

from gateway.settings.origins import ANY, origin_of

_NOBODYS_PAGE = "/events/"
_PREFLIGHT_SECONDS = 600
_SHOWN = ("retry-after", "ratelimit", "ratelimit-policy", "graphql-cost", "traceparent", "x-correlation-id")


def cross_origin(allowed: Sequence[str]) -> list[Middleware]:
    """The middleware that tells browsers which origins may ask; none where none may."""
    if not allowed:
        return []
    return [
        Middleware(
            _ForPages,
            allow_origins=allowed,
            allow_methods=("GET", "POST"),
            allow_headers=("*",),
            expose_headers=_SHOWN,
            max_age=_PREFLIGHT_SECONDS,
        )
    ]


class _ForPages(CORSMiddleware):
    """Not for what systems deliver: no page of anybody's has business there."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_NOBODYS_PAGE):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def may_connect(origin: str | None, host: str, allowed: Collection[str]) -> bool:
    """Whether a WebSocket may be opened, by the headers Origin and Host of its request.

    A program that is no browser sends no Origin. A page of our own has our host; its scheme is not compared,
    for a proxy in front of us may have taken the TLS off.
    """
    if origin is None or ANY in allowed:
        return True
    known = origin_of(origin)
    if known is None:
        return False
    return known in allowed or known == origin_of(f"{known.partition('://')[0]}://{host}")
