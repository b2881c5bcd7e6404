"""Floods of unknown keys, and an issuer that is down, slow or wrong: known keys go on, nobody waits long."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from tests.gateway.edge.serving import Served
from tests.gateway.identity.issuing import Issuer, ec_key, token

HELLO = {"query": "{ hello }"}
ATTEMPT = ["/realm/.well-known/openid-configuration", "/realm/keys"]


@pytest.fixture
async def client(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with served.client() as client, asyncio.timeout(20):
        yield client


async def ask(client: httpx.AsyncClient, text: str = "") -> httpx.Response:
    headers = {"authorization": f"Bearer {text}"} if text else {}
    return await client.post("/graphql", json=HELLO, headers=headers)


def another(served: Served, number: int) -> str:
    """A token that was not seen before, by a known key."""
    return token(served.key, served.clock, jti=f"{number}")


def for_a_day(served: Served) -> str:
    return token(served.key, served.clock, exp=int(served.clock.now().timestamp()) + 86_400)


async def test_a_flood_of_unknown_keys_asks_the_issuer_at_its_limited_rate(
    served: Served, client: httpx.AsyncClient
) -> None:
    stranger = ec_key("x")
    for second in range(20):
        flood = [token(stranger, served.clock, jti=f"{second}/{n}") for n in range(10)]
        answers = await asyncio.gather(*(ask(client, forged) for forged in flood), ask(client))
        assert [answer.status_code for answer in answers] == [401] * 10 + [200]
        served.clock.advance(timedelta(seconds=1))
    assert served.issuer.calls == ATTEMPT * 4  # twenty seconds, and five between two attempts


async def test_a_new_key_is_learned_within_the_flood(served: Served, client: httpx.AsyncClient) -> None:
    assert (await ask(client)).status_code == 200
    fresh = ec_key("new")
    served.issuer.keys.append(fresh)
    for _ in range(7):
        await ask(client, token(ec_key("x"), served.clock))
        served.clock.advance(timedelta(seconds=1))
    assert (await ask(client, token(fresh, served.clock))).status_code == 200


async def test_known_keys_go_on_while_the_issuer_is_down(served: Served, client: httpx.AsyncClient) -> None:
    assert (await ask(client)).status_code == 200
    served.issuer.down = True
    for number in range(5):
        served.clock.advance(timedelta(hours=2))
        assert (await ask(client, another(served, number))).status_code == 200
    assert len(served.issuer.calls) <= len(ATTEMPT) + 5


async def test_a_token_that_was_verified_holds_while_the_issuer_is_down(
    served: Served, client: httpx.AsyncClient
) -> None:
    long = for_a_day(served)
    assert (await ask(client, long)).status_code == 200
    served.issuer.down = True
    served.clock.advance(timedelta(hours=11))
    assert (await ask(client, long)).status_code == 200


async def test_whoever_shows_a_key_that_nobody_can_ask_for_is_told_to_come_again(
    served: Served, client: httpx.AsyncClient
) -> None:
    assert (await ask(client)).status_code == 200
    served.issuer.down = True
    served.clock.advance(timedelta(seconds=6))
    response = await ask(client, token(ec_key("x"), served.clock))
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


async def test_while_the_issuer_is_slow_one_request_waits_a_little_and_the_others_not_at_all(
    served: Served, client: httpx.AsyncClient
) -> None:
    assert (await ask(client)).status_code == 200
    served.issuer.answers.clear()
    served.issuer.asked.clear()
    served.clock.advance(timedelta(minutes=11))
    waiting = asyncio.create_task(ask(client, another(served, 0)))
    await served.issuer.asked.wait()
    for number in range(1, 6):
        assert (await ask(client, another(served, number))).status_code == 200
        assert not waiting.done()
    assert (await waiting).status_code == 200
    served.issuer.answers.set()


async def test_a_slow_issuer_is_heard_in_the_end(served: Served, client: httpx.AsyncClient) -> None:
    served.issuer.answers.clear()
    assert (await ask(client)).status_code == 503
    served.issuer.answers.set()
    assert (await ask(client)).status_code == 200
    assert served.issuer.calls == ATTEMPT


@pytest.mark.parametrize("trouble", ["status", "published", "issuer"])
async def test_an_issuer_that_talks_nonsense_takes_no_known_key_away(
    served: Served, client: httpx.AsyncClient, trouble: str
) -> None:
    assert (await ask(client)).status_code == 200
    good: Issuer = served.issuer
    good.keys = []
    setattr(good, trouble, {"status": 500, "published": [{"kty": "oct"}], "issuer": "https://evil"}[trouble])
    served.clock.advance(timedelta(minutes=11))
    assert (await ask(client, another(served, 1))).status_code == 200


async def test_a_key_that_was_withdrawn_holds_no_more_though_its_tokens_were_verified(
    served: Served, client: httpx.AsyncClient
) -> None:
    long = for_a_day(served)
    assert (await ask(client, long)).status_code == 200
    served.issuer.keys = [ec_key("b")]
    served.clock.advance(timedelta(minutes=11))
    assert (await ask(client, long)).status_code == 401
