"""Who follows the log over a WebSocket or as server-sent events, and comes back by cursor after a break."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from tests.kill.wishes import Wish, named

_PROTOCOL = Subprotocol("graphql-transport-ws")
_AGAIN_AFTER = 0.25
_SILENT_FOR = 45.0
"""Seconds after which a stream that says nothing, not even a heartbeat, is opened anew."""
Token = Callable[[], Awaitable[str]]


@dataclass(slots=True, kw_only=True)
class Subscriber:
    """One. sse: whether as server-sent events. patience: events until it hangs up itself.

    seen: what it was told, as it came. open: what came since the last cursor; after a break it comes again.
    gaps: how many it was told of. breaks: how often its stream ended, and why. unread: how often an order was
    not there.
    """

    name: str
    wish: Wish
    urls: Sequence[str]
    token: Token
    chance: random.Random
    sse: bool = False
    patience: int | None = None
    cursor: str | None = None
    seen: list[str] = field(default_factory=list)
    gaps: int = 0
    breaks: dict[str, int] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    unread: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self) -> None:
        """As long as it is let."""
        while True:
            try:
                async with asyncio.timeout(None) as silence:
                    await (self._as_events(silence) if self.sse else self._over_socket(silence))
                reason = "ended by the server"
            except _HungUpError:
                reason = "hung up"
            except TimeoutError:
                reason = "silent for too long"
            except (OSError, WebSocketException, httpx.HTTPError, _RefusedError) as error:
                reason = str(error) if isinstance(error, _RefusedError) else "connection lost"
            self.breaks[reason] = self.breaks.get(reason, 0) + 1
            self.open.clear()
            await asyncio.sleep(_AGAIN_AFTER)

    async def _over_socket(self, silence: asyncio.Timeout) -> None:
        url = self.chance.choice(self.urls).replace("http://", "ws://") + "/graphql"
        _heard(silence)
        payload: dict[str, object] = {"authorization": f"Bearer {await self.token()}"}
        async with connect(
            url, subprotocols=[_PROTOCOL], proxy=None, ping_interval=None, close_timeout=0.5
        ) as socket:
            await _tell(socket, {"type": "connection_init", "payload": payload})
            variables = {**self.wish.variables, "after": self.cursor}
            payload = {"query": self.wish.document, "variables": variables}
            left = self._until_it_hangs_up()
            async for text in socket:
                _heard(silence)
                told = orjson.loads(text)
                if told["type"] == "connection_ack":
                    await _tell(socket, {"id": "1", "type": "subscribe", "payload": payload})
                elif told["type"] == "ping":
                    await _tell(socket, {"type": "pong"})
                elif told["type"] == "next":
                    left = self._take(told["payload"], left)
                elif told["type"] in {"error", "complete"}:
                    raise _RefusedError(_codes(told.get("payload") or []))

    async def _as_events(self, silence: asyncio.Timeout) -> None:
        _heard(silence)
        headers = {"authorization": f"Bearer {await self.token()}", "accept": "text/event-stream"}
        if self.cursor:
            headers["last-event-id"] = self.cursor
        body = {"query": self.wish.document, "variables": self.wish.variables}
        url, left = f"{self.chance.choice(self.urls)}/graphql", self._until_it_hangs_up()
        async with (
            httpx.AsyncClient(trust_env=False, timeout=_SILENT_FOR) as client,
            client.stream("POST", url, json=body, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                raise _RefusedError(str(response.status_code))
            async for line in response.aiter_lines():
                _heard(silence)
                name, _, value = line.partition(": ")
                if name == "data" and value:
                    left = self._take(orjson.loads(value), left)

    def _take(self, payload: Any, left: float) -> float:  # noqa: ANN401 - the operation's shape
        """Keep one update; how many more it takes until it hangs up."""
        errors = payload.get("errors") or []
        if not payload.get("data") or any(len(each.get("path") or ()) <= 1 for each in errors):
            raise _RefusedError(_codes(errors))
        told = payload["data"][self.wish.root]
        self.unread += bool(errors)
        if told["kind"] == "EVENT":
            self.open.append(told["event"]["id"])
            left -= 1
        if told["kind"] == "GAP":
            self.gaps += 1
        if cursor := told["gap"]["restart"] if told["kind"] == "GAP" else told["cursor"]:
            self.cursor = cursor
            self.seen += named(self.open)
            self.open.clear()
            self.begun.set()
        if left <= 0:
            raise _HungUpError
        return left

    def _until_it_hangs_up(self) -> float:
        return self.chance.uniform(1, 2 * self.patience) if self.patience else float("inf")


class _HungUpError(Exception):
    """It has had enough, as a browser tab that is closed."""


class _RefusedError(Exception):
    """It was not let in, or not any longer."""


def _heard(silence: asyncio.Timeout) -> None:
    silence.reschedule(asyncio.get_running_loop().time() + _SILENT_FOR)


async def _tell(socket: ClientConnection, message: Mapping[str, object]) -> None:
    await socket.send(orjson.dumps(message).decode())


def _codes(errors: Sequence[Any]) -> str:
    codes = {str(each.get("extensions", {}).get("code", each.get("message"))) for each in errors}
    return ", ".join(sorted(codes)) or "completed"
