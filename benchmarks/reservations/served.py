"""A gateway as it is served, on PostgreSQL, with enough of 20 items at one place to hold and hold."""

import asyncio
import csv
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx

from benchmarks.fixed_server import HOST, Running
from benchmarks.live.gateway import CONFIG, MANY_CONNECTIONS, environment_of
from benchmarks.reservations.caller import CHANNEL, PLACE
from gateway.demo.instance_file import LINKS, instance_file
from gateway.demo.processes import free_port, running
from gateway.demo.run import simulators_in, until_ready
from gateway.demo.world import token

_SOURCE, _CLIENT = "wms_east", "service-desk"
_RIGHTS = ["reservations:read", "reservations:write", "stock:read:exact", "availability:read"]
_ENOUGH = 10_000_000


class Shop(NamedTuple):
    """One that is ready. token: of who may reserve these items."""

    server: Running
    port: int
    token: str
    skus: Sequence[str]


@asynccontextmanager
async def shop(database: str, items: int) -> AsyncIterator[Shop]:
    """Over the simulated systems: the ERP knows the items, and what lies in the warehouse is kept here."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="ordergraph-bench-")))
        urls = await stack.enter_async_context(simulators_in(folder))
        principal = {"scopes": _RIGHTS, "channels": [CHANNEL]}
        identity = {"issuer": urls["issuer"], "audience": "ordergraph", "principals": {_CLIENT: principal}}
        positions = {_SOURCE: {"stale_after": "PT2H"}}
        sections = {"limits": MANY_CONNECTIONS, "identity": identity, "positions": positions}
        (folder / CONFIG).write_text(instance_file(urls, sections), encoding="utf-8")
        port = free_port(0)
        environment = environment_of(folder / CONFIG, database, port)
        skus = await _stocked(folder, items, environment)
        log = folder / "gateway.log"
        started = ("-m", "gateway.cli", "serve")
        process = await stack.enter_async_context(running(started, log=log, environment=environment))
        await until_ready(f"http://{HOST}:{port}", process, log)
        async with httpx.AsyncClient(trust_env=False) as client:
            shown = await token(client, urls["issuer"], _CLIENT)
        yield Shop(Running(f"http://{HOST}:{port}/", process.pid), port, shown, skus)


async def _stocked(folder: Path, items: int, environment: dict[str, str]) -> list[str]:
    """Bring in so much of some items that nobody runs out; their names here."""
    with (folder / LINKS).open(encoding="utf-8", newline="") as rows:
        links = [row for row in csv.DictReader(rows) if row["instance"] == _SOURCE]
    place = next(row["value"] for row in links if (row["kind"], row["ours"]) == ("location", PLACE))
    known = [row for row in links if row["kind"] == "item"][:items]
    file = folder / "positions.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(
            [("sku", "location", "sellable"), *((row["value"], place, _ENOUGH) for row in known)]
        )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway.cli", "positions", "import", str(file), "--source", _SOURCE),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.DEVNULL,
    )
    if await process.wait():
        raise SystemExit("the positions are not taken")
    return [row["ours"] for row in known]
