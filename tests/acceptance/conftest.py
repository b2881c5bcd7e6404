"""One simulated world, and two gateways over it that all scenarios share.

A scenario that breaks something uses `Simulated.fault`, which mends it again, or starts a gateway of its own.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.demo.instance_file import CUSTOMER, LINKS
from tests.acceptance.asking import Caller, calling
from tests.acceptance.on_world_time import OnWorldTime, on_world_time
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.acceptance.two_erps import TwoErps, two_erps
from tests.acceptance.waiting import moment

HERE = Path(__file__).parent
IMPATIENT = {"erp": 0.7, "wms_east": 0.7, "wms_west": 0.7, "tms": 0.7, "carrier": 30.0}
"""How long the impatient gateway waits for a system. For the carrier longer than a request may take."""
REQUEST_SECONDS = 2.0
ONE_ORDER = "query ($number: String!) { order(number: $number) { number } }"
LEARNED_SECONDS = 20.0
SMALL = 150
"""Orders of a world that is polled whole."""

Learned = Callable[[], Awaitable[None]]
for_all = pytest_asyncio.fixture(scope="session", loop_scope="session")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Scenarios share processes and connections, so they run on one loop.

    They run against real time, of which a busy machine may take away seconds: what fails is tried up to three
    times more, and the summary lists it as RERUN.
    """
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.flaky(reruns=3))
        if pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def links(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The declared cross-reference, which the simulated systems write."""
    return tmp_path_factory.mktemp("world") / LINKS


@for_all
async def world(links: Path) -> AsyncIterator[Simulated]:
    async with simulated(links.parent) as started:
        yield started


@for_all
async def gateway(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """A gateway as the demo declares it."""
    folder = tmp_path_factory.mktemp("gateway")
    async with serving(folder, links, declared(world.urls)) as served:
        yield served


@for_all
async def impatient(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """A gateway that soon gives up on a system."""
    folder = tmp_path_factory.mktemp("impatient")
    text = declared(world.urls, IMPATIENT)
    seconds = str(REQUEST_SECONDS)
    async with serving(folder, links, text, ORDERGRAPH_REQUEST_TIMEOUT=seconds) as served:
        yield served


@for_all
async def graph(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OnWorldTime]:
    """A gateway over a small world, which share one time: to be synced, and moved on."""
    folder = tmp_path_factory.mktemp("graph")
    async with (
        simulated(folder, size=SMALL) as world,
        on_world_time(folder, declared(world.urls), world) as served,
    ):
        yield served


@for_all
async def both_erps(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[TwoErps]:
    """A gateway over two ERPs. Each scenario declares whose word counts."""
    async with two_erps(world, links, tmp_path_factory.mktemp("two")) as erps:
        yield erps


@for_all
async def desk(gateway: Served, world: Simulated) -> AsyncIterator[Caller]:
    """The service desk: every row, and most fields."""
    async with calling(gateway, world, "service-desk") as caller:
        yield caller


@for_all
async def storefront(gateway: Served, world: Simulated) -> AsyncIterator[Caller]:
    """A shop: what can be sold, and no orders."""
    async with calling(gateway, world, "storefront") as caller:
        yield caller


@for_all
async def partner(gateway: Served, world: Simulated) -> AsyncIterator[Caller]:
    """A customer's own program: its own rows, without prices and persons."""
    async with calling(gateway, world, "partner-acme") as caller:
        yield caller


@for_all
async def learned_behind(world: Simulated, partner: Caller) -> AsyncIterator[Learned]:
    """Waits until the partner's gateway has learned what it was asked for: behind answers, one by one.

    Whoever counts calls wants to count those of its own scenario. An own order that nobody asked for shows
    it: it is there once it has been learned, after all that came before.
    """
    unheard_of = [f"SO-{number:07d}" for number in range(1601, 1801)]
    truths = await world.truths(unheard_of)
    own = iter([number for number, truth in truths.items() if truth["customer"] == CUSTOMER])

    async def learned() -> None:
        number = next(own)
        async with asyncio.timeout(LEARNED_SECONDS):
            while not (await partner.ask(ONE_ORDER, number=number)).partial["order"]:
                await moment()

    yield learned


@for_all
async def hasty_desk(impatient: Served, world: Simulated) -> AsyncIterator[Caller]:
    """The service desk at the gateway that soon gives up on a system."""
    async with calling(impatient, world, "service-desk") as caller:
        yield caller
