"""A subscriber that notes when each event comes, and how far the gateway is, by its metrics."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.live.crowd import DOCUMENT
from benchmarks.live.gateway import Gateway
from domain.events.record import Event
from gateway.intake.meaning.mapping import event_id

_APPENDED = re.compile(r'^ordergraph_events_appended_total\{[^}]*source="erp"[^}]*\} (\S+)$', re.MULTILINE)
_LOOK_EVERY = 0.25
_PATIENCE = 120.0
_AT = datetime(2026, 3, 2, tzinfo=UTC)


def named(name: str) -> str:
    """The id that the ERP's notification of this name has as an event."""
    event = Event(type="", source="erp", subject="", occurred_at=_AT, recorded_at=_AT, source_event_id=name)
    return event_id(event, "")


class Follower:
    """came: when each event came, by its id, on the clock of the machine."""

    def __init__(self) -> None:
        self.came: dict[str, float] = {}
        self._news = asyncio.Event()

    async def until(self, count: int) -> None:
        """Until so many came."""
        async with asyncio.timeout(_PATIENCE):
            while len(self.came) < count:
                self._news.clear()
                await self._news.wait()

    async def read(self, socket: ClientConnection) -> None:
        """Until it is cancelled."""
        async for text in socket:
            now = time.monotonic()
            told = orjson.loads(text)
            if told["type"] != "next":
                raise SystemExit(f"the subscription ended: {told}")
            if event := told["payload"]["data"]["events"]["event"]:
                self.came.setdefault(event["id"], now)
                self._news.set()


@asynccontextmanager
async def following(gateway: Gateway) -> AsyncIterator[Follower]:
    """Everything that is told of orders, from now on."""
    follower = Follower()
    url = gateway.server.url.replace("http:", "ws:") + "graphql"
    protocols = [Subprotocol("graphql-transport-ws")]
    async with connect(url, subprotocols=protocols, compression=None, proxy=None) as socket:
        shown = {"authorization": f"Bearer {gateway.token}"}
        await socket.send(orjson.dumps({"type": "connection_init", "payload": shown}).decode())
        await socket.recv()
        asked = {"query": DOCUMENT, "variables": {"types": ["order"]}}
        await socket.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": asked}).decode())
        await socket.recv()  # the first heartbeat: from now on
        reading = asyncio.create_task(follower.read(socket))
        yield follower
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def appended(session: aiohttp.ClientSession, gateway: Gateway) -> int:
    """How many events of the ERP are in the log."""
    async with session.get(f"{gateway.server.url}metrics") as answer:
        return sum(int(float(count)) for count in _APPENDED.findall(await answer.text()))


async def until_appended(session: aiohttp.ClientSession, gateway: Gateway, count: int) -> None:
    """Until there are so many."""
    async with asyncio.timeout(_PATIENCE):
        while await appended(session, gateway) < count:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(_LOOK_EVERY)
