"""Documents that are not sent: by Apollo's hash, by GET and POST, and by the id of a trusted one."""

from collections.abc import Awaitable, Callable, Mapping

import httpx
import orjson
import pytest

from gateway.edge.media_types import GRAPHQL, JSON
from gateway.execution.texts import Registered, Texts
from gateway.execution.trusted import TrustedDocuments
from gateway.settings.documents import PartnerDocuments, sha256_of
from tests.gateway.edge.serving import Served

Ask = Callable[[httpx.AsyncClient, Mapping[str, object]], Awaitable[httpx.Response]]

HELLO = "query($n: String) { hello(name: $n) }"
BUMP = "mutation { bump(by: 1) }"
WIDE = "{ " + "hello " * 30 + "}"


def hashed(text: str, **more: object) -> dict[str, object]:
    """The parameters of a request that sends a hash alone."""
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256_of(text)}}, **more}


@pytest.fixture
def served() -> Served:
    return Served(texts=Texts(TrustedDocuments({}), Registered(100_000)))


async def post(client: httpx.AsyncClient, parameters: object, accept: str = GRAPHQL) -> httpx.Response:
    return await client.post("/graphql", json=parameters, headers={"accept": accept})


async def get(client: httpx.AsyncClient, parameters: Mapping[str, object]) -> httpx.Response:
    texts = {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in parameters.items()
    }
    return await client.get("/graphql", params=texts, headers={"accept": GRAPHQL})


def code(response: httpx.Response) -> object:
    (error,) = response.json()["errors"]
    return error["extensions"]["code"]


class TestHashes:
    @pytest.mark.parametrize("ask", [post, get])
    @pytest.mark.parametrize("tell", [post, get])
    async def test_what_was_told_once_is_asked_by_its_hash(
        self, client: httpx.AsyncClient, ask: Ask, tell: Ask
    ) -> None:
        unknown = await ask(client, hashed(HELLO))
        assert unknown.status_code == 400
        assert code(unknown) == "PERSISTED_QUERY_NOT_FOUND"
        assert unknown.headers["cache-control"] == "no-store"
        told = await tell(client, hashed(HELLO, query=HELLO))
        asked = await ask(client, hashed(HELLO, variables={"n": "you"}))
        assert (told.json(), asked.json()) == (
            {"data": {"hello": "hello world"}},
            {"data": {"hello": "hello you"}},
        )

    async def test_clients_that_know_json_alone_get_it_with_200(self, client: httpx.AsyncClient) -> None:
        response = await post(client, hashed(HELLO), JSON)
        assert response.status_code == 200
        assert response.json()["errors"][0]["message"] == "PersistedQueryNotFound"

    async def test_another_hash_is_refused(self, client: httpx.AsyncClient) -> None:
        response = await post(client, hashed(HELLO, query=BUMP), JSON)
        assert (response.status_code, code(response)) == (400, "PERSISTED_QUERY_HASH_MISMATCH")

    async def test_a_mutation_is_not_run_by_get_whatever_it_is_called(
        self, client: httpx.AsyncClient
    ) -> None:
        assert (await post(client, hashed(BUMP, query=BUMP))).status_code == 200
        assert (await get(client, hashed(BUMP))).status_code == 405

    async def test_what_is_too_large_is_not_kept_under_its_hash(self, client: httpx.AsyncClient) -> None:
        assert code(await post(client, hashed(WIDE, query=WIDE))) == "LIMIT_EXCEEDED"
        assert code(await post(client, hashed(WIDE))) == "PERSISTED_QUERY_NOT_FOUND"

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ([], "extensions.persistedQuery: should be an object, not a list"),
            ({"version": 2}, "extensions.persistedQuery.version: should be 1, the one version that is known"),
            (
                {"version": 1, "sha256Hash": "x"},
                "extensions.persistedQuery.sha256Hash: should be a SHA-256 in 64 hex digits",
            ),
        ],
    )
    async def test_a_hash_of_the_wrong_shape_is_named(
        self, client: httpx.AsyncClient, given: object, message: str
    ) -> None:
        response = await post(client, {"query": HELLO, "extensions": {"persistedQuery": given}})
        assert (response.status_code, code(response)) == (400, "BAD_INPUT")
        assert response.json()["errors"][0]["message"] == message


class TestTrusted:
    @pytest.fixture
    def served(self) -> Served:
        own = PartnerDocuments(by_key={"hello-1": HELLO, "bump-1": BUMP, "wide": WIDE}, only=True)
        return Served(texts=Texts(TrustedDocuments({"storefront": own}), Registered(100_000)))

    async def test_a_document_is_asked_by_its_id(self, client: httpx.AsyncClient) -> None:
        asked = {"documentId": "hello-1", "variables": {"n": "you"}}
        for response in (await post(client, asked), await get(client, asked)):
            assert response.json() == {"data": {"hello": "hello you"}}

    async def test_an_id_and_a_query_are_one_too_many(self, client: httpx.AsyncClient) -> None:
        response = await post(client, {"documentId": "hello-1", "query": HELLO})
        assert (response.status_code, code(response)) == (400, "BAD_INPUT")

    async def test_a_mutation_by_its_id_needs_post(self, client: httpx.AsyncClient) -> None:
        assert (await get(client, {"documentId": "bump-1"})).status_code == 405
        assert (await post(client, {"documentId": "bump-1"})).json() == {"data": {"bump": 2}}

    async def test_trust_goes_around_no_limit(self, client: httpx.AsyncClient) -> None:
        assert code(await post(client, {"documentId": "wide"})) == "LIMIT_EXCEEDED"

    async def test_what_is_not_trusted_is_refused_and_counted(self, client: httpx.AsyncClient) -> None:
        for asked in ({"query": "{ hello }"}, hashed("{ hello }"), hashed("{ hello }", query="{ hello }")):
            response = await post(client, asked, JSON)
            assert (response.status_code, code(response)) == (400, "DOCUMENT_NOT_TRUSTED")
        labels = 'limit="trusted_documents",partner="storefront"'
        assert f"ordergraph_operations_refused_total{{{labels}}} 3.0" in (await client.get("/metrics")).text

    async def test_an_unknown_id_is_told(self, client: httpx.AsyncClient) -> None:
        response = await post(client, {"documentId": "nothing"})
        assert (response.status_code, code(response)) == (400, "DOCUMENT_NOT_FOUND")
