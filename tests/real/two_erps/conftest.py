"""One order in two ERPs, and a gateway that believes either: built once, since every test only reads."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import pytest_asyncio

from gateway.demo.instance_file import LINKS
from gateway.demo.processes import announced, running
from tests.acceptance.asking import Caller, calling
from tests.acceptance.served import Served, serving
from tests.acceptance.simulated import SYSTEMS, Simulated
from tests.real.tryton.server import TrytonServer
from tests.real.two_erps.declared import NEW, OLD, instance_file, links
from tests.real.two_erps.moved import Moved, move

HERE = Path(__file__).parent
_ORDERS, _SECONDS = "100", "60"
_UNLIMITED = tuple(word for system in SYSTEMS for word in ("--rate", f"{system}=none"))

for_all = pytest_asyncio.fixture(scope="session", loop_scope="session")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """They share processes and connections, so they run on one loop."""
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoErps:
    """Both ERPs, the warehouses, transport and the carrier, and the order that moved."""

    tryton: TrytonServer
    world: Simulated
    links: Path
    moved: Moved

    def file(self, *believed: str) -> str:
        """The instance file that believes these ERPs of orders, first to last."""
        return instance_file(self.tryton, self.world.urls, believed)


@for_all
async def two_erps(tryton: TrytonServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TwoErps]:
    folder = tmp_path_factory.mktemp("simulated")
    log, simulated = folder / "simulators.log", folder / "simulated.csv"
    options = ("--size", _ORDERS, "--start", "now", "--links", str(simulated), *_UNLIMITED)
    async with running(("-m", "simulators", *options), log=log, announces=True) as process:
        urls = await announced(process, log)
        async with httpx.AsyncClient(base_url=urls["control"], timeout=20, trust_env=False) as control:
            moved = await move(tryton, control)
            (folder / LINKS).write_text(links(simulated.read_text(), moved))
            world = Simulated(urls, control)
            yield TwoErps(tryton=tryton, world=world, links=folder / LINKS, moved=moved)


class Desk(NamedTuple):
    """A service desk, and the gateway that it asks."""

    served: Served
    caller: Caller


@asynccontextmanager
async def desk(two_erps: TwoErps, folder: Path, *believed: str) -> AsyncIterator[Desk]:
    """One that is told of orders by these ERPs, the first before the others."""
    text = two_erps.file(*believed)
    async with (
        serving(folder, two_erps.links, text, ORDERGRAPH_REQUEST_TIMEOUT=_SECONDS) as served,
        calling(served, two_erps.world, "service-desk") as caller,
    ):
        yield Desk(served, caller)


@for_all
async def old_first(two_erps: TwoErps, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A service desk that is told of orders by Tryton."""
    async with desk(two_erps, tmp_path_factory.mktemp("old_first"), OLD, NEW) as made:
        yield made


@for_all
async def new_first(two_erps: TwoErps, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A service desk that is told of orders by the other ERP."""
    async with desk(two_erps, tmp_path_factory.mktemp("new_first"), NEW, OLD) as made:
        yield made
