"""Headers that tell a browser to do as little as possible with an answer, unless it says otherwise."""

from collections.abc import Iterable, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NOT_KEPT = (b"cache-control", b"no-store")
DEFAULTS: Mapping[str, str] = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

_RAW = tuple((name.encode(), value.encode()) for name, value in DEFAULTS.items())
_ETAG = b"etag"
Raw = tuple[bytes, bytes]


class SecurityHeaders:
    """ASGI middleware: adds each default that the answer does not set by itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_defaults(message["headers"])
            await send(message)

        await self._app(scope, receive, secured)


def _with_defaults(headers: Iterable[Raw]) -> list[Raw]:
    told = list(headers)
    names = {name.lower() for name, _ in told}
    told += [each for each in _RAW if each[0] not in names]
    # Files have an etag, and may be kept.
    if _ETAG not in names and _NOT_KEPT[0] not in names:
        told.append(_NOT_KEPT)
    return told
