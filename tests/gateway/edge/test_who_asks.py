"""Credentials over HTTP: keys in either header, nobody, the suspended; and what the log tells of them."""

from collections.abc import AsyncIterator

import httpx
import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from domain.registry.records import ANONYMOUS, ApiKey, PartnerStatus
from gateway.identity.api_keys import digest, new_key
from tests.gateway.edge.serving import Served
from tests.gateway.identity.issuing import KEY_SECRET, SHOP

HELLO = {"query": "{ hello }"}
KEY = new_key()


@pytest.fixture
async def served() -> Served:
    made = Served()
    now = made.clock.now()
    key = ApiKey(prefix=KEY.prefix, partner=SHOP.name, digest=digest(KEY_SECRET, KEY.text), created_at=now)
    await made.partners.add_key(key, who="mira", now=now)
    return made


@pytest.fixture
async def client(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with served.client() as client:
        del client.headers["authorization"]
        yield client


async def ask(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post("/graphql", json=HELLO, headers=sent)


def code(response: httpx.Response) -> object:
    (error,) = response.json()["errors"]
    return error["extensions"]["code"]


@pytest.mark.parametrize("header", [{"x_api_key": KEY.text}, {"authorization": f"Bearer {KEY.text}"}])
async def test_a_key_is_taken_in_either_header(client: httpx.AsyncClient, header: dict[str, str]) -> None:
    response = await ask(client, **header)
    assert (response.status_code, response.json()) == (200, {"data": {"hello": "hello world"}})


async def test_a_key_and_a_token_together_are_none(served: Served, client: httpx.AsyncClient) -> None:
    response = await ask(client, x_api_key=KEY.text, authorization=f"Bearer {served.token}")
    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")


async def test_a_wrong_key_is_challenged_as_a_wrong_token_is(client: httpx.AsyncClient) -> None:
    response = await ask(client, x_api_key=new_key().text)
    assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"] == 'Bearer realm="ordergraph", error="invalid_token"'


async def test_a_revoked_key_is_refused_at_once(served: Served, client: httpx.AsyncClient) -> None:
    assert (await ask(client, x_api_key=KEY.text)).status_code == 200
    await served.partners.revoke_key(KEY.prefix, who="mira", now=served.clock.now())
    assert (await ask(client, x_api_key=KEY.text)).status_code == 401


async def test_nobody_may_ask_where_nobody_is_registered(served: Served, client: httpx.AsyncClient) -> None:
    response = await ask(client)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer realm="ordergraph"'
    await served.partners.put(
        replace(SHOP, name=ANONYMOUS, subjects=frozenset()), who="mira", now=served.clock.now()
    )
    assert (await ask(client)).status_code == 200
    assert (await ask(client, authorization="Bearer a.b.c")).status_code == 401


async def test_a_suspended_partner_is_known_and_gets_nothing(
    served: Served, client: httpx.AsyncClient
) -> None:
    credentials = {"x_api_key": KEY.text}, {"authorization": f"Bearer {served.token}"}
    for shown in credentials:
        assert (await ask(client, **shown)).status_code == 200
    await served.partners.put(
        replace(SHOP, status=PartnerStatus.SUSPENDED), who="mira", now=served.clock.now()
    )
    for shown in credentials:
        response = await ask(client, **shown)
        assert (response.status_code, code(response)) == (403, "PARTNER_SUSPENDED")
        assert "data" not in response.json()
        assert "www-authenticate" not in response.headers


async def test_the_log_says_who_was_turned_away_and_why_and_no_answer_does(
    served: Served, client: httpx.AsyncClient
) -> None:
    await served.partners.put(
        replace(SHOP, status=PartnerStatus.SUSPENDED), who="mira", now=served.clock.now()
    )
    with capture_logs() as lines:
        response = await ask(client, x_api_key=KEY.text)
        await ask(client, authorization="Bearer a.b.c")
    told = [line for line in lines if line["event"] == "request_turned_away"]
    assert [(line["code"], line["cause"].partition(":")[0]) for line in told] == [
        ("PARTNER_SUSPENDED", "storefront"),
        ("UNAUTHENTICATED", "Error"),
    ]
    assert [line["partner"] for line in lines if line["event"] == "request"] == ["storefront", None]
    assert "storefront" not in response.text
    assert KEY.text not in str(lines)
