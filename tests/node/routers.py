"""The routers of others over our subgraph and one beside it, each with the supergraph of its own composer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from gateway.demo.processes import announced, free_port, last_words
from tests.node.composing import OURS, THEIRS, composed
from tests.node.programs import APOLLO, HERE, HIVE, serving

_START_SECONDS = 60.0


@asynccontextmanager
async def reviews(folder: Path) -> AsyncIterator[str]:
    """The subgraph beside ours: its URL."""
    log = folder / "reviews.log"
    async with serving(APOLLO, str(HERE / "reviews.mjs"), log=log) as process:
        yield (await announced(process, log))["url"]


@asynccontextmanager
async def apollo(folder: Path, ours: str, theirs: str) -> AsyncIterator[str]:
    """Apollo's gateway: its URL."""
    supergraph, log = await _supergraph(APOLLO, folder, ours, theirs), folder / "apollo.log"
    async with serving(APOLLO, str(HERE / "apollo_gateway.mjs"), str(supergraph), log=log) as process:
        yield (await announced(process, log))["url"]


@asynccontextmanager
async def hive(folder: Path, ours: str, theirs: str) -> AsyncIterator[str]:
    """Hive's gateway: its URL."""
    supergraph, log, port = await _supergraph(HIVE, folder, ours, theirs), folder / "hive.log", free_port(0)
    program = ("node_modules/@graphql-hive/gateway/dist/bin.js", "supergraph", str(supergraph))
    options = ("--config-path", str(HERE / "hive.config.mjs"), "--host", "127.0.0.1", "--port", str(port))
    async with serving(HIVE, *program, *options, log=log, announces=False) as process:
        url = f"http://127.0.0.1:{port}"
        await _ready(url, process, log)
        yield url


ROUTERS = {"apollo-gateway": apollo, "hive-gateway": hive}


async def _supergraph(home: Path, folder: Path, ours: str, theirs: str) -> Path:
    file = folder / f"{home.name}.graphql"
    subgraphs = {"ordergraph": (f"{ours}/graphql", OURS), "reviews": (theirs, THEIRS)}
    made = await composed(home, file, subgraphs)
    assert made.errors == []
    return file


async def _ready(url: str, process: asyncio.subprocess.Process, log: Path) -> None:
    """Until it answers; a process that ended says why."""
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client, asyncio.timeout(_START_SECONDS):
        while True:
            assert process.returncode is None, last_words(log)
            try:
                if (await client.get("/readiness")).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0)
