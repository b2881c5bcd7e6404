"""CPU of this process for each ready-made operation of the demo, on the simulated systems.

    python -m benchmarks.requests [--repeat 200]

The systems run as a process of their own, so their CPU is not in the figures; the edge (HTTP, token) is
not in them either. The first row asks no system: the others are given as its multiple too.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx
from prometheus_client import CollectorRegistry
from rich.console import Console
from rich.table import Table

from domain.partners import Principal
from domain.ports.demand import Demand
from domain.ports.state import Clock
from domain.search.terms import TermKind, term
from gateway.clock import SystemClock
from gateway.demo.instance_file import LINKS, instance_file
from gateway.demo.personas import ReadyMade, ready_made
from gateway.demo.processes import announced, running
from gateway.demo.world import ORDERS, examples
from gateway.execution.answers import Answer
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest
from gateway.settings.instance_file import load_instance_file
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.database import open_database
from gateway.store.links.sql_links import SqlLinks
from gateway.store.migrating import make_ready
from gateway.store.search.sql_feeds import SqlFeeds
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.store.search.sql_purchase_index import SqlPurchaseIndex
from gateway.store.sql_store import SqlStore
from gateway.sync.kept import Kept
from gateway.telemetry.metrics import Metrics
from gateway.watching.watches import Watches
from gateway.wiring.assembling import connected_graph
from gateway.wiring.graph import Graph
from gateway.wiring.systems import known_adapters

_SYSTEMS = ("erp", "wms_east", "wms_west", "tms", "carrier")
_WARM_UP = 10
_MICROS = 1_000_000
_NOTHING = ReadyMade(
    persona="Nobody", client="ops", question="asks no system", document="{ __typename }", variables={}
)


class Row(NamedTuple):
    """What one operation cost, per request."""

    operation: str
    cpu_micros: float
    calls: float


class Bench(NamedTuple):
    """An engine over the simulated systems, and who may ask it."""

    engine: Engine
    principals: Mapping[str, Principal]
    operations: Sequence[ReadyMade]
    client: httpx.AsyncClient
    control: str

    async def row(self, made: ReadyMade, repeat: int) -> Row:
        """Run one operation so many times, one after the other."""
        for _ in range(_WARM_UP):
            await self._run(made)
        before, started = await self._calls(), time.process_time()
        for _ in range(repeat):
            await self._run(made)
        spent = time.process_time() - started
        calls = await self._calls() - before
        return Row(made.persona, spent / repeat * _MICROS, calls / repeat)

    async def _run(self, made: ReadyMade) -> None:
        request = GraphQLRequest(document=made.document, variables=made.variables)
        operation = self.engine.prepare(request)
        if isinstance(operation, Answer):
            raise SystemExit(f"{made.question}: {operation.errors}")
        asker = Asker(principal=self.principals[made.client], correlation_id="0" * 32)
        await self.engine.run(operation, asker)

    async def _calls(self) -> int:
        counters = (await self.client.get(f"{self.control}/_sim/counters")).json()
        return sum(counted["calls"] for counted in counters.values())


async def main(repeat: int) -> None:
    """Measure every operation and print one row for each."""
    async with _bench() as bench:
        rows = [await bench.row(made, repeat) for made in bench.operations]
    table = Table("operation", title=f"{repeat} requests each, one after the other")
    for heading in ("CPU µs a request", "multiple", "upstream calls a request"):
        table.add_column(heading, justify="right")
    for row in rows:
        multiple = row.cpu_micros / rows[0].cpu_micros
        table.add_row(row.operation, f"{row.cpu_micros:.0f}", f"{multiple:.1f}", f"{row.calls:.1f}")
    Console().print(table)


@asynccontextmanager
async def _bench() -> AsyncIterator[Bench]:
    with TemporaryDirectory(prefix="ordergraph-bench-") as name:
        folder = Path(name)
        unlimited = [part for system in _SYSTEMS for part in ("--rate", f"{system}=none")]
        world = ["--size", str(ORDERS), "--start", "now", "--links", str(folder / LINKS), *unlimited]
        log = folder / "simulators.log"
        async with running(("-m", "simulators", *world), log=log, announces=True) as process:
            urls = await announced(process, log)
            (folder / "ordergraph.yaml").write_text(instance_file(urls), encoding="utf-8")
            file = load_instance_file(folder / "ordergraph.yaml", known_adapters(), {})
            clock = SystemClock()
            store = SqlStore(open_database(f"sqlite+aiosqlite:///{folder / 'ordergraph.db'}"))
            await make_ready(store)
            kept = Kept(
                index=SqlOrderIndex(store.engine),
                purchases=SqlPurchaseIndex(store.engine),
                feeds=SqlFeeds(store.engine),
                links=SqlLinks(store.engine),
                email_key=token_bytes(),
                cases=SqlExceptionCases(store.engine),
                raise_all=lambda _findings: None,
            )
            graph = connected_graph(file, clock, Watches(clock, Metrics(CollectorRegistry())), kept)
            engine = Engine(
                graph.schema,
                contexts=graph.context,
                clock=clock,
                limits=graph.limits,
                timeout=timedelta(seconds=20),
            )
            async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
                made = [_NOTHING, *ready_made(await examples(client, urls))]
                await _index(graph, [one.indexed for one in made if one.indexed], clock)
                yield Bench(engine, file.identity.principals, made, client, urls["control"])
            await graph.aclose()
            await store.aclose()


async def _index(graph: Graph, numbers: Sequence[str], clock: Clock) -> None:
    """Let the index know these orders: who is held to some rows sees what is in it."""
    for number in numbers:
        await graph.sync.learner.learn(
            {term(TermKind.ORDER, number): number}, Demand(deadline=clock.monotonic() + 20)
        )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--repeat", type=int, default=200)
    asyncio.run(main(arguments.parse_args().repeat))
