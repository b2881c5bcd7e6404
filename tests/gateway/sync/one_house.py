"""All simulated systems and our graph over them in one process, with the index in memory."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import yaml
from prometheus_client import CollectorRegistry

from domain.exceptions import Finding
from gateway.demo.instance_file import LINKS, instance_file
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.shield.state import ShieldState
from gateway.store.links.sql_links import SqlLinks
from gateway.sync.kept import Kept
from gateway.telemetry.metrics import Metrics
from gateway.watching.watches import Watches
from gateway.wiring.assembling import connected_graph
from gateway.wiring.graph import Graph
from gateway.wiring.systems import known_adapters
from simulators.control import links
from simulators.simulation import SYSTEMS, Simulation
from simulators.systems import Systems
from tests.adapters.simulated import simulated
from tests.doubles.clock import SettableClock
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.feeds import InMemoryFeeds
from tests.doubles.forgetful import FORGETFUL
from tests.doubles.order_index import InMemoryOrderIndex
from tests.doubles.purchase_index import InMemoryPurchaseIndex
from tests.gateway.store.emptied import migrated_store
from tests.gateway.sync.small_sync import KEY

ORDERS = 100


class ByHost(httpx.AsyncBaseTransport):
    """Leads `http://<system>.test` to that system."""

    def __init__(self, systems: Systems) -> None:
        self._ways = {f"{name}.test": httpx.ASGITransport(app) for name, app in systems.apps.items()}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._ways[request.url.host].handle_async_request(request)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The systems' world, our graph over it, and what it keeps."""

    simulation: Simulation
    clock: SettableClock
    graph: Graph
    index: InMemoryOrderIndex
    findings: list[Finding]

    def advance(self, hours: float) -> None:
        """Let time go on for everybody."""
        self.simulation.clock.advance(hours * 3600)
        self.clock.advance(timedelta(hours=hours))

    async def sync(self) -> None:
        """Poll every instance until none has anything more."""
        await self.graph.sync.runner.once()


@asynccontextmanager
async def house(
    folder: Path,
    simulation: Simulation | None = None,
    *,
    freshness: Mapping[str, object] = FORGETFUL,
    clock: SettableClock | None = None,
    shield: ShieldState | None = None,
) -> AsyncIterator[House]:
    """A house that was never polled. `simulation`: the world, where it is not to be a new one.

    shield: what its graph shares with those of other houses.
    """
    world = simulation or simulated(ORDERS)
    clock, index, findings = clock or SettableClock(), InMemoryOrderIndex(), list[Finding]()
    async with (
        httpx.AsyncClient() as pushes,
        migrated_store(f"sqlite+aiosqlite:///{folder / 'links.db'}") as store,
    ):
        kept = Kept(
            index=index,
            purchases=InMemoryPurchaseIndex(),
            feeds=InMemoryFeeds(),
            links=SqlLinks(store.engine),
            email_key=KEY,
            cases=InMemoryExceptionCases(),
            raise_all=findings.extend,
            shield=shield or ShieldState(),
        )
        network = ByHost(Systems(world, pushes))
        graph = connected_graph(
            _file(folder, freshness), clock, Watches(clock, Metrics(CollectorRegistry())), kept, network
        )
        yield House(simulation=world, clock=clock, graph=graph, index=index, findings=findings)
        await graph.aclose()


def _file(folder: Path, freshness: Mapping[str, object]) -> InstanceFile:
    urls: Mapping[str, str] = {name: f"http://{name}.test" for name in (*SYSTEMS, "issuer")}
    (folder / LINKS).write_text(links.as_csv(), encoding="utf-8")
    file = folder / "ordergraph.yaml"
    document = yaml.safe_load(instance_file(urls))
    document["freshness"] = freshness
    # Here our clock shows the simulated present.
    document["instances"]["erp"]["first_poll_reaches"] = "P120D"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return load_instance_file(file, known_adapters(), {})
