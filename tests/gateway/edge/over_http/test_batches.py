"""Operations in a list: each is answered as if it came alone, and no list is taken unless that is allowed."""

from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace

from domain.quota import Quota
from gateway.edge.media_types import GRAPHQL, JSON
from tests.doubles.clock import SettableClock
from tests.doubles.counting import Told, admitting
from tests.gateway.edge.over_http.leaving import told_who_left
from tests.gateway.edge.serving import Served
from tests.gateway.identity.issuing import SHOP

HELLO = {"query": "{ hello }"}
SCHEMA = {"query": "{ __schema { types { name } } }"}
"""Costs 11 points."""
WAITING = {"query": '{ item(sku: "AX-1") { name } }'}
MOST = 3


class House:
    """An application that takes lists of three, for a storefront with a quota."""

    def __init__(self, *, points: int = 100, at_once: int = 10) -> None:
        clock, self.told = SettableClock(), Told()
        self.served = Served(batch=MOST, admission=admitting(clock, told=self.told), clock=clock)
        quota = Quota(points=points, window=timedelta(seconds=60), concurrency=at_once)
        self.served.partners.held["storefront"] = replace(SHOP, quota=quota)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def served(house: House) -> Served:
    return house.served


async def post(client: httpx.AsyncClient, body: object, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post("/graphql", json=body, headers={"accept": GRAPHQL, **named})


def codes(response: httpx.Response) -> list[str | None]:
    """The code of each answer's first error, None where it has none."""
    return [each["errors"][0]["extensions"]["code"] if "errors" in each else None for each in response.json()]


async def test_answers_come_in_the_order_of_the_operations(client: httpx.AsyncClient) -> None:
    named = {"query": "query A { a: hello } query B { b: hello }", "operationName": "B"}
    response = await post(client, [named, HELLO])
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    hello = "hello world"
    assert response.json() == [{"data": {"b": hello}}, {"data": {"hello": hello}}]
    assert (await post(client, [HELLO], accept=JSON)).json() == [{"data": {"hello": hello}}]


async def test_they_run_side_by_side_until_their_caller_leaves(house: House) -> None:
    assert await told_who_left(house.served, [WAITING, HELLO, WAITING]) == []
    assert max(house.told.at_once) == MOST
    assert house.told.at_once[-1] == 0


async def test_what_is_wrong_with_one_is_its_own(client: httpx.AsyncClient) -> None:
    wrong: list[tuple[object, str]] = [
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ("{ hello }", "BAD_INPUT"),
        ({"query": 7}, "BAD_INPUT"),
    ]
    for each, code in wrong:
        response = await post(client, [HELLO, each, HELLO])
        assert response.status_code == 200
        assert codes(response) == [None, code, None]


async def test_each_has_its_price_and_together_they_are_told(client: httpx.AsyncClient) -> None:
    response = await post(client, [HELLO, SCHEMA, HELLO], graphql_cost="?1")
    assert response.headers["graphql-cost"] == "requested=13, actual=13"
    assert '"points";r=87' in response.headers["ratelimit"]
    assert [each["extensions"]["cost"]["actual"] for each in response.json()] == [1, 11, 1]


async def test_a_quota_is_not_gone_round() -> None:
    house = House(points=12)
    async with house.served.client() as client:
        response = await post(client, [SCHEMA, SCHEMA, HELLO])
        assert response.status_code == 200
        assert sorted(map(str, codes(response))) == ["None", "None", "QUOTA_SPENT"]


async def test_operations_at_once_are_counted_one_by_one() -> None:
    house = House(at_once=2)
    async with house.served.client() as client:
        assert codes(await post(client, [HELLO] * 3)).count("QUOTA_SPENT") <= 1
        assert codes(await post(client, [HELLO])) == [None]


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ([HELLO] * (MOST + 1), "LIMIT_EXCEEDED", "4 operations at once are more than the 3 that are taken"),
        ([], "BAD_INPUT", "The body is a list without an operation"),
    ],
)
async def test_a_list_of_no_use_is_refused_whole(
    client: httpx.AsyncClient, body: object, code: str, words: str
) -> None:
    response = await post(client, body)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == code
    assert error["message"].endswith(words)


async def test_a_document_that_is_too_large_is_so_in_a_list(client: httpx.AsyncClient) -> None:
    aliases = " ".join(f"a{number}: hello" for number in range(200))
    response = await post(client, [HELLO, {"query": f"{{ {aliases} }}"}])
    assert codes(response) == [None, "LIMIT_EXCEEDED"]
