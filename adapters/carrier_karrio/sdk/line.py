"""The only way from the SDK to the network: from its thread, over our loop, through our transport.

The SDK's own HTTP client blocks, has no deadline and does not check certificates. Where no line is open,
as inside of a parse, nothing can be sent at all.
"""

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from contextvars import ContextVar
from email.message import Message
from http import HTTPStatus
from io import BytesIO
from types import TracebackType
from typing import Protocol, Self
from urllib.error import HTTPError
from urllib.request import Request

import httpx

from adapters.transport.errors import refused
from adapters.transport.http import HttpTransport
from domain.errors import BackendError
from domain.ports.demand import Demand

_OURS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
"""Refusals whose meaning is in the status; of all others the carrier's own words tell more."""


class HungUp(Exception):
    """There is no line, or no answer came over it; `Line.failure` says why."""


class Body:
    """An answer, as the SDK wants to read it."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.headers = dict(response.headers)
        self.url = str(response.request.url)
        self._content = response.content

    def read(self) -> bytes:
        """The whole body."""
        return self._content

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Way(Protocol):
    """What the SDK's requests go over.

    failure: the first thing that went wrong on the way. status: of the last answer that came.
    """

    failure: BackendError | None
    status: int

    def fetch(self, request: Request) -> Body:
        """Answer a request. Raises HungUp, HTTPError."""
        ...


class Kept:
    """Answers every request with one text: a reply that was kept."""

    def __init__(self, text: str) -> None:
        self.failure: BackendError | None = None
        self.status = int(HTTPStatus.OK)
        self._text = text

    def fetch(self, request: Request) -> Body:
        return Body(httpx.Response(HTTPStatus.OK, text=self._text, request=_as_ours(request)))


class Line:
    """Carries the requests of one read."""

    def __init__(self, transport: HttpTransport, demand: Demand) -> None:
        self.failure: BackendError | None = None
        self.status = int(HTTPStatus.OK)
        self._transport = transport
        self._demand = demand
        self._loop = asyncio.get_running_loop()
        self._calls: set[Future[httpx.Response]] = set()
        self._open = True

    def hang_up(self) -> None:
        """End the call that is under way and refuse the next: nobody waits for its answer any more."""
        self._open = False
        for call in tuple(self._calls):
            call.cancel()

    def fetch(self, request: Request) -> Body:
        """Send a request and wait, in the SDK's thread. Raises HungUp, HTTPError."""
        if not self._open or self.failure is not None:
            raise HungUp
        response = self._answer(_as_ours(request))
        self.status = response.status_code
        self.failure = self._refusal(response)
        if self.failure is not None:
            raise HungUp
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            raise HTTPError(
                request.full_url,
                response.status_code,
                response.reason_phrase,
                Message(),
                BytesIO(response.content),
            )
        return Body(response)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        exchange = self._transport.exchange(request, self._demand)
        try:
            call = asyncio.run_coroutine_threadsafe(exchange, self._loop)
        except RuntimeError as error:  # the loop has ended
            exchange.close()
            raise HungUp from error
        self._calls.add(call)
        if not self._open:  # hung up between the two lines above
            call.cancel()
        try:
            return call.result()
        except BackendError as error:
            self.failure = error
            raise HungUp from error
        except CancelledError as error:
            raise HungUp from error
        finally:
            self._calls.discard(call)

    def _refusal(self, response: httpx.Response) -> BackendError | None:
        status = response.status_code
        told_by_carrier = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        if told_by_carrier and status not in _OURS:
            return None
        return refused(response, self._transport.instance, self._transport.clock.now())


@contextmanager
def over(line: Way) -> Iterator[None]:
    """Let what runs inside reach the network over this line."""
    token = _LINE.set(line)
    try:
        yield
    finally:
        _LINE.reset(token)


def send(request: Request, timeout: float | None = None) -> Body:  # noqa: ARG001 - the SDK's; the demand has the deadline
    """What stands in the place of the SDK's own way to the network."""
    line = _LINE.get()
    if line is None:
        raise HungUp
    return line.fetch(request)


_LINE: ContextVar[Way | None] = ContextVar("line", default=None)


def _as_ours(request: Request) -> httpx.Request:
    headers: Mapping[str, str] = {"user-agent": "OrderGraph", **dict(request.header_items())}
    content = request.data if isinstance(request.data, bytes) else None
    return httpx.Request(request.get_method(), request.full_url, headers=headers, content=content)
