"""Shops that sell the same stock: what each is promised, told and given, by gateways that keep positions."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import yaml
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.acceptance.asking import Answer, Caller
from tests.acceptance.served import Served, declared
from tests.acceptance.simulated import Simulated

PATIENCE = 20.0
KEPT = ("wms_east", "wms_west")
RIGHTS = ["availability:read", "catalog:read", "reservations:read", "reservations:write"]
CLIENTS = {"WEB": "storefront", "MARKET": "partner-acme", "STORES": "service-desk"}
"""Who asks for each channel, by the names of the simulated issuer."""
AVAILABILITY = """
query ($sku: String!) { availability(skus: [$sku]) {
  available { amount } isStale discounted { amount } locations { location available { amount } isStale }
} }
"""
CHANGES = """
subscription ($sku: String!) { availabilityChanged(skus: [$sku]) {
  kind availability { available { amount } }
} }
"""
RESERVE = """
mutation ($sku: String!, $quantity: Decimal!, $channel: String!, $key: String!) {
  reserve(lines: [{sku: $sku, quantity: $quantity}], channel: $channel, idempotencyKey: $key) {
    reservation { id state allotments { location quantity { amount } } }
  }
}
"""
CONFIRM = """
mutation ($id: String!, $order: String!) {
  confirmReservation(id: $id, orderNumber: $order) { reservation { state } }
}
"""


def selling(urls: Mapping[str, str], rules: Mapping[str, object], kept: Sequence[str] = KEPT) -> str:
    """An instance file with these rules, a principal for each channel, and positions of warehouses kept."""
    document = yaml.safe_load(declared(urls))
    document["selling"] = dict(rules)
    document["positions"] = {name: {"stale_after": "PT24H"} for name in kept}
    for channel, name in CLIENTS.items():
        document["identity"]["principals"][name] = {
            "scopes": RIGHTS,
            "channels": [channel],
            "lane": "STOREFRONT",
        }
    return yaml.safe_dump(document, sort_keys=False)


@dataclass(frozen=True, slots=True)
class Shop:
    """A channel, at one gateway."""

    channel: str
    caller: Caller

    async def shown(self, sku: str) -> Any:  # noqa: ANN401 - the shape of the document
        """What it is told of an item."""
        return (await self.caller.ask(AVAILABILITY, sku=sku)).data["availability"][0]

    async def available(self, sku: str) -> int:
        """How much it may promise."""
        return int((await self.shown(sku))["available"]["amount"])

    async def reserve(self, sku: str, quantity: int, key: str) -> Answer:
        """Ask for so much."""
        return await self.caller.ask(RESERVE, sku=sku, quantity=str(quantity), channel=self.channel, key=key)

    async def sell(self, sku: str, quantity: int, order: str) -> Mapping[str, int]:
        """Hold so much and confirm it for an order: how much of it comes from where."""
        made = (await self.reserve(sku, quantity, f"for {order}")).data["reserve"]["reservation"]
        told = (await self.caller.ask(CONFIRM, id=made["id"], order=order)).data["confirmReservation"]
        assert told["reservation"]["state"] == "CONFIRMED"
        return {one["location"]: int(one["quantity"]["amount"]) for one in made["allotments"]}


@dataclass(slots=True)
class Watcher:
    """A stream of one item: each amount that it was told, and when."""

    told: list[tuple[float, int]] = field(default_factory=list)
    grew: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, wanted: Callable[[int], bool]) -> float:
        """When the latest amount was first one that is wanted, on the clock of this process."""
        async with asyncio.timeout(PATIENCE):
            while not (self.told and wanted(self.told[-1][1])):
                self.grew.clear()
                await self.grew.wait()
        return self.told[-1][0]

    async def read(self, socket: ClientConnection) -> None:
        """Note what comes."""
        async for text in socket:
            message = orjson.loads(text)
            assert message["type"] == "next", message
            update = message["payload"]["data"]["availabilityChanged"]
            if update["availability"] is not None:
                self.told.append((time.monotonic(), int(update["availability"]["available"]["amount"])))
                self.grew.set()


@asynccontextmanager
async def watching(served: Served, shop: Shop, sku: str) -> AsyncIterator[Watcher]:
    """Follow one item over a WebSocket, from its first state on."""
    url, watcher = served.url.replace("http://", "ws://") + "/graphql", Watcher()
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        who = {"authorization": f"Bearer {shop.caller.token}"}
        await socket.send(orjson.dumps({"type": "connection_init", "payload": who}).decode())
        assert orjson.loads(await socket.recv()) == {"type": "connection_ack"}
        payload = {"query": CHANGES, "variables": {"sku": sku}}
        await socket.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": payload}).decode())
        task = asyncio.create_task(watcher.read(socket))
        try:
            await watcher.until(lambda _: True)
            yield watcher
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def stocked(world: Simulated, sku: str, site: str, free: int) -> None:
    """Let a warehouse count exactly so much of an item that nobody was promised."""
    now = (await world.stock(sku))[site]
    await world.count_again(sku, site, sellable=free + int(now["allocated"]) - int(now["sellable"]))


async def becomes(shop: Shop, sku: str, amount: int) -> float:
    """When a shop was first told of so much, asking again and again, on the clock of this process."""
    async with asyncio.timeout(PATIENCE):
        while await shop.available(sku) != amount:
            continue
    return time.monotonic()
