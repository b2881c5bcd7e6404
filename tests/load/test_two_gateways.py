"""Two gateways, one Redis and an ERP that counts: its budget holds, and no old answer passes for a fresh one.

What can be kept fresh with too small a budget is what is asked for most.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from functools import partial
from statistics import median
from typing import NamedTuple

import httpx
import pytest
import pytest_asyncio
import yaml

from gateway.demo.instance_file import instance_file
from gateway.demo.world import token
from tests.acceptance.served import Served, serving
from tests.acceptance.simulated import Simulated, simulated
from tests.load.clients import BOUND, Told, asked, by_zipf, evenly, least_stale, once_each
from tests.load.own_redis import OwnRedis, own_redis

CLIENTS = 200
HOT_KEYS = 500
SECONDS = 30.0
SETTLED_SECONDS = 30.0
THINKING_SECONDS = 1.0
"""With less of it the machine is busy with the clients, and what is measured is that."""
BUSY_SECONDS = 0.4
"""Where half of the answers take longer the machine is busy with something else, and that is measured."""
WINDOWS = 3
"""So many times is a share measured at most."""
KEYS_A_CALL = 50
"""So many keys does the cache read again in one call."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


class House(NamedTuple):
    """Two gateways that share what a Redis holds, warm with every hot order."""

    world: Simulated
    redis: OwnRedis
    gateways: list[Served]
    bearer: str
    numbers: list[str]

    @property
    def urls(self) -> list[str]:
        return [gateway.url for gateway in self.gateways]

    async def allow(self, rate: float, burst: int) -> None:
        """Bound the calls of the ERP from now on."""
        before = sum(map(_reloads, self.gateways))
        for gateway in self.gateways:
            file = gateway.folder / "ordergraph.yaml"
            file.write_text(declared(self.world.urls, {"rate": rate, "burst": burst}), encoding="utf-8")
            gateway.process.send_signal(signal.SIGHUP)
        async with asyncio.timeout(20):
            while sum(map(_reloads, self.gateways)) < before + len(self.gateways):
                await once_each(self.urls[0], self.bearer, self.numbers[:1])
        await self.world.forget_calls()


def declared(urls: Mapping[str, str], budget: dict[str, float] | None) -> str:
    document = yaml.safe_load(instance_file(urls))
    document["budgets"] = {"erp": budget} if budget else {}
    return yaml.safe_dump(document, sort_keys=False)


def _reloads(gateway: Served) -> int:
    return sum("new configuration is in use" in str(event.get("event")) for event in gateway.said())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(simulated(tmp_path_factory.mktemp("world")))
        redis = await stack.enter_async_context(own_redis(tmp_path_factory.mktemp("redis")))
        links = tmp_path_factory.mktemp("links") / "links.csv"
        links.write_text(await world.links(), encoding="utf-8")
        gateways = [
            await stack.enter_async_context(
                serving(
                    tmp_path_factory.mktemp(name),
                    links,
                    declared(world.urls, None),
                    ORDERGRAPH_REDIS=redis.url,
                )
            )
            for name in ("left", "right")
        ]
        async with httpx.AsyncClient(trust_env=False) as client:
            bearer = await token(client, world.urls["issuer"], "service-desk")
        newest = str((await world.stories())["newest"])
        prefix, _, last = newest.rpartition("-")
        numbers = [f"{prefix}-{int(last) - back:0{len(last)}}" for back in range(HOT_KEYS)]
        for gateway in gateways:
            told = await once_each(gateway.url, bearer, numbers)
            assert [each.number for each in told if not each.is_whole] == []
        yield House(world, redis, gateways, bearer, numbers)


async def test_an_erp_sees_no_more_than_its_budget_and_no_old_value_is_unmarked(house: House) -> None:
    rate, burst = 20.0, 10
    await house.allow(rate, burst)
    pick = evenly(house.numbers)
    told = await asked(
        house.urls, house.bearer, pick, clients=CLIENTS, seconds=SECONDS, pause=THINKING_SECONDS / 2
    )
    assert [each.body for each in told if not each.is_whole][:3] == []
    unmarked = [each for each in told if not each.is_marked and not each.is_within_bound]
    assert unmarked == []
    seen = (await house.world.counted())["erp"]
    assert 0 < seen["calls"] <= burst + rate * (SECONDS + 2)
    _tell(told, f"{sum(each.is_marked for each in told) / len(told):.1%} stale, {seen}")
    # Calls that left a little apart may arrive together.
    assert seen["peak_per_second"] <= burst + rate * 1.25


async def test_what_is_asked_for_most_stays_fresh_with_a_tenth_of_the_budget(house: House) -> None:
    enough = HOT_KEYS / KEYS_A_CALL / BOUND.total_seconds()
    await house.allow(enough / 10, 1)
    pick = by_zipf(house.numbers)
    load = partial(asked, house.urls, house.bearer, pick, clients=CLIENTS, pause=THINKING_SECONDS)
    await load(seconds=SETTLED_SECONDS)
    best = least_stale(HOT_KEYS, enough / 10 * BOUND.total_seconds() * KEYS_A_CALL)
    shares: list[float] = []
    while len(shares) < WINDOWS and min(shares, default=1.0) > best + 0.05:
        told = await load(seconds=SECONDS)
        assert [each.body for each in told if not each.is_whole][:3] == []
        assert [each for each in told if not each.is_marked and not each.is_within_bound] == []
        shares.append(sum(each.is_marked for each in told) / len(told))
        seen = (await house.world.counted())["erp"]
        _tell(told, f"{shares[-1]:.1%} stale, {best:.1%} at best, {seen}")
    # Whatever else the machine does makes it worse, never better.
    assert min(shares) <= best + 0.05


async def test_while_redis_is_away_answers_go_on_and_the_budget_holds(house: House) -> None:
    rate, burst = 20.0, 10
    await house.allow(rate, burst)
    load = asyncio.create_task(
        asked(
            house.urls,
            house.bearer,
            evenly(house.numbers),
            clients=40,
            seconds=SECONDS,
            pause=THINKING_SECONDS / 10,
        )
    )
    await asyncio.sleep(SECONDS / 4)
    await house.redis.kill()
    await asyncio.sleep(SECONDS / 4)
    away = [_said(gateway, "Redis") for gateway in house.gateways]
    await house.redis.start()
    told = await load
    assert [each.body for each in told if not each.is_whole][:3] == []
    assert [each for each in told if not each.is_marked and not each.is_within_bound] == []
    seen = (await house.world.counted())["erp"]
    # Each replica begins anew with its part, and so does the account in the new Redis.
    assert seen["calls"] <= 3 * burst + rate * (SECONDS + 2)
    assert all(away)
    again = "Redis answers again: the replicas share their budgets"
    assert all(again in _said(gateway, "Redis") for gateway in house.gateways)


def _tell(told: list[Told], figures: str) -> None:
    """Print what was measured, and say where it was this machine that was measured."""
    took = median(each.took for each in told)
    told_of = f"{len(told)} answers, half within {took:.2f} s, {figures}"
    print(told_of)  # noqa: T201 - the figure is wanted
    if took > BUSY_SECONDS:
        pytest.skip(f"this machine is too busy to tell: {told_of}")


def _said(gateway: Served, word: str) -> list[str]:
    """What its log tells of something."""
    return [str(event["event"]) for event in gateway.said() if word in str(event.get("event"))]
