import asyncio
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus

import httpx
import orjson
import pytest

from domain.errors import OrderGraphError
from gateway.edge.media_types import GRAPHQL, JSON
from tests.gateway.edge.over_http.leaving import post_scope, told_who_left
from tests.gateway.edge.serving import Served

HELLO = {"query": "{ hello }"}
DEEP = b'{"query": "{ hello }", "variables": {"a": ' + b"[" * 4_000 + b"]" * 4_000 + b"}}"
WAITING = {"query": '{ item(sku: "AX-1") { name } }'}


def code(response: httpx.Response) -> object:
    (error,) = response.json()["errors"]
    return error["extensions"]["code"]


async def post(
    client: httpx.AsyncClient, parameters: object, accept: str = GRAPHQL, **headers: str
) -> httpx.Response:
    return await client.post("/graphql", json=parameters, headers={"accept": accept, **headers})


async def send(client: httpx.AsyncClient, body: bytes, content_type: str = JSON) -> httpx.Response:
    return await client.post(
        "/graphql", content=body, headers={"accept": GRAPHQL, "content-type": content_type}
    )


class TestMediaTypes:
    @pytest.mark.parametrize(
        ("accept", "expected"),
        [
            (GRAPHQL, GRAPHQL),
            (JSON, JSON),
            ("*/*", JSON),
            (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
            (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        ],
    )
    async def test_the_answer_has_the_type_that_is_wanted(
        self, client: httpx.AsyncClient, accept: str, expected: str
    ) -> None:
        response = await post(client, HELLO, accept)
        assert response.status_code == 200
        assert response.headers["content-type"] == f"{expected}; charset=utf-8"
        assert response.headers["vary"] == "Accept"
        assert response.json() == {"data": {"hello": "hello world"}}

    async def test_nothing_is_sent_that_is_not_wanted(self, client: httpx.AsyncClient) -> None:
        response = await post(client, HELLO, "image/png")
        assert response.status_code == 406
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["detail"] == f"The answer can be {GRAPHQL} or {JSON}"

    @pytest.mark.parametrize(
        ("parameters", "strict", "lenient"),
        [
            (HELLO, 200, 200),
            ({"query": "{ hello dead }"}, 200, 200),
            ({"query": "{ strict }"}, 200, 200),
            ({"query": "{"}, 400, 200),
            ({"query": "{ nothing }"}, 400, 200),
            ({"query": "query($n: String!) { hello(name: $n) }", "variables": {}}, 400, 200),
            ({"query": "query A { hello } query B { hello }"}, 400, 200),
            ({"query": "{ hello " + "a: hello " * 40 + "}"}, 400, 400),
            ({"query": 7}, 400, 400),
        ],
    )
    async def test_each_outcome_has_its_status_by_type(
        self, client: httpx.AsyncClient, parameters: Mapping[str, object], strict: int, lenient: int
    ) -> None:
        assert (await post(client, parameters, GRAPHQL)).status_code == strict
        assert (await post(client, parameters, JSON)).status_code == lenient

    async def test_what_was_not_executed_has_no_data(self, client: httpx.AsyncClient) -> None:
        body = (await post(client, {"query": "{"})).json()
        assert "data" not in body
        assert body["errors"][0]["locations"] == [{"line": 1, "column": 2}]


class TestPost:
    async def test_an_operation_runs_with_name_and_variables(self, client: httpx.AsyncClient) -> None:
        response = await post(
            client,
            {
                "query": "query A { hello } query B($n: String!) { hello(name: $n) }",
                "operationName": "B",
                "variables": {"n": "Zürich 🚚"},
                "extensions": {"ours": 1},
                "unknown": True,
            },
        )
        assert response.json() == {"data": {"hello": "hello Zürich 🚚"}}

    @pytest.mark.parametrize("name", ["variables", "operationName", "extensions"])
    async def test_null_means_that_it_is_not_given(self, client: httpx.AsyncClient, name: str) -> None:
        assert (await post(client, {**HELLO, name: None})).json()["data"] == {"hello": "hello world"}

    @pytest.mark.parametrize(
        ("parameters", "message"),
        [
            ({}, "query: is missing: it holds the GraphQL document"),
            ({"query": ["{ hello }"]}, "query: should be a string, not a list"),
            ({**HELLO, "operationName": 1}, "operationName: should be a string, not a number"),
            ({**HELLO, "variables": "{}"}, "variables: should be an object, not a string"),
            ({**HELLO, "extensions": True}, "extensions: should be an object, not a boolean"),
            ("{ hello }", "The body should be a JSON object with the member 'query'"),
        ],
    )
    async def test_a_parameter_of_the_wrong_shape_is_named(
        self, client: httpx.AsyncClient, parameters: object, message: str
    ) -> None:
        response = await post(client, parameters)
        assert response.status_code == 400
        assert code(response) == "BAD_INPUT"
        assert response.json()["errors"][0]["message"] == message

    async def test_a_batch_is_refused_with_its_length(self, client: httpx.AsyncClient) -> None:
        response = await post(client, [HELLO, HELLO])
        assert response.status_code == 400
        assert response.json()["errors"] == [
            {
                "message": "The body is a list: operations are not taken in batches, send each by itself",
                "extensions": {
                    "code": "LIMIT_EXCEEDED",
                    "retryable": False,
                    "limit": "batch",
                    "allowed": 0,
                    "measured": 2,
                },
            }
        ]

    async def test_variables_deep_inside_each_other_are_measured(self, client: httpx.AsyncClient) -> None:
        deep = b'{"query": "{ hello }", "variables": {"a": %s}}' % (b"[" * 900 + b"]" * 900)
        response = await send(client, deep)
        assert response.status_code == 400
        assert code(response) == "LIMIT_EXCEEDED"

    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b'{"query": "{ hello }"', b'{"query": "\xff"}', b'{"query": NaN}', b"[" * 2_000, DEEP],
    )
    async def test_a_body_that_is_no_json_is_told(self, client: httpx.AsyncClient, body: bytes) -> None:
        response = await send(client, body)
        assert response.status_code == 400
        assert code(response) == "BAD_INPUT"
        assert response.json()["errors"][0]["message"].startswith("The body is not JSON in UTF-8")

    async def test_a_byte_order_mark_is_forgiven(self, client: httpx.AsyncClient) -> None:
        assert (await send(client, b"\xef\xbb\xbf" + orjson.dumps(HELLO))).status_code == 200

    @pytest.mark.parametrize(
        ("content_type", "status"),
        [
            ("application/json; charset=utf-8", 200),
            ('Application/JSON; charset="UTF-8"', 200),
            ("application/json; charset=utf-16", 415),
            ("application/graphql", 415),
            ("text/plain", 415),
            ("multipart/form-data; boundary=x", 415),
            ("", 415),
        ],
    )
    async def test_only_json_in_utf_8_is_taken(
        self, client: httpx.AsyncClient, content_type: str, status: int
    ) -> None:
        response = await send(client, orjson.dumps(HELLO), content_type)
        assert response.status_code == status

    async def test_a_compressed_body_is_not_unpacked(self, client: httpx.AsyncClient) -> None:
        response = await post(client, HELLO, **{"content-encoding": "gzip"})
        assert response.status_code == 415
        assert "gzip" in response.json()["detail"]
        assert response.json()["code"] == "UNSUPPORTED_MEDIA_TYPE"

    async def test_a_large_body_is_refused_by_its_length(self, client: httpx.AsyncClient) -> None:
        response = await send(client, b" " * 10_001)
        assert response.status_code == 413
        assert response.json() == {
            "type": "about:blank",
            "title": HTTPStatus(413).phrase,
            "status": 413,
            "code": "LIMIT_EXCEEDED",
            "detail": "The body may have 10000 bytes at most",
            "limit": "body_bytes",
            "allowed": 10_000,
            "measured": 10_001,
        }

    async def test_a_large_body_is_refused_when_its_length_was_not_told(
        self, client: httpx.AsyncClient
    ) -> None:
        sent = 0

        async def pieces() -> AsyncIterator[bytes]:
            nonlocal sent
            for _ in range(100):
                sent += 1
                yield b" " * 1_000

        headers = {"content-type": JSON}
        response = await client.post("/graphql", content=pieces(), headers=headers)
        assert response.status_code == 413
        assert response.json()["measured"] == 11_000
        assert sent <= 12

    async def test_a_body_that_does_not_arrive_is_not_waited_for(self) -> None:
        async def never() -> AsyncIterator[bytes]:
            yield b"{"
            await asyncio.Event().wait()

        served = Served(body_time=0.01)
        async with served.client() as client:
            response = await client.post("/graphql", content=never(), headers={"content-type": JSON})
        assert response.status_code == 408
        assert (response.json()["code"], response.json()["limit"]) == ("LIMIT_EXCEEDED", "body_time")


class TestGet:
    async def ask(self, client: httpx.AsyncClient, **parameters: str) -> httpx.Response:
        return await client.get("/graphql", params=parameters, headers={"accept": GRAPHQL})

    async def test_a_query_runs(self, client: httpx.AsyncClient) -> None:
        response = await self.ask(
            client,
            query="query A { hello } query B($n: String!) { hello(name: $n) }",
            operationName="B",
            variables='{"n": "you"}',
        )
        assert response.status_code == 200
        assert response.json() == {"data": {"hello": "hello you"}}

    async def test_an_empty_parameter_is_not_given(self, client: httpx.AsyncClient) -> None:
        response = await self.ask(client, query="{ hello }", operationName="", variables="", extensions="")
        assert response.status_code == 200

    async def test_a_mutation_needs_post(self, client: httpx.AsyncClient) -> None:
        response = await self.ask(client, query="mutation { bump(by: 1) }")
        assert response.status_code == 405
        assert response.headers["allow"] == "POST"

    async def test_the_operation_that_is_named_counts(self, client: httpx.AsyncClient) -> None:
        text = "query A { hello } mutation B { bump(by: 1) }"
        assert (await self.ask(client, query=text, operationName="A")).status_code == 200
        assert (await self.ask(client, query=text, operationName="B")).status_code == 405

    @pytest.mark.parametrize(
        ("url", "message"),
        [
            ("/graphql", "query: is missing"),
            ("/graphql?query={hello}&query={hello}", "query: is given more than once"),
            ("/graphql?query={hello}&variables=[1]", "variables: should be an object, not a list"),
            ("/graphql?query={hello}&variables=x", "variables is not JSON in UTF-8"),
        ],
    )
    async def test_a_parameter_of_the_wrong_shape_is_named(
        self, client: httpx.AsyncClient, url: str, message: str
    ) -> None:
        response = await client.get(url, headers={"accept": GRAPHQL})
        assert response.status_code == 400
        assert response.json()["errors"][0]["message"].startswith(message)

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
    async def test_no_other_method_is_taken(self, client: httpx.AsyncClient, method: str) -> None:
        response = await client.request(method, "/graphql")
        assert response.status_code == 405
        assert response.headers["allow"] == "GET, POST"
        assert response.headers["content-type"] == "application/problem+json"


class TestWhoAsks:
    async def test_without_a_token_nothing_runs(self, served: Served, client: httpx.AsyncClient) -> None:
        del client.headers["authorization"]
        response = await post(client, WAITING)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == 'Bearer realm="ordergraph"'
        assert code(response) == "UNAUTHENTICATED"
        assert served.shelf.demands == []

    async def test_a_bad_token_is_refused_before_the_body_is_read(self, client: httpx.AsyncClient) -> None:
        response = await post(client, {"query": 7}, authorization="Bearer x.y.z")
        assert response.status_code == 401
        challenge = 'Bearer realm="ordergraph", error="invalid_token"'
        assert response.headers["www-authenticate"] == challenge

    async def test_two_tokens_are_none(self, served: Served, client: httpx.AsyncClient) -> None:
        headers = [("authorization", f"Bearer {served.token}")] * 2
        del client.headers["authorization"]
        response = await client.post("/graphql", json=HELLO, headers=headers)
        assert response.status_code == 401

    async def test_without_the_issuer_the_answer_is_503(
        self, served: Served, client: httpx.AsyncClient
    ) -> None:
        served.issuer.down = True
        response = await post(client, HELLO)
        assert response.status_code == 503
        assert response.headers["retry-after"] == "5"
        assert code(response) == "ISSUER_UNAVAILABLE"


class TestTrouble:
    async def test_an_operation_over_its_time_is_504(self) -> None:
        served = Served(timeout=0.01)
        served.shelf.wait = True
        async with served.client() as client:
            response = await post(client, WAITING)
        assert response.status_code == 504
        assert code(response) == "OPERATION_TIMEOUT"

    async def test_a_caller_that_leaves_ends_what_only_it_waits_for(self, served: Served) -> None:
        assert await told_who_left(served, WAITING) == []

    async def test_a_caller_that_leaves_while_it_sends_is_let_go(self, served: Served) -> None:
        async def receive() -> dict[str, object]:
            return {"type": "http.disconnect"}

        async def answer(message: Mapping[str, object]) -> None:
            raise AssertionError(f"nobody is there to get {message}")

        await served.app(post_scope(served), receive, answer)

    async def test_a_request_that_the_server_cancels_is_told_so(
        self, served: Served, client: httpx.AsyncClient
    ) -> None:
        served.shelf.wait = True
        asked = asyncio.create_task(post(client, WAITING))
        await served.shelf.started.wait()
        asked.cancel()
        response = await asked
        assert response.status_code == 503
        assert response.json()["detail"] == "The gateway is stopping"
        await asyncio.wait_for(served.shelf.given_up.wait(), 5)

    async def test_a_fault_of_ours_is_500_with_the_way_to_its_log(
        self, served: Served, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def broken() -> None:
            raise OrderGraphError("an error that no endpoint expects", cause="a secret")

        monkeypatch.setattr(served.store, "ping", broken)
        response = await client.get("/ready")
        assert response.status_code == 500
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["x-correlation-id"] in response.json()["detail"]
        assert "secret" not in response.text
