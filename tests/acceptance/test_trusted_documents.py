"""A gateway that runs only what a partner's own programs send, and shows neither schema nor console."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import yaml

from gateway.settings.documents import sha256_of
from tests.acceptance.abuse import Refusal, told
from tests.acceptance.asking import MEDIA_TYPE, Caller, calling
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import Simulated
from tests.acceptance.waiting import moment

pytestmark = pytest.mark.slow

SHOP = "https://shop.example.com"
ORDER = "query Order($number: String!) { order(number: $number) { number status } }"
PARCELS = "query Parcels($number: String!) { order(number: $number) { shipments { id } } }"
FILE = "acme.json"
PATIENCE = 20.0


def closed(world: Simulated) -> str:
    document = yaml.safe_load(declared(world.urls))
    document["documents"] = {"partner-acme": {"files": [FILE], "only": True}}
    return yaml.safe_dump(document)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def strict(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    folder = tmp_path_factory.mktemp("strict")
    (folder / FILE).write_text(json.dumps({"order-1": ORDER}), encoding="utf-8")
    switched = {
        "ORDERGRAPH_INTROSPECTION": "false",
        "ORDERGRAPH_GRAPHIQL": "false",
        "ORDERGRAPH_ALLOWED_ORIGINS": SHOP,
    }
    async with serving(folder, links, closed(world), **switched) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def acme(strict: Served, world: Simulated) -> AsyncIterator[Caller]:
    async with calling(strict, world, "partner-acme") as caller:
        yield caller


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(strict: Served, world: Simulated) -> AsyncIterator[Caller]:
    async with calling(strict, world, "service-desk") as caller:
        yield caller


async def refusal(caller: Caller, **parameters: object) -> Refusal:
    """What is said to these parameters; code "" where they are answered."""
    headers = {"authorization": f"Bearer {caller.token}", "accept": MEDIA_TYPE}
    response = await caller.client.post("/graphql", json=parameters, headers=headers)
    return Refusal(200) if response.is_success else told(response.status_code, response.content)


async def test_a_partner_runs_its_own_documents_and_no_others(acme: Caller, desk: Caller) -> None:
    number = {"number": "SO-0001392"}
    untrusted = Refusal(400, "DOCUMENT_NOT_TRUSTED")
    assert await refusal(acme, documentId="order-1", variables=number) == Refusal(200)
    assert await refusal(acme, query=ORDER, variables=number) == Refusal(200)
    assert await refusal(acme, query=PARCELS, variables=number) == untrusted
    assert await refusal(acme, documentId="order-2") == Refusal(400, "DOCUMENT_NOT_FOUND")
    assert await refusal(desk, query=PARCELS, variables=number) == Refusal(200)
    assert await refusal(desk, documentId="order-1") == Refusal(400, "DOCUMENT_NOT_FOUND")


async def test_a_reload_reads_them_again(strict: Served, acme: Caller) -> None:
    (strict.folder / FILE).write_text(json.dumps({"parcels": "{ nothing }"}), encoding="utf-8")
    strict.process.send_signal(signal.SIGHUP)
    await _said(strict, "the new configuration is not used")
    assert await refusal(acme, documentId="order-1", variables={"number": "1"}) == Refusal(200)
    (strict.folder / FILE).write_text(json.dumps({"parcels": PARCELS}), encoding="utf-8")
    strict.process.send_signal(signal.SIGHUP)
    await _said(strict, "the new configuration is in use")
    assert await refusal(acme, documentId="parcels", variables={"number": "1"}) == Refusal(200)
    assert await refusal(acme, documentId="order-1") == Refusal(400, "DOCUMENT_NOT_FOUND")


async def test_others_ask_by_hash_once_it_is_known(desk: Caller) -> None:
    known = {"persistedQuery": {"version": 1, "sha256Hash": sha256_of(ORDER)}}
    number = {"number": "SO-0001392"}
    assert (await refusal(desk, extensions=known)).code == "PERSISTED_QUERY_NOT_FOUND"
    assert await refusal(desk, extensions=known, query=ORDER, variables=number) == Refusal(200)
    assert await refusal(desk, extensions=known, variables=number) == Refusal(200)


async def test_neither_schema_nor_console_is_shown(desk: Caller) -> None:
    assert (await refusal(desk, query="{ __schema { types { name } } }")).code == "INTROSPECTION_DISABLED"
    assert (await refusal(desk, query="{ _service { sdl } }")).code == "INTROSPECTION_DISABLED"
    assert (await desk.client.get("/")).status_code == 404
    page = await desk.client.get("/graphql", headers={"accept": "text/html"})
    assert page.status_code == 406


async def test_one_page_of_others_may_ask(desk: Caller) -> None:
    asking = {"origin": SHOP, "access-control-request-method": "POST"}
    assert (await desk.client.options("/graphql", headers=asking)).status_code == 200
    foreign = {**asking, "origin": "https://evil.example"}
    assert (await desk.client.options("/graphql", headers=foreign)).status_code == 400


async def _said(served: Served, event: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while event not in {line["event"] for line in served.said()}:
            await moment()
