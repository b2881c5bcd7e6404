"""Middleware that makes a system answer as its standing faults say."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulators.serving import faults
from simulators.serving.faults import Fault, FaultBook
from simulators.serving.mutations import spoil
from simulators.serving.refusals import Refuse

CONNECTIONS = "connections"  # key of the server's state: (host, port) of the peer -> its transport
_LINGER_ZERO = struct.pack("ii", 1, 0)


class Misbehave:
    """Delays, refuses, cuts, hangs or spoils answers of one system."""

    def __init__(
        self,
        app: ASGIApp,
        system: str,
        book: FaultBook,
        refuse: Refuse,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._app = app
        self._system = system
        self._book = book
        self._refuse = refuse
        self._sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        operation = _operation(scope)
        slow = self._book.due(self._system, {faults.LATENCY}, operation)
        if slow is not None:
            await self._sleep(slow.milliseconds / 1000)
        fault = self._book.due(self._system, faults.ANSWERS, operation)
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind == faults.STATUS:
            retry = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            await self._refuse(fault.status, retry)(scope, receive, send)
        elif fault.kind == faults.RESET:
            _reset(scope)
        elif fault.kind == faults.HANG:
            await _hang(receive)
        else:
            await self._changed(fault, scope, receive, send)

    async def _changed(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            else:
                body += message.get("body", b"")

        await self._app(scope, receive, collect)
        declared, sent = altered(fault, body)
        await send(_with_length(start, declared))
        await send({"type": "http.response.body", "body": sent, "more_body": len(sent) < declared})


def _operation(scope: Scope) -> str:
    action = Headers(scope=scope).get("soapaction", "").strip('"').rpartition("#")[2]
    return action or f"{scope['method']} {scope['path']}"


def altered(fault: Fault, body: bytes) -> tuple[int, bytes]:
    """Give the length to declare and the bytes to send; fewer bytes than declared end the connection."""
    if fault.kind == faults.TRUNCATE:
        return len(body), body[: len(body) // 2]
    if fault.kind == faults.INVALID:
        changed = b"<html><body>maintenance" if body[:1] != b"<" else b'{"oops": '
    else:
        changed = spoil(body, fault.kind, fault.field, every=fault.all, value=fault.value)
    return len(changed), changed


def _with_length(start: Message, length: int) -> Message:
    headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    return {**start, "headers": [*headers, (b"content-length", str(length).encode())]}


async def _hang(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _reset(scope: Scope) -> None:
    """Send a TCP reset where the server lends its connection, else raise ConnectionResetError."""
    transport = scope.get("state", {}).get(CONNECTIONS, {}).get(tuple(scope.get("client") or ()))
    if not isinstance(transport, asyncio.Transport):
        raise ConnectionResetError("the simulated system resets the connection")
    raw = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
    transport.abort()
