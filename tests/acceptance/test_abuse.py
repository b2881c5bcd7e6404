"""The abuse list: each is refused by name or cut off, memory stays, and others are answered meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median

import pytest
import pytest_asyncio
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.abuse import LIST, MEGABYTE, Attack, Attacker, Refusal
from tests.acceptance.asking import Caller, calling
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import Simulated

pytestmark = pytest.mark.slow

AT_ONCE = 5
SLOW_SECONDS = 1.0
GROWTH = 50 * MEGABYTE
SANE_SECONDS = 3.0
"""The longest that somebody else's request may take meanwhile, on a machine that is busy with all of it."""
ORDER = '{ order(number: "SO-0001392") { number status } }'
RIGHT = {"order": {"number": "SO-0001392", "status": "CLOSED"}}
CUT_OFF = {"one header of 10 MB", "20,000 headers", "50 MB body", "50 MB body of unknown length"}
"""Who still sends when the refusal comes may find the connection closed before he reads it."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hardened(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    document = yaml.safe_load(declared(world.urls))
    document["limits"] = {"body_time": SLOW_SECONDS, "header_time": SLOW_SECONDS}
    async with serving(tmp_path_factory.mktemp("hardened"), links, yaml.safe_dump(document)) as served:
        yield served


def resident(served: Served) -> int:
    """Bytes of memory that the gateway holds."""
    pages = Path(f"/proc/{served.process.pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096


class Bystander:
    """Asks the same again and again, and notes how long each answer took."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.seconds: list[float] = []

    async def ask(self) -> None:
        began = time.monotonic()
        assert (await self._caller.ask(ORDER)).data == RIGHT
        self.seconds.append(time.monotonic() - began)

    async def ask_until(self, over: asyncio.Event) -> None:
        while not over.is_set():
            await self.ask()


async def attacked(attacker: Attacker) -> dict[str, Refusal]:
    """The whole list, some of it at any time."""
    some = asyncio.Semaphore(AT_ONCE)

    async def one(attack: Attack) -> Refusal:
        async with some:
            return await attack(attacker)

    refusals = await asyncio.gather(*(one(attack) for attack, _ in LIST.values()))
    return dict(zip(LIST, refusals, strict=True))


def unexpected(got: dict[str, Refusal]) -> dict[str, Refusal]:
    """What came back otherwise than it must."""
    return {
        name: refusal
        for name, refusal in got.items()
        if refusal != LIST[name][1] and not (name in CUT_OFF and refusal.status == 0)
    }


async def test_each_is_refused_and_nobody_else_feels_it(hardened: Served, world: Simulated) -> None:
    async with (
        calling(hardened, world, "service-desk") as desk,
        calling(hardened, world, "partner-acme") as bad,
    ):
        attacker, bystander = Attacker(hardened.url, bad.token), Bystander(desk)
        for _ in range(20):
            await bystander.ask()
        before, memory = median(bystander.seconds), resident(hardened)
        bystander.seconds.clear()
        over = asyncio.Event()
        asking = asyncio.create_task(bystander.ask_until(over))
        refusals = await attacked(attacker)
        over.set()
        await asking
        grown = resident(hardened) - memory
        counted = await refused_operations(desk)
    assert unexpected(refusals) == {}
    assert grown < GROWTH, f"{grown / MEGABYTE:.1f} MB"
    assert len(bystander.seconds) > AT_ONCE
    assert max(bystander.seconds) < SANE_SECONDS, f"{before:.3f} s before"
    wanted = {(refusal.limit, "partner-acme") for _, refusal in LIST.values() if refusal.limit}
    wanted = {(limit, "(none)" if limit.startswith("header") else partner) for limit, partner in wanted}
    assert wanted <= set(counted)


async def refused_operations(caller: Caller) -> dict[tuple[str, str], float]:
    """How many were refused, by limit and partner."""
    families = text_string_to_metric_families((await caller.client.get("/metrics")).text)
    return {
        (sample.labels["limit"], sample.labels["partner"]): sample.value
        for family in families
        for sample in family.samples
        if sample.name == "ordergraph_operations_refused_total"
    }
