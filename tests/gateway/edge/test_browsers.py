"""What a web page of somebody else can do with us from a browser: nothing that nobody gave it a token for."""

import httpx
import pytest

from gateway.edge.media_types import GRAPHQL, JSON
from gateway.edge.origins import may_connect
from tests.gateway.edge.serving import Served

SHOP, EVIL = "https://shop.example.com", "https://evil.example"
BUMP = {"query": "mutation { bump(by: 1) }"}
ASKING = {"origin": SHOP, "access-control-request-method": "POST"}


@pytest.fixture
def served() -> Served:
    return Served(origins=(SHOP,))


class TestForgedRequests:
    @pytest.mark.parametrize(
        "content_type",
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
    )
    async def test_what_a_browser_sends_without_asking_is_not_taken(
        self, client: httpx.AsyncClient, content_type: str
    ) -> None:
        headers = {"origin": EVIL, "content-type": content_type}
        response = await client.post("/graphql", content=b'{"query": "{ hello }"}', headers=headers)
        assert response.status_code == 415

    async def test_a_cookie_is_no_credential(self, client: httpx.AsyncClient, served: Served) -> None:
        del client.headers["authorization"]
        headers = {"cookie": f"authorization=Bearer {served.token}; token={served.token}", "origin": SHOP}
        response = await client.get("/graphql", params={"query": "{ hello }"}, headers=headers)
        assert response.status_code == 401

    async def test_nor_is_a_token_in_the_url(self, client: httpx.AsyncClient, served: Served) -> None:
        del client.headers["authorization"]
        given = {
            "query": "{ hello }",
            "access_token": served.token,
            "authorization": f"Bearer {served.token}",
        }
        assert (await client.get("/graphql", params=given)).status_code == 401

    async def test_a_link_changes_nothing(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/graphql", params=BUMP)).status_code == 405


class TestCrossOrigin:
    async def test_no_page_may_deliver_events(self, client: httpx.AsyncClient) -> None:
        response = await client.options("/events/erp", headers=ASKING)
        assert response.status_code == 404, "nothing takes events here"
        assert "access-control-allow-origin" not in response.headers
        assert "access-control-allow-origin" in (await client.options("/graphql", headers=ASKING)).headers

    async def test_a_page_that_is_listed_may_ask(self, client: httpx.AsyncClient) -> None:
        asked = await client.options(
            "/graphql", headers={**ASKING, "access-control-request-headers": "authorization,content-type"}
        )
        assert asked.status_code == 200
        assert asked.headers["access-control-allow-origin"] == SHOP
        assert "authorization" in asked.headers["access-control-allow-headers"]
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"origin": SHOP})
        assert answer.json() == {"data": {"hello": "hello world"}}
        assert answer.headers["access-control-allow-origin"] == SHOP
        assert "x-correlation-id" in answer.headers["access-control-expose-headers"]
        assert {"accept", "origin"} <= {one.strip().lower() for one in answer.headers["vary"].split(",")}
        assert "access-control-allow-credentials" not in answer.headers

    async def test_a_page_reads_its_refusals_too(self, client: httpx.AsyncClient) -> None:
        for response in (
            await client.post(
                "/graphql", content=b" " * 10_001, headers={"origin": SHOP, "content-type": JSON}
            ),
            await client.get("/nowhere", headers={"origin": SHOP}),
        ):
            assert response.headers["access-control-allow-origin"] == SHOP

    @pytest.mark.parametrize("origin", [EVIL, "null", f"{SHOP}.evil.example", SHOP.replace("https", "http")])
    async def test_no_other_page_may(self, client: httpx.AsyncClient, origin: str) -> None:
        asked = await client.options("/graphql", headers={**ASKING, "origin": origin})
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"origin": origin})
        assert asked.status_code == 400
        assert "access-control-allow-origin" not in {*asked.headers, *answer.headers}

    async def test_without_a_list_no_page_may(self) -> None:
        async with Served().client() as client:
            asked = await client.options("/graphql", headers=ASKING)
            answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"origin": SHOP})
        assert asked.status_code == 405
        assert "access-control-allow-origin" not in {*asked.headers, *answer.headers}


class TestWebSockets:
    @pytest.mark.parametrize(
        ("origin", "host", "allowed", "may"),
        [
            (None, "api.example.com", (), True),
            (SHOP, "api.example.com", (SHOP,), True),
            ("HTTPS://SHOP.example.com:443", "api.example.com", (SHOP,), True),
            (EVIL, "api.example.com", (SHOP,), False),
            (EVIL, "api.example.com", (), False),
            (EVIL, "api.example.com", ("*",), True),
            ("null", "api.example.com", (SHOP,), False),
            ("", "api.example.com", (SHOP,), False),
            (f"{SHOP}.evil.example", "api.example.com", (SHOP,), False),
            ("http://shop.example.com", "api.example.com", (SHOP,), False),
            ("https://api.example.com", "api.example.com", (), True),
            ("https://api.example.com", "API.example.com:443", (), True),
            ("http://localhost:8000", "localhost:8000", (), True),
            ("http://localhost:8001", "localhost:8000", (), False),
            ("https://api.example.com.evil.example", "api.example.com", (), False),
            ("https://evil.example", "evil.example/@api.example.com", (), False),
            ("https://evil.example", "", (), False),
        ],
    )
    def test_a_page_may_open_one_where_it_is_listed_or_ours(
        self, origin: str | None, host: str, allowed: tuple[str, ...], *, may: bool
    ) -> None:
        assert may_connect(origin, host, allowed) is may


class TestIntrospection:
    @pytest.mark.parametrize(
        "query",
        [
            "{ __schema { types { name } } }",
            '{ hello __type(name: "Item") { name } }',
            "{ _service { sdl } }",
            "{ ...F } fragment F on Query { x: __schema { queryType { name } } }",
            "query A { hello } query B { ... { __schema { types { name } } } }",
        ],
    )
    async def test_it_can_be_switched_off(self, query: str) -> None:
        async with Served(introspection=False).client() as client:
            response = await client.post("/graphql", json={"query": query, "operationName": None})
        (error,) = response.json()["errors"]
        assert response.status_code == 400
        assert error["extensions"]["code"] == "INTROSPECTION_DISABLED"

    async def test_what_is_not_the_schema_is_answered_then(self) -> None:
        async with Served(introspection=False).client() as client:
            response = await client.post(
                "/graphql", json={"query": '{ __typename item(sku: "x") { __typename } }'}
            )
        assert response.json()["data"] == {"__typename": "Query", "item": None}

    @pytest.mark.parametrize(
        "given",
        [
            {"query": "{ helo }"},
            {"query": "{ hello(nam: 1) }"},
            {"query": "mutation($b: Intt!) { bump(by: $b) }"},
            {"query": '{ item(sku: "x") { nam } }'},
        ],
    )
    async def test_errors_suggest_no_names_then(self, given: dict[str, object]) -> None:
        for introspection in (True, False):
            async with Served(introspection=introspection).client() as client:
                response = await client.post("/graphql", json=given, headers={"accept": GRAPHQL})
            assert response.status_code == 400
            assert ("Did you mean" in response.text) is introspection
