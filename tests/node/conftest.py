"""One simulated world, our gateway on it, a subgraph beside it, and two routers in front of both."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.demo.instance_file import LINKS
from tests.acceptance.asking import Caller, calling
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import SYSTEMS, Simulated, simulated
from tests.node.routers import ROUTERS, reviews

HERE = Path(__file__).parent
START_SECONDS = 240
PATIENCE = {**dict.fromkeys(SYSTEMS, 20.0), "tms": 4.0}
for_all = pytest_asyncio.fixture(scope="session", loop_scope="session")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """All share processes, so they run on one loop; the first one waits for the processes to start.

    Programs of others run against real time: what fails is tried once more, and listed as RERUN.
    """
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(START_SECONDS))
            item.add_marker(pytest.mark.flaky(reruns=1))
            if pytest_asyncio.is_async_test(item):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes keep their files."""
    return tmp_path_factory.mktemp("node")


@for_all
async def world(folder: Path) -> AsyncIterator[Simulated]:
    async with simulated(folder) as started:
        yield started


@for_all
async def gateway(world: Simulated, folder: Path) -> AsyncIterator[Served]:
    """Ours. It has patience on a busy machine, and less with the TMS, which a scenario lets hang."""
    text = declared(world.urls, PATIENCE)
    async with serving(folder, folder / LINKS, text, ORDERGRAPH_REQUEST_TIMEOUT="30") as served:
        yield served


@for_all
async def desk(gateway: Served, world: Simulated) -> AsyncIterator[Caller]:
    """The service desk, at our gateway itself."""
    async with calling(gateway, world, "service-desk") as caller:
        yield caller


@for_all
async def routers(gateway: Served, folder: Path) -> AsyncIterator[dict[str, str]]:
    """The URL of each router, by name."""
    async with AsyncExitStack() as stack:
        theirs = await stack.enter_async_context(reviews(folder))
        starts = (start(folder, gateway.url, theirs) for start in ROUTERS.values())
        urls = await asyncio.gather(*map(stack.enter_async_context, starts))
        yield dict(zip(ROUTERS, urls, strict=True))
