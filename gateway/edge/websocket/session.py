"""One connection from its first message to its end: which message may come when, and what it leads to."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import Receive, Send

from domain.partners import Grant, Principal
from gateway.edge.streams.holders import Pass
from gateway.edge.streams.operations import Operations
from gateway.edge.websocket.beside import Beside
from gateway.edge.websocket.closing import (
    FAULT,
    INIT_TIMEOUT,
    OF_END,
    TOO_MANY_INITS,
    UNAUTHORIZED,
    Closing,
    fitting,
)
from gateway.edge.websocket.credentials import brings_credential
from gateway.edge.websocket.entering import let_in, renewed
from gateway.edge.websocket.frames import Frames, text_frame
from gateway.edge.websocket.messages import ACK, Kind, Message, pong, read
from gateway.edge.websocket.open_operations import OpenOperations
from gateway.edge.websocket.running import Running
from gateway.edge.websocket.served import Served
from gateway.live.groups import Groups
from gateway.live.words import End

_CLOSE_SECONDS = 5.0
_NOBODY = Pass(None, Principal(partner="", grant=Grant(scopes=frozenset())), 0.0)


class Session:
    """Implements `Holder` and `Connected`. headers: of the handshake. trace: 32 hex digits, of it too."""

    __slots__ = (
        "_acknowledged",
        "_closing",
        "_frames",
        "_headers",
        "_open",
        "_send",
        "_served",
        "_timer",
        "beside",
        "held",
        "trace",
    )

    def __init__(self, served: Served, frames: Frames, send: Send, headers: Headers, trace: str) -> None:
        self.held: Pass = _NOBODY
        self.trace = trace
        self._served = served
        self._frames = frames
        self._send = send
        self._headers: Headers | None = headers
        self._acknowledged = self._closing = False
        self._open = OpenOperations()
        self.beside = Beside(self._fault)
        self._timer: asyncio.TimerHandle | None = asyncio.get_running_loop().call_later(
            served.bounds.init_time.total_seconds(),
            self.close,
            INIT_TIMEOUT,
            "Connection initialisation timeout",
        )

    @property
    def operations(self) -> Operations:
        return self._served.operations

    @property
    def groups(self) -> Groups:
        return self._served.groups

    async def run(self, receive: Receive) -> None:
        """Until the connection is closed, by whomever. Who does not read is not listened to either."""
        try:
            while (message := await receive())["type"] == "websocket.receive":
                if not self._closing:
                    self._hear(message.get("text"))
                    await self._frames.drained()
        finally:
            self._release()

    def granted(self, principal: Principal) -> None:
        self.held.principal = principal
        self._open.regrant()

    def end(self, end: End) -> None:
        if end is End.LEAVING:
            self._close_when_quiet()
        else:
            self.close(*OF_END[end])

    def close(self, code: int, reason: str) -> None:
        """Send nothing more but this."""
        if not self._closing:
            self._stop_all()
            self._served.ended(code)
            self._closing = True
            self.beside.begin(self._close(code, fitting(reason)))

    def write(self, frame: bytes) -> bool:
        return self._closing or self._frames.write(frame)

    async def drained(self) -> None:
        await self._frames.drained()

    def over(self, running: Running) -> None:
        self._open.forget(running)
        if self._served.holders.leaving:
            self._close_when_quiet()

    def _hear(self, text: str | None) -> None:
        try:
            message = read(text)
            match message.kind:
                case Kind.INIT:
                    self._begin(message)
                case Kind.PING:
                    self._answer(message)
                case Kind.SUBSCRIBE:
                    self._subscribe(message)
                case Kind.COMPLETE:
                    self._open.stop(message.id)
        except Closing as closing:
            self.close(closing.code, closing.reason)

    def _begin(self, message: Message) -> None:
        if self._headers is None:
            raise Closing(TOO_MANY_INITS, "Too many initialisation requests")
        headers, self._headers = self._headers, None
        self.beside.begin(self._enter(message, headers))

    async def _enter(self, message: Message, headers: Headers) -> None:
        bounds = self._served.bounds
        try:
            self.held = await let_in(
                message.payload, headers, self._served.holders, within=self._patience, most=bounds.of_partner
            )
        except Closing as closing:
            self.close(closing.code, closing.reason)
            return
        self._stop_timer()
        self._served.holders.add(self)
        self._acknowledged = True
        self.write(text_frame(ACK))

    def _answer(self, message: Message) -> None:
        if not brings_credential(message.payload):
            self.write(text_frame(pong(message.payload)))
        elif self._acknowledged:
            self.beside.begin(self._renew(message))
        else:
            raise Closing(UNAUTHORIZED, "Unauthorized")

    async def _renew(self, message: Message) -> None:
        told = await renewed(message.payload or {}, self, self._served.holders, within=self._patience)
        self.write(text_frame(pong(told)))

    def _subscribe(self, message: Message) -> None:
        if not self._acknowledged:
            raise Closing(UNAUTHORIZED, "Unauthorized")
        self._open.begin(self, message, self._served.bounds.operations)

    def _fault(self) -> None:
        self.close(FAULT, "Internal server error")

    @property
    def _patience(self) -> float:
        patience = self.operations.patience
        return patience.left(patience.begun())

    def _close_when_quiet(self) -> None:
        """What was asked is answered first; streams go on elsewhere."""
        if self._open.are_streams():
            self.close(*OF_END[End.LEAVING])

    async def _close(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except TimeoutError:
            self._frames.drop()

    def _stop_all(self) -> None:
        self._stop_timer()
        self._open.stop_all()

    def _release(self) -> None:
        self._closing = True
        self._stop_all()
        self.beside.give_up()
        if self._acknowledged:
            self._served.holders.take_out(self)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
