"""A gateway that keeps the positions of one warehouse, which is never asked: in this process, or served."""

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

import yaml
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.fixed_server import HOST
from gateway.clock import SystemClock
from gateway.demo.processes import free_port, running
from gateway.demo.run import until_ready
from gateway.opened import Opened, opened_state
from gateway.settings.process import ProcessSettings

SOURCE = "wms_east"
PLACES = ("EAST", "WEST", "NORTH", "SOUTH")
_CONFIG = "ordergraph.yaml"
_KEY = token_hex(32)
_SETTLING = 3.0
"""Seconds in which a new process looks how far its positions are, and forgets what it read until then."""
_FILE = {
    "instances": {
        SOURCE: {
            "adapter": "wms_east",
            "base_url": f"http://127.0.0.1:9/{token_hex(4)}",
            "client_id": "ordergraph",
            "client_secret": "none-is-asked",
            "webhook_secrets": ["whsec_bm9uZS1pcy1hc2tlZC1mb3ItYW55"],
        }
    },
    "names": {"item": {"owner": SOURCE}, "location": {"owner": SOURCE}},
    "locations": {place: {"warehouse": SOURCE} for place in PLACES},
    "positions": {SOURCE: {"stale_after": "PT2H"}},
    "identity": {
        "issuers": {},
        "principals": {"anonymous": {"scopes": ["availability:read", "stock:read:exact"]}},
    },
}


class Place(NamedTuple):
    """Where a gateway has its files, its database and what replicas share; redis: empty for none."""

    folder: Path
    database: str
    redis: str = ""

    def written(self) -> "Place":
        """With its instance file."""
        (self.folder / _CONFIG).write_text(yaml.safe_dump(_FILE, sort_keys=False), encoding="utf-8")
        return self

    def environment(self, port: int = 0) -> dict[str, str]:
        """For a process of its own."""
        return {
            "ORDERGRAPH_CONFIG": str(self.folder / _CONFIG),
            "ORDERGRAPH_DATA_DIR": str(self.folder),
            "ORDERGRAPH_DATABASE_URL": self.database,
            "ORDERGRAPH_REDIS": self.redis,
            "ORDERGRAPH_SEARCH_KEY": _KEY,
            "ORDERGRAPH_KEY_SECRET": _KEY,
            "ORDERGRAPH_PORT": str(port),
            "ORDERGRAPH_SYNC_ENABLED": "false",
        }


async def imported(place: Place, file: Path) -> str:
    """Have `ordergraph positions import` bring in a file; what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway.cli", "positions", "import", str(file), "--source", SOURCE),
        env={**os.environ, **place.environment()},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}")
    return said.decode().strip()


async def settled(database: str) -> None:
    """Have PostgreSQL do now what it does in time after so much was written."""
    administrator = create_async_engine(database, isolation_level="AUTOCOMMIT")
    async with administrator.connect() as connection:
        for statement in ("VACUUM (ANALYZE) stock_position", "CHECKPOINT"):
            await connection.execute(text(statement))
    await administrator.dispose()


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[Opened]:
    """The graph as a gateway assembles it, in this process, its memory empty."""
    settings = ProcessSettings(
        config=place.folder / _CONFIG,
        data_dir=place.folder,
        database_url=SecretStr(place.database),
        redis=SecretStr(place.redis),
        search_key=SecretStr(_KEY),
        key_secret=SecretStr(_KEY),
        sync_enabled=False,
    )
    made = opened_state(settings, {}, SystemClock())
    await made.start(polling=False)
    await asyncio.sleep(_SETTLING)
    # As `ordergraph serve` does it: what is there at the start is not gone through again and again.
    gc.collect()
    gc.freeze()
    try:
        yield made
    finally:
        await made.aclose()
        gc.unfreeze()


@asynccontextmanager
async def served(place: Place) -> AsyncIterator[tuple[str, int]]:
    """A gateway in a process of its own: its URL and the id of its process."""
    port, log = free_port(0), place.folder / "gateway.log"
    started = ("-m", "gateway.cli", "serve")
    async with running(started, log=log, environment=place.environment(port)) as process:
        url = f"http://{HOST}:{port}"
        await until_ready(url, process, log)
        yield url, process.pid
