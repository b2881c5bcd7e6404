"""A declared partner with a quota, at a gateway as it is served."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import yaml

from gateway.demo.instance_file import CUSTOMER
from tests.acceptance.asking import Answer, Caller, calling
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import Simulated

POINTS = 100
ORDER = "query ($number: String!) { order(number: $number) { number status lines { sku product { name } } } }"
"""May cost 1 + 1 + 4 + 10 * 1 = 16 points: lines are taken to be ten before they are known."""
MANY = "{ orders(first: 10) { edges { node { number lines { product { name } } } } } }"
"""May cost 1 + 5 + 10 * (1 + 10 * 1) = 116 points: more than the quota."""

for_all = pytest_asyncio.fixture(scope="module", loop_scope="session")


@for_all
async def metered(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """A gateway that gives two partners so many points an hour each."""
    document = yaml.safe_load(declared(world.urls))
    quota = {"points": POINTS, "window": "PT1H", "concurrency": 4}
    for name in ("service-desk", "partner-acme"):
        document["identity"]["principals"][name]["quota"] = quota
    folder = tmp_path_factory.mktemp("metered")
    async with serving(folder, links, yaml.safe_dump(document, sort_keys=False)) as served:
        yield served


@for_all
async def clerk(metered: Served, world: Simulated) -> AsyncIterator[Caller]:
    async with calling(metered, world, "service-desk") as caller:
        yield caller


def cost(answer: Answer) -> tuple[int, int]:
    """Requested and actual."""
    told = re.fullmatch(r"requested=(\d+), actual=(\d+)", answer.response.headers["graphql-cost"])
    assert told is not None
    return int(told[1]), int(told[2])


def left(answer: Answer) -> int:
    told = re.match(r'"points";r=(\d+);t=\d+, "operations";r=\d', answer.response.headers["ratelimit"])
    assert told is not None
    return int(told[1])


async def test_a_partner_pays_for_what_it_gets_until_its_quota_is_spent(
    clerk: Caller, world: Simulated, metered: Served
) -> None:
    number = str((await world.stories())["newest"])
    first = await clerk.ask(ORDER, number=number)
    price = 6 + len(first.data["order"]["lines"])
    assert cost(first) == (16, price)
    assert first.response.headers["ratelimit-policy"].startswith(f'"points";q={POINTS};w=3600, ')
    assert left(first) == POINTS - price

    too_much = await clerk.ask(MANY)
    assert too_much.response.status_code == httpx.codes.BAD_REQUEST
    told = too_much.errors[0]["extensions"]
    assert (told["code"], told["limit"], told["measured"]) == ("LIMIT_EXCEEDED", "cost", 116)

    remaining = POINTS - price - 1
    while remaining >= 16:
        again = await clerk.asked(ORDER, {"number": number}, {"graphql-cost": "1"})
        remaining -= price
        told = again.response.json()["extensions"]["cost"]
        assert (told["requested"], told["actual"]) == cost(again) == (16, price)
        assert told["throttle"]["limit"] == POINTS
        # Points come back while the test goes on.
        assert remaining <= told["throttle"]["remaining"] == left(again) <= remaining + 2

    refused = await clerk.ask(ORDER, number=number)
    assert refused.response.status_code == httpx.codes.TOO_MANY_REQUESTS
    assert refused.errors[0]["extensions"]["code"] == "QUOTA_SPENT"
    assert int(refused.response.headers["retry-after"]) == refused.errors[0]["extensions"]["retryAfter"] > 0

    async with httpx.AsyncClient(base_url=metered.url, trust_env=False) as client:
        metrics = (await client.get("/metrics")).text
    spent = POINTS - remaining
    assert f'ordergraph_partner_points_total{{partner="service-desk"}} {spent}.0' in metrics
    assert 'ordergraph_operations_refused_total{limit="points",partner="service-desk"} 1.0' in metrics

    async with calling(metered, world, "storefront") as shop:
        other = await shop.ask('{ products(skus: ["AX-1001"]) { name } }')
    assert len(other.data["products"]) == 1
    assert cost(other) == (2, 2)
    assert "ratelimit" not in other.response.headers


async def test_what_somebody_else_s_costs_is_what_nothing_costs(metered: Served, world: Simulated) -> None:
    async with calling(metered, world, "partner-acme") as acme:
        unknown = await acme.ask(ORDER, number="SO-9999999")
        foreign = await acme.ask(ORDER, number=await _foreign(world))
    assert unknown.codes == foreign.codes == {"order": "NOT_FOUND"}
    # Products are not for this partner, so their part is not even reserved.
    assert cost(unknown) == cost(foreign) == (6, 2)


async def _foreign(world: Simulated) -> str:
    """An order of somebody else."""
    (number, *_) = (await world.stories())["stories"]["return_full"]
    assert (await world.truths([number]))[number]["customer"] != CUSTOMER
    return str(number)
