"""One subscription as the body of an HTTP response that stays open.

It ends with `complete` where its client must not simply come back: the credential ended, the partner is
suspended, or what should come cannot be shown; what is wrong stands before it. Where this process stops, it
ends without: the client comes back, and goes on from its last cursor.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

from domain.errors import OrderGraphError, Suspended, Unauthenticated
from domain.log.cursors import LogCursor
from domain.partners import Principal
from gateway.edge.access import note_stream
from gateway.edge.streams.encodings import Encoding
from gateway.edge.streams.holders import Pass
from gateway.edge.streams.operations import Opened, refused
from gateway.edge.streams.shared import Streams
from gateway.execution.answers import Answer, refusal
from gateway.live.member import Member
from gateway.live.words import End, Item

_HIGH_WATER = 32_768
"""Bytes that may wait for a slow client before it is told nothing more."""
_STALL_SECONDS = 60.0
"""Who reads nothing for so long is given up: it may be gone without a word."""
_WHY: Mapping[End, OrderGraphError] = {
    End.EXPIRED: Unauthenticated("The token has expired: come back with another, and the last cursor"),
    End.SUSPENDED: Suspended("The partner is suspended"),
}


class Beginning(NamedTuple):
    """What a stream begins with. after: in the place of what the operation says. trace: 32 hex digits."""

    opened: Opened
    held: Pass
    encoding: Encoding
    trace: str
    after: LogCursor | None = None


class HttpStream:
    """Implements `Holder` and `Sink`, and is the ASGI application of the response."""

    def __init__(self, streams: Streams, begun: Beginning) -> None:
        """Raises Overloaded."""
        self.held = begun.held
        self._streams = streams
        self._begun = begun
        self._encoding = begun.encoding
        self._waiting = bytearray()
        self._news, self._room = asyncio.Event(), asyncio.Event()
        self._room.set()
        self._ended = False
        self._reopening: asyncio.Task[None] | None = None
        self._member: Member = streams.groups.open(begun.opened.live, begun.held.principal, self, begun.after)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        note_stream(scope)
        self._streams.holders.add(self)
        self._streams.count(self._encoding.transport, 1)
        gone = asyncio.create_task(_until_gone(receive, self._gone))
        try:
            await self._told(send)
        except TimeoutError:
            self._streams.metrics.ended(self._encoding.transport, "STALLED")
        finally:
            gone.cancel()
            self._close()
            self._streams.holders.take_out(self)
            self._streams.count(self._encoding.transport, -1)

    def push(self, items: Sequence[Item]) -> bool:
        for item in items:
            self._waiting += self._encoding.item(item)
        self._news.set()
        if len(self._waiting) >= _HIGH_WATER:
            self._room.clear()
        return self._room.is_set()

    async def ready(self) -> None:
        await self._room.wait()

    def failed(self, error: Exception) -> None:
        self._tell_trouble(refused(error, self._begun.trace))

    def granted(self, principal: Principal) -> None:
        self.held.principal = principal
        self._reopening = asyncio.create_task(self._reopen(principal), name="reopen-a-stream")

    def end(self, end: End) -> None:
        if self._ended:
            return
        self._streams.metrics.ended(self._encoding.transport, end.value)
        if (error := _WHY.get(end)) is not None:
            self._tell_trouble(refusal(error))
        else:
            self._finish(complete=False)

    async def _told(self, send: Send) -> None:
        headers = [(name.encode(), value.encode()) for name, value in self._encoding.headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        self._waiting[:0] = self._encoding.opening
        while True:
            body, self._waiting, last = bytes(self._waiting), bytearray(), self._ended
            self._news.clear()
            self._room.set()
            async with asyncio.timeout(_STALL_SECONDS):
                await send({"type": "http.response.body", "body": body, "more_body": not last})
            if last:
                return
            try:
                async with asyncio.timeout(self._encoding.beat_every):
                    await self._news.wait()
            except TimeoutError:
                self._waiting += self._encoding.beat

    async def _reopen(self, principal: Principal) -> None:
        operations, opened = self._streams.operations, self._begun.opened
        try:
            live = await operations.again(opened.operation, principal, self._begun.trace)
            if isinstance(live, Answer):
                self._tell_trouble(live.body())
            elif not self._ended:
                self._member.move(live, principal)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told
            self.failed(error)

    def _tell_trouble(self, response: Mapping[str, object]) -> None:
        if not self._ended:
            self._waiting += self._encoding.trouble(response)
            self._finish(complete=True)

    def _finish(self, *, complete: bool) -> None:
        self._close()
        self._waiting += self._encoding.end(complete=complete)
        self._news.set()

    def _gone(self) -> None:
        self._close()
        self._waiting.clear()
        self._news.set()

    def _close(self) -> None:
        self._ended = True
        self._member.close()
        if self._reopening is not None and self._reopening is not asyncio.current_task():
            self._reopening.cancel()


async def _until_gone(receive: Receive, gone: Callable[[], None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    gone()
