"""OrderGraph whose time is that of a simulated world, so that what is late now is late in both.

It is served over HTTP by a server of this process, for a process of its own has the machine's time.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn

from gateway.app import create_app
from gateway.cli.server import listen
from gateway.process import SyncParts, parts, sync_parts
from gateway.settings.process import ProcessSettings
from tests.acceptance.simulated import Simulated

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""Where a simulated world's clock starts, if it is not told otherwise."""


class WorldClock:
    """Stands still at the world's instant. Deadlines are still counted in real seconds."""

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return time.monotonic()

    def advance(self, hours: float) -> None:
        self._now += timedelta(hours=hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnWorldTime:
    """A gateway that is ready, and the sync of its index, both at the world's instant."""

    url: str
    world: Simulated
    clock: WorldClock
    syncing: SyncParts

    async def advance(self, hours: float) -> None:
        """Let time go on for everybody."""
        await self.world.advance(hours)
        self.clock.advance(hours)

    async def sync(self, *, silent: Sequence[str] = ()) -> None:
        """Poll every system until none has more to tell. silent: those that are not to answer."""
        steps = await self.syncing.runner.once()
        assert [step.instance for step in steps if step.error] == list(silent)


@asynccontextmanager
async def on_world_time(folder: Path, text: str, world: Simulated) -> AsyncIterator[OnWorldTime]:
    """A gateway of this instance file over the world, which was started in the same folder."""
    (folder / "ordergraph.yaml").write_text(text, encoding="utf-8")
    settings = ProcessSettings(config=folder / "ordergraph.yaml", data_dir=folder, sync_enabled=False)
    clock = WorldClock()
    syncing = sync_parts(settings, {}, clock)
    async with _serving(settings, clock) as url:
        await syncing.start()
        try:
            yield OnWorldTime(url=url, world=world, clock=clock, syncing=syncing)
        finally:
            await syncing.aclose()


class _Quiet(uvicorn.Server):
    """A server that leaves signals to the test run."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _serving(settings: ProcessSettings, clock: WorldClock) -> AsyncIterator[str]:
    made = parts(settings, {}, clock)
    server = _Quiet(uvicorn.Config(create_app(made), lifespan="off", log_config=None, access_log=False))
    with listen("127.0.0.1", 0) as listener:
        await made.start()
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
            await made.aclose()
