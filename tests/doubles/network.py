"""Networks to stand in the place of the real one: they refuse, keep silent, answer canned, count.

Each is an httpx transport, so that whatever is under test runs up to the last line before the wire.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping

import httpx


class Refusing(httpx.AsyncBaseTransport):
    """Nobody listens there."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)


class Silent(httpx.AsyncBaseTransport):
    """Takes every request and never answers."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError(f"{request.url} was answered by nobody")


class Canned(httpx.AsyncBaseTransport):
    """Gives the same answer to every request."""

    def __init__(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self._status = status
        self._body = body
        self._headers = dict(headers or {})

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(self._status, headers=self._headers, content=self._body, request=request)


class InTurn(httpx.AsyncBaseTransport):
    """Gives one body after another, the last one again and again, and keeps the requests."""

    def __init__(self, *bodies: bytes) -> None:
        self._bodies = list(bodies)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        body = self._bodies.pop(0) if len(self._bodies) > 1 else self._bodies[0]
        return httpx.Response(200, content=body, request=request)


class Rewriting(httpx.AsyncBaseTransport):
    """Passes requests on and changes the bodies of the successful answers."""

    def __init__(self, upstream: httpx.AsyncBaseTransport, change: Callable[[bytes], bytes]) -> None:
        self._upstream = upstream
        self._change = change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._upstream.handle_async_request(request)
        body = await answer.aread()
        changed = self._change(body) if answer.is_success else body
        headers = {"content-type": answer.headers.get("content-type", "")}
        return httpx.Response(answer.status_code, headers=headers, content=changed, request=request)


class Counting(httpx.AsyncBaseTransport):
    """Passes requests on and keeps those whose path is not one of `except_for`."""

    def __init__(self, upstream: httpx.AsyncBaseTransport, *, except_for: Collection[str] = ()) -> None:
        self._upstream = upstream
        self._except_for = except_for
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path not in self._except_for:
            self.requests.append(request)
        return await self._upstream.handle_async_request(request)


class Branching(httpx.AsyncBaseTransport):
    """Sends requests to one of `paths` upstream, so that a token can be had, and others to `trouble`."""

    def __init__(
        self,
        upstream: httpx.AsyncBaseTransport,
        trouble: httpx.AsyncBaseTransport,
        paths: Collection[str],
    ) -> None:
        self._upstream = upstream
        self._trouble = trouble
        self._paths = paths

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        way = self._upstream if request.url.path in self._paths else self._trouble
        return await way.handle_async_request(request)
