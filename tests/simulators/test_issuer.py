import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from simulators.issuer import CLIENTS, build
from tests.simulators.house import WALL

URL = "http://issuer.example"


@pytest.fixture
def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(build(URL, lambda: WALL)), base_url=URL)


def form(client_id: str, **more: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": f"{client_id}-secret",
        **more,
    }


@pytest.mark.parametrize("name", CLIENTS)
async def test_each_client_gets_a_token_that_its_keys_prove(client: httpx.AsyncClient, name: str) -> None:
    discovered = (await client.get("/.well-known/openid-configuration")).json()
    keys = KeySet.import_key_set((await client.get(discovered["jwks_uri"])).json())
    answer = (await client.post(discovered["token_endpoint"], data=form(name))).json()
    token = jwt.decode(answer["access_token"], keys, algorithms=["ES256"])
    assert token.claims["iss"] == discovered["issuer"] == URL
    assert token.claims["aud"] == "ordergraph"
    assert token.claims["sub"] == token.claims["client_id"] == name
    assert token.claims["exp"] - token.claims["iat"] == answer["expires_in"]
    assert token.claims["iat"] == WALL
    assert token.claims.get("customer") == ("C-00042" if name == "partner-acme" else None)
    assert token.claims["scope"] == answer["scope"]


async def test_the_private_key_stays_inside(client: httpx.AsyncClient) -> None:
    (key,) = (await client.get("/jwks.json")).json()["keys"]
    assert "d" not in key
    assert key["kid"]


async def test_fewer_scopes_may_be_asked_for(client: httpx.AsyncClient) -> None:
    answer = await client.post("/token", data=form("ops", scope="stock:read"))
    assert answer.json()["scope"] == "stock:read"


@pytest.mark.parametrize(
    ("data", "status", "error"),
    [
        (form("ops", client_secret="no"), 401, "invalid_client"),
        (form("nobody"), 401, "invalid_client"),
        (form("storefront", scope="orders:read:pii"), 400, "invalid_scope"),
        (form("ops", grant_type="password"), 400, "unsupported_grant_type"),
        ({}, 400, "unsupported_grant_type"),
    ],
)
async def test_everyone_else_is_refused(
    client: httpx.AsyncClient, data: dict[str, str], status: int, error: str
) -> None:
    answer = await client.post("/token", data=data)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
