"""What is under test: two gateways over servers of their own, beside simulated systems that nobody kills."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import yaml
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.demo.instance_file import LINKS
from gateway.demo.processes import free_port
from gateway.demo.world import token
from gateway.store.database import open_database
from gateway.store.migrating import upgrade
from tests.acceptance.served import declared, environment_of
from tests.acceptance.simulated import simulated
from tests.kill.processes import Kept
from tests.kill.receivers import Receiver
from tests.kill.servers import Programs, Servers, serving_all
from tests.kill.topics import feeds

REPLICAS = 2
CLIENT = "service-desk"
_WORLD = 150
_START_SECONDS = 60.0
_PAUSE = 0.2
_WEBHOOKS = {
    "networks": ["127.0.0.0/8"],
    "plain_http": True,
    "first_pause": "PT0.2S",
    "longest_pause": "PT2S",
    "request_time": "PT5S",
    "per_endpoint": 16,
}
_CREATE = """
mutation ($url: String!, $filter: WebhookFilterInput) {
  createWebhookEndpoint(url: $url, filter: $filter) { secret endpoint { id } }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """All of it, ready. database: for who looks into it past the gateways."""

    servers: Servers
    replicas: Sequence[Kept]
    urls: Sequence[str]
    database: AsyncEngine
    issuer: str

    @property
    def all_kept(self) -> Sequence[Kept]:
        """Every program that may be killed."""
        return (*self.replicas, self.servers.postgres, self.servers.redis, self.servers.broker)

    async def token(self) -> str:
        """A good one, of the client that sees everything."""
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            return await token(client, self.issuer, CLIENT)

    async def ready(self) -> None:
        """Wait until both replicas say so."""
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client, asyncio.timeout(_START_SECONDS):
            for url in self.urls:
                while not await _is_ready(client, url):  # noqa: ASYNC110 - nobody tells us
                    await asyncio.sleep(_PAUSE)

    async def subscribe(self, receiver: Receiver) -> None:
        """Have events sent to an endpoint from now on."""
        headers = {"authorization": f"Bearer {await self.token()}"}
        wanted = {"types": receiver.types}
        body = {"query": _CREATE, "variables": {"url": receiver.url, "filter": wanted}}
        async with httpx.AsyncClient(trust_env=False, timeout=20, headers=headers) as client:
            answer = (await client.post(f"{self.urls[0]}/graphql", json=body)).raise_for_status().json()
        receiver.secret = answer["data"]["createWebhookEndpoint"]["secret"]


@asynccontextmanager
async def housed(folder: Path, at: Programs) -> AsyncIterator[House]:
    """Start everything in this folder."""
    async with AsyncExitStack() as stack:
        servers = await stack.enter_async_context(serving_all(folder, at))
        world = await stack.enter_async_context(simulated(folder, size=_WORLD))
        database = open_database(servers.database_url)
        stack.push_async_callback(database.dispose)
        await upgrade(database)
        replicas: list[Kept] = []
        urls: list[str] = []
        for number in range(1, REPLICAS + 1):
            port = free_port(0)
            replica = _replica(folder, number, port, servers, _instances(world.urls, servers))
            stack.push_async_callback(replica.aclose)
            replica.start()
            replicas.append(replica)
            urls.append(f"http://127.0.0.1:{port}")
        house = House(
            servers=servers, replicas=replicas, urls=urls, database=database, issuer=world.urls["issuer"]
        )
        await house.ready()
        yield house


def _replica(folder: Path, number: int, port: int, servers: Servers, text: str) -> Kept:
    below = folder / f"replica-{number}"
    below.mkdir()
    (below / "ordergraph.yaml").write_text(text, encoding="utf-8")
    (below / LINKS).write_bytes((folder / LINKS).read_bytes())
    environment = environment_of(below, port) | {
        "ORDERGRAPH_DATABASE_URL": servers.database_url,
        "ORDERGRAPH_REDIS": servers.redis_url,
        "ORDERGRAPH_REPLICAS": str(REPLICAS),
        "ORDERGRAPH_KEY_SECRET": "k" * 32,
        "ORDERGRAPH_SEARCH_KEY": "s" * 32,
    }
    return Kept(
        name=f"replica-{number}",
        command=(sys.executable, "-m", "gateway.cli", "serve"),
        log=folder / f"replica-{number}.log",
        environment=environment,
    )


def _instances(urls: Mapping[str, str], servers: Servers) -> str:
    document = yaml.safe_load(declared(urls))
    document["webhooks"] = _WEBHOOKS
    document["brokers"] = feeds(servers.broker_url)
    document["identity"]["principals"][CLIENT]["scopes"].append("webhooks:manage")
    return yaml.safe_dump(document, sort_keys=False)


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/ready")).is_success
    except httpx.TransportError:
        return False
