"""What happens is told while it happens, over a WebSocket and as server-sent events, also after a break."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from domain.log.cursors import log_cursor
from domain.log.filters import EventFilter
from domain.partners import Grant, RowScope
from domain.registry.records import Partner, PartnerStatus, Subject
from gateway.clock import SystemClock
from gateway.demo.instance_file import CUSTOMER, LINKS
from gateway.settings.identity.issuers import ONLY
from gateway.store.database import open_database
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.log.sql_inbox import SqlInbox
from gateway.store.partners.sql_partner_registry import SqlPartnerRegistry
from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import SMALL
from tests.acceptance.remembered import remembering
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.waiting import moment

pytestmark = pytest.mark.slow

PATIENCE = 60.0
FAMILIES = frozenset({"order", "shipment", "return"})
LONG = {"soft": 7_200, "ttl": 7_200}
ORDERS = """
subscription ($numbers: [String!], $customer: String, $after: String) {
  orderChanged(numbers: $numbers, customer: $customer, after: $after) {
    kind cursor event { id type } order { number status }
  }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A gateway, a small world whose systems tell it their news, and who asks."""

    served: Served
    world: Simulated
    desk: Caller
    acme: Caller
    inbox: SqlInbox
    log: SqlEventLog
    registry: SqlPartnerRegistry

    async def numbers(self) -> list[str]:
        """Orders to which something happens soon."""
        newest = int((await self.world.stories())["newest"].removeprefix("SO-"))
        return [f"SO-{index:07d}" for index in range(newest - 60, newest + 1)]

    async def settled(self) -> None:
        """Until what was delivered is in the log."""
        async with asyncio.timeout(PATIENCE):
            await self.world.delivered()
            while await self.inbox.waiting():
                await moment()

    async def logged(self, numbers: list[str], after: str) -> list[str]:
        """The events about these orders behind a cursor, as the log has them."""
        wanted = EventFilter(types=FAMILIES, keys=frozenset(f"order:{number}" for number in numbers))
        position = log_cursor(after, field="after").position
        page = await self.log.after(position, wanted, RowScope(), first=10_000)
        return [each.event.id for each in page.events]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    folder, below = tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("gateway")
    async with simulated(folder, size=SMALL) as world:
        await world.advance(5)
        text = remembering(declared(world.urls), LONG)
        async with (
            serving(below, folder / LINKS, text) as served,
            calling(served, world, "service-desk") as desk,
            calling(served, world, "partner-acme") as acme,
            world.telling(f"{served.url}/events"),
        ):
            engine = open_database(served.database)
            yield Watched(
                served=served,
                world=world,
                desk=desk,
                acme=acme,
                inbox=SqlInbox(engine),
                log=SqlEventLog(engine),
                registry=SqlPartnerRegistry(engine),
            )
            await engine.dispose()


@asynccontextmanager
async def subscribed(
    watched: Watched, caller: Caller, variables: Mapping[str, object]
) -> AsyncIterator[ClientConnection]:
    url = watched.served.url.replace("http://", "ws://") + "/graphql"
    protocols = [Subprotocol("graphql-transport-ws")]
    async with connect(url, subprotocols=protocols, proxy=None) as socket:
        payload: dict[str, object] = {"authorization": f"Bearer {caller.token}"}
        await socket.send(orjson.dumps({"type": "connection_init", "payload": payload}).decode())
        assert orjson.loads(await socket.recv()) == {"type": "connection_ack"}
        payload = {"query": ORDERS, "variables": variables}
        await socket.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": payload}).decode())
        yield socket


async def update(socket: ClientConnection) -> Any:  # noqa: ANN401 - the operation's shape
    """The next update of the subscription."""
    async with asyncio.timeout(PATIENCE):
        told = orjson.loads(await socket.recv())
    assert told["type"] == "next", told
    assert "errors" not in told["payload"], told
    return told["payload"]["data"]["orderChanged"]


async def from_now_on(socket: ClientConnection) -> str:
    """The cursor behind the snapshot."""
    while True:
        told = await update(socket)
        assert told["kind"] in {"SNAPSHOT", "HEARTBEAT"}
        if told["cursor"]:
            return str(told["cursor"])


async def events(socket: ClientConnection, count: int) -> tuple[list[str], str]:
    """So many events, and the last cursor."""
    seen: list[str] = []
    cursor = ""
    while len(seen) < count:
        told = await update(socket)
        cursor = told["cursor"] or cursor
        if told["kind"] == "EVENT":
            seen.append(told["event"]["id"])
    return seen, cursor


async def test_each_event_comes_once_also_after_a_break(watched: Watched) -> None:
    numbers = await watched.numbers()
    async with subscribed(watched, watched.desk, {"numbers": numbers}) as socket:
        begin = await from_now_on(socket)
        await watched.world.advance(1)
        await watched.settled()
        expected = await watched.logged(numbers, begin)
        assert len(expected) > 5
        seen, cursor = await events(socket, len(expected))
        assert seen == expected
    await watched.world.advance(1)
    await watched.settled()
    missed = await watched.logged(numbers, cursor)
    assert missed
    async with subscribed(watched, watched.desk, {"numbers": numbers, "after": cursor}) as socket:
        seen, _ = await events(socket, len(missed))
        assert seen == missed
    assert await read_as_events(watched, numbers, begin, len(expected + missed)) == expected + missed


async def read_as_events(watched: Watched, numbers: list[str], after: str, count: int) -> list[str]:
    """The same as server-sent events, from a cursor in the header of a browser that comes back."""
    headers = {
        "authorization": f"Bearer {watched.desk.token}",
        "accept": "text/event-stream",
        "last-event-id": after,
    }
    body = {"query": ORDERS, "variables": {"numbers": numbers}}
    seen: list[str] = []
    async with (
        asyncio.timeout(PATIENCE),
        httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client,
        client.stream("POST", f"{watched.served.url}/graphql", json=body, headers=headers) as response,
    ):
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "data":
                told = orjson.loads(value)["data"]["orderChanged"]
                seen += [told["event"]["id"]] if told["kind"] == "EVENT" else []
            if len(seen) == count:
                break
    return seen


async def test_who_is_suspended_is_told_nothing_more(watched: Watched) -> None:
    async with (
        subscribed(watched, watched.acme, {"customer": CUSTOMER}) as acme,
        subscribed(watched, watched.desk, {"customer": CUSTOMER}) as desk,
    ):
        await from_now_on(acme)
        await from_now_on(desk)
        suspended = Partner(
            name="partner-acme",
            grant=Grant(scopes=frozenset()),
            status=PartnerStatus.SUSPENDED,
            subjects=frozenset({Subject(ONLY, "partner-acme")}),
        )
        await watched.registry.put(suspended, who="test", now=SystemClock().now())
        async with asyncio.timeout(PATIENCE):
            await acme.wait_closed()
        assert (acme.close_code, acme.close_reason) == (4403, "Forbidden")
        await desk.send('{"type":"ping"}')
        assert orjson.loads(await desk.recv())["type"] in {"pong", "next"}
