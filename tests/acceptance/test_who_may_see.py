"""Who may see what: tokens of the issuer alone, fields by scope, and a partner's rows only."""

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import ECKey

from gateway.demo.instance_file import CUSTOMER
from tests.acceptance.asking import MEDIA_TYPE, Caller
from tests.acceptance.simulated import Simulated

ORDER = """
query ($number: String!) {
  order(number: $number) {
    number status channel customer { name email } shipTo { city }
    lines { sku unitPrice { amount } product { name } } shipments { id contents { order } }
  }
}
"""


Learned = Callable[[], Awaitable[None]]
FOUND = "query ($number: String!) { orders(filter: { number: $number }) { totalCount } }"


async def indexed(desk: Caller, numbers: Sequence[str]) -> None:
    """Let our index know the orders, as sync does: a partner sees what is in its part of it."""
    answers = await asyncio.gather(*(desk.ask(FOUND, number=number) for number in numbers))
    assert [answer.data for answer in answers] == [{"orders": {"totalCount": 1}}] * len(numbers)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def own(world: Simulated, desk: Caller) -> str:
    """An order of the partner's, in the index."""
    told = await world.stories()
    assert told["customer"] == CUSTOMER
    number = str(told["customer_orders"][0])
    await indexed(desk, [number])
    return number


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def foreign(world: Simulated, desk: Caller) -> dict[str, Any]:
    """What is true of an order of somebody else, with a return; the index has it."""
    (number, *_) = (await world.stories())["stories"]["return_full"]
    truth: dict[str, Any] = (await world.truths([number]))[number]
    assert truth["customer"] != CUSTOMER
    await indexed(desk, [number])
    return truth


def forged(world: Simulated, **claims: object) -> str:
    """A token for the service desk that says all the right things, signed by a key of our own."""
    key = ECKey.generate_key("P-256", {"kid": "ours"})
    said = {"iss": world.urls["issuer"], "aud": "ordergraph", "sub": "service-desk"}
    times = {"iat": int(time.time()), "exp": int(time.time()) + 3600}
    return jwt.encode({"alg": "ES256", "kid": "ours"}, said | times | claims, key)


def unsigned(token: str) -> str:
    """The same claims, under an algorithm that needs no key."""
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


async def refused(caller: Caller, authorization: str | None) -> httpx.Response:
    headers = {"accept": MEDIA_TYPE} | ({"authorization": authorization} if authorization else {})
    response = await caller.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert response.status_code == 401
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["UNAUTHENTICATED"]
    return response


class TestTokens:
    async def test_without_one_the_answer_asks_for_it(self, desk: Caller) -> None:
        told = await refused(desk, None)
        assert told.headers["www-authenticate"] == 'Bearer realm="ordergraph"'

    async def test_one_of_another_issuer_is_refused(self, world: Simulated, desk: Caller) -> None:
        for token in (forged(world), forged(world, iss="https://other.example"), unsigned(desk.token)):
            told = await refused(desk, f"Bearer {token}")
            assert 'error="invalid_token"' in told.headers["www-authenticate"]

    @pytest.mark.parametrize("scheme", ["Basic", "Token", "bearerish"])
    async def test_another_scheme_is_refused(self, scheme: str, desk: Caller) -> None:
        await refused(desk, f"{scheme} {desk.token}")

    async def test_a_token_cut_short_is_refused(self, desk: Caller) -> None:
        await refused(desk, f"Bearer {desk.token[:-4]}")


async def test_a_partner_sees_its_own_order_without_persons_and_prices(partner: Caller, own: str) -> None:
    answer = await partner.ask(ORDER, number=own)
    order = answer.partial["order"]
    assert (order["number"], order["customer"], order["shipTo"]) == (own, None, None)
    assert order["status"]
    assert {line["unitPrice"] for line in order["lines"]} == {None}
    assert set(answer.codes.values()) == {"FIELD_NOT_GRANTED"}
    assert {place.rpartition(".")[2] for place in answer.codes} == {
        "customer",
        "shipTo",
        "unitPrice",
        "product",
    }


async def test_the_service_desk_sees_persons_and_prices(desk: Caller, own: str) -> None:
    order = (await desk.ask(ORDER, number=own)).data["order"]
    assert order["customer"]["name"]
    assert order["shipTo"]["city"]
    assert all(line["unitPrice"]["amount"] for line in order["lines"])


async def test_of_what_is_others_a_partner_learns_nothing(
    world: Simulated,
    partner: Caller,
    foreign: dict[str, Any],
    learned_behind: Learned,
) -> None:
    """Nothing tells it from what does not exist: neither error nor source nor age, alive or dead."""
    names = foreign["numbers"]
    pairs = [
        ('order(number: "%s") { number }', names["erp"], "SO-9999999"),
        ('shipment(id: "%s") { id status }', names["shipments"][0], "SHE999999999"),
        ('return(number: "%s") { number }', names["return"], "RMA-9999999"),
        ('track(trackingNumber: "%s") { status }', names["tracking"][0], "1Z999"),
    ]
    for field, real, unreal in pairs:
        told = [(await partner.ask(f"{{ {field % name} }}")).response.json() for name in (real, unreal)]
        assert told[0]["data"] == told[1]["data"]
        assert list(told[0]["data"].values()) == [None]
        assert told[0] == told[1]
        assert [error["extensions"]["code"] for error in told[0]["errors"]] == ["NOT_FOUND"]
        async with world.off("erp"):
            assert (await partner.ask(f"{{ {field % real} }}")).response.json() == told[0]
    await learned_behind()


async def test_an_own_order_that_the_index_lacks_is_not_there_until_it_is_learned(
    partner: Caller, learned_behind: Learned
) -> None:
    answer = await partner.ask(ORDER, number="SO-0001001")
    assert answer.codes == {"order": "NOT_FOUND"}
    await learned_behind()


async def test_entities_obey_the_same_rows(
    partner: Caller, own: str, foreign: dict[str, Any], learned_behind: Learned
) -> None:
    asked = [
        {"__typename": "Order", "number": own},
        {"__typename": "Order", "number": foreign["numbers"]["erp"]},
        {"__typename": "Shipment", "id": foreign["numbers"]["shipments"][0]},
        {"__typename": "Return", "number": foreign["numbers"]["return"]},
    ]
    document = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { number } } }"
    answer = await partner.ask(document, r=asked)
    assert answer.partial["_entities"] == [{"number": own}, None, None, None]
    assert answer.codes == {f"_entities.{place}": "NOT_FOUND" for place in (1, 2, 3)}
    await learned_behind()


async def test_every_order_of_a_partner_is_its_own(
    world: Simulated, desk: Caller, partner: Caller, learned_behind: Learned
) -> None:
    numbers = [f"SO-{number:07d}" for number in range(1951, 2001)]
    await indexed(desk, numbers)
    truths = await world.truths(numbers)
    fragment = "fragment All on Order { number shipments { contents { order } } }"
    shown = {number: order for number, order, _ in await partner.orders(numbers, fragment) if order}
    own = {number for number, truth in truths.items() if truth["customer"] == CUSTOMER}
    assert set(shown) == own != set()
    packed = [
        content["order"] for order in shown.values() for s in order["shipments"] for content in s["contents"]
    ]
    assert set() != set(packed) <= own
    await learned_behind()


async def test_the_storefront_reads_no_orders_and_no_system_is_asked(
    world: Simulated, storefront: Caller, own: str
) -> None:
    await world.forget_calls()
    answer = await storefront.ask(ORDER, number=own)
    assert answer.codes == {"order": "FIELD_NOT_GRANTED"}
    assert answer.partial == {"order": None}
    assert answer.errors[0]["message"] == "Query.order needs the scope orders:read"
    assert await world.calls() == {}
