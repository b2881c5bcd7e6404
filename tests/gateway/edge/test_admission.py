"""Who is let in over HTTP, what it is told of its quota, and what it is told when it is not let in."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from domain.quota import Quota
from gateway.edge.media_types import GRAPHQL, JSON
from tests.doubles.clock import SettableClock
from tests.doubles.counting import Told, admitting
from tests.gateway.edge.serving import Served
from tests.gateway.identity.issuing import SHOP

HELLO = "{ hello }"
SCHEMA = "{ __schema { types { name } } }"
"""Costs 11 points."""
WAITING = '{ item(sku: "AX-1") { name } }'
QUOTA = Quota(points=30, window=timedelta(seconds=60), concurrency=2)


class House:
    """An application that lets so many in, for a storefront with a quota."""

    def __init__(
        self, quota: Quota | None = QUOTA, *, timeout: float = 5.0, most: int = 100, cost: int = 10_000
    ) -> None:
        self.told, self.clock = Told(), SettableClock()
        self.admission = admitting(self.clock, told=self.told, most=most, cost=cost)
        self.served = Served(timeout=timeout, admission=self.admission, clock=self.clock)
        self.served.partners.held["storefront"] = replace(SHOP, quota=quota)

    async def ask(
        self, client: httpx.AsyncClient, query: str = HELLO, accept: str = GRAPHQL, **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.post("/graphql", json={"query": query}, headers={"accept": accept, **named})


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def served(house: House) -> Served:
    return house.served


class TestWhatIsTold:
    async def test_the_quota_and_what_is_left_of_it(self, house: House, client: httpx.AsyncClient) -> None:
        headers = (await house.ask(client)).headers
        assert headers["ratelimit-policy"] == (
            '"points";q=30;w=60, "operations";q=2;qu="concurrent-requests"'
        )
        assert headers["ratelimit"] == '"points";r=29;t=58, "operations";r=1'
        assert headers["graphql-cost"] == "requested=1, actual=1"

    async def test_points_come_back(self, house: House, client: httpx.AsyncClient) -> None:
        await house.ask(client, SCHEMA)
        await house.admission.accounts.settle()
        house.clock.advance(timedelta(seconds=8))
        assert '"points";r=22;t=44' in (await house.ask(client)).headers["ratelimit"]

    async def test_an_operation_that_is_refused_as_it_is_costs_a_point(
        self, house: House, client: httpx.AsyncClient
    ) -> None:
        headers = (await house.ask(client, "{ nothing }")).headers
        assert headers["graphql-cost"] == "requested=1, actual=1"
        assert '"points";r=29' in headers["ratelimit"]
        assert house.told.points == {"storefront": 1}

    async def test_without_a_quota_only_the_cost(self) -> None:
        house = House(quota=None)
        async with house.served.client() as client:
            headers = (await house.ask(client, SCHEMA)).headers
        assert headers["graphql-cost"] == "requested=11, actual=11"
        assert not [name for name in headers if name.startswith("ratelimit")]
        assert house.told.points == {"storefront": 11}

    async def test_the_cost_in_the_answer_for_who_asks(self, house: House, client: httpx.AsyncClient) -> None:
        body = (await house.ask(client, SCHEMA, graphql_cost="1")).json()
        throttle = {"limit": 30, "remaining": 19, "restoresAt": "2026-03-02T08:00:22.000Z"}
        assert body["extensions"]["cost"] == {"requested": 11, "actual": 11, "throttle": throttle}
        assert "cost" not in (await house.ask(client)).json().get("extensions", {})

    async def test_nobody_keeps_an_answer_with_its_cost(
        self, house: House, client: httpx.AsyncClient
    ) -> None:
        response = await client.get("/graphql", params={"query": HELLO}, headers={"graphql-cost": "?1"})
        assert response.json()["extensions"]["cost"]["actual"] == 1
        assert response.headers["cache-control"] == "no-store"
        assert "GraphQL-Cost" in response.headers["vary"]
        assert house.told.points == {"storefront": 1}


class TestWhoHasSpentItsQuota:
    @pytest.mark.parametrize("accept", [GRAPHQL, JSON])
    async def test_is_told_when_to_come_back(
        self, house: House, client: httpx.AsyncClient, accept: str
    ) -> None:
        await house.ask(client, SCHEMA)
        await house.ask(client, SCHEMA)
        with capture_logs() as logs:
            refused = await house.ask(client, SCHEMA, accept)
        assert refused.status_code == 429
        assert refused.headers["content-type"] == f"{accept}; charset=utf-8"
        # 8 points are left, and 11 are needed.
        assert refused.headers["retry-after"] == "6"
        assert refused.headers["ratelimit"] == '"points";r=8;t=6, "operations";r=1'
        assert refused.headers["cache-control"] == "no-store"
        (error,) = refused.json()["errors"]
        assert error["message"] == "The quota of 30 points in 60 seconds is used up for now"
        extensions = {"code": "QUOTA_SPENT", "retryable": True, "retryAfter": 6, "policy": "points"}
        assert error["extensions"] == extensions
        (line,) = [log for log in logs if log["event"] == "request"]
        assert (line["refused"], line["partner"], line["status"]) == ("points", "storefront", 429)
        assert house.told.points == {"storefront": 22}
        await house.admission.accounts.settle()
        house.clock.advance(timedelta(seconds=6))
        assert (await house.ask(client, SCHEMA, accept)).status_code == 200

    async def test_is_not_let_in_at_all(self, house: House, client: httpx.AsyncClient) -> None:
        for _ in range(30):
            assert (await house.ask(client)).status_code == 200
        refused = await house.ask(client)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
        assert refused.headers["ratelimit"] == '"points";r=0;t=1, "operations";r=2'
        assert house.told.points == {"storefront": 30}

    async def test_an_operation_that_costs_more_than_the_whole_quota_never_runs(self) -> None:
        house = House(replace(QUOTA, points=10))
        async with house.served.client() as client:
            refused = await house.ask(client, SCHEMA)
        assert refused.status_code == 400
        (error,) = refused.json()["errors"]
        assert error["message"] == "The operation may cost 11 points, and 10 are allowed"
        limit = {"code": "LIMIT_EXCEEDED", "limit": "cost", "allowed": 10, "measured": 11}
        assert error["extensions"] == limit | {"retryable": False}

    async def test_nor_does_one_that_costs_more_than_any_may(self) -> None:
        house = House(quota=None, cost=10)
        async with house.served.client() as client:
            assert (await house.ask(client, SCHEMA)).status_code == 400
            assert (await house.ask(client)).status_code == 200


class TestAtOnce:
    async def test_a_partner_has_so_many_and_no_more(self, house: House, client: httpx.AsyncClient) -> None:
        house.served.shelf.wait = True
        waiting = [asyncio.create_task(house.ask(client, WAITING)) for _ in range(2)]
        await house.served.shelf.started.wait()
        refused = await house.ask(client)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert refused.json()["errors"][0]["extensions"]["policy"] == "operations"
        assert refused.json()["errors"][0]["message"] == "The quota allows 2 operations at once"
        assert '"operations";r=0' in refused.headers["ratelimit"]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert (await house.ask(client)).status_code == 200

    async def test_a_process_has_so_many_whoever_asks(self) -> None:
        house = House(quota=None, most=1)
        async with house.served.client() as client:
            house.served.shelf.wait = True
            waiting = asyncio.create_task(house.ask(client, WAITING))
            await house.served.shelf.started.wait()
            with capture_logs() as logs:
                refused = await house.ask(client)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            assert (await house.ask(client)).status_code == 200
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        (error,) = refused.json()["errors"]
        assert error["extensions"] == {"code": "OVERLOADED", "retryable": True, "retryAfter": 1}
        assert "ratelimit" not in refused.headers
        (line,) = [log for log in logs if log["event"] == "request"]
        assert (line["refused"], line["partner"]) == ("overload", "storefront")
        assert house.told.at_once[-1] == 0

    async def test_who_is_given_up_pays_and_makes_room(self) -> None:
        house = House(replace(QUOTA, concurrency=1), timeout=0.02)
        query = '{ item(sku: "AX-1") { name } __schema { types { name } } }'
        async with house.served.client() as client:
            house.served.shelf.wait = True
            given_up = await house.ask(client, query)
            assert given_up.status_code == 504
            assert given_up.headers["graphql-cost"] == "requested=11, actual=11"
            assert '"points";r=18' in (await house.ask(client)).headers["ratelimit"]
