"""Sync from end to end: simulated systems, read through the adapters and the graph's readers, into the index.

The systems run as a process of their own and refuse nothing; ours is made as `ordergraph sync` makes it.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pydantic import SecretStr
from sqlalchemy import func, select

from gateway.demo.instance_file import LINKS, instance_file
from gateway.demo.processes import announced, running
from gateway.process import sync_parts
from gateway.settings.process import ProcessSettings
from gateway.store.database import open_database
from gateway.store.migrating import upgrade
from gateway.store.search.tables import ORDER_ROW

_KEY = SecretStr("hashes e-mails for the benchmark alone")
_SYSTEMS = ("erp", "wms_east", "wms_west", "tms", "carrier")


class Synced(NamedTuple):
    """Orders that are in the index afterwards, and the seconds that it took."""

    orders: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.orders / self.seconds


async def synced(database: str, size: int) -> Synced:
    """A first sync of a world of `size` past orders into the empty database at this URL."""
    engine = open_database(database)
    await upgrade(engine)
    with TemporaryDirectory(prefix="ordergraph-bench-") as name:
        seconds = await _sync(Path(name), database, size)
    async with engine.connect() as connection:
        orders = await connection.scalar(select(func.count()).select_from(ORDER_ROW)) or 0
    await engine.dispose()
    return Synced(orders, seconds)


async def _sync(folder: Path, database: str, size: int) -> float:
    unlimited = [part for system in _SYSTEMS for part in ("--rate", f"{system}=none")]
    world = ["--size", str(size), "--start", "now", "--links", str(folder / LINKS), *unlimited]
    log = folder / "simulators.log"
    async with running(("-m", "simulators", *world), log=log, announces=True) as process:
        config = folder / "ordergraph.yaml"
        config.write_text(instance_file(await announced(process, log)), encoding="utf-8")
        settings = ProcessSettings(
            config=config, data_dir=folder, database_url=SecretStr(database), search_key=_KEY
        )
        parts = sync_parts(settings, {})
        try:
            await parts.start()
            started = time.perf_counter()
            steps = await parts.runner.once([], lambda _step: None)
            ended = time.perf_counter()
        finally:
            await parts.aclose()
    if any(step.error for step in steps):
        raise SystemExit(f"a system did not answer: {[step.error for step in steps if step.error]}")
    return ended - started
