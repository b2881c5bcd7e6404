"""A partner comes, asks, is narrowed, suspended and resumed, while every gateway serves on."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from gateway.store.database import open_database
from gateway.store.migrating import upgrade
from tests import services
from tests.acceptance.administered import Administered, at
from tests.acceptance.asking import Answer
from tests.acceptance.served import Served, declared, environment_of, serving
from tests.acceptance.simulated import Simulated

pytestmark = pytest.mark.slow

QUERY = '{ products(skus: ["AX-1001"]) { sku name availability { sku } } }'
SUSPEND = 'mutation { suspendPartner(name: "acme-export") { partner { status changes(first: 1) { who } } } }'
POLICY = """\
partners:
  acme-export:
    title: Acme Inc.
    scopes: ["catalog:read"]
"""
SECRETS = {"ORDERGRAPH_KEY_SECRET": "k" * 32, "ORDERGRAPH_SEARCH_KEY": "s" * 32, "ORDERGRAPH_REDIS": ""}
Opening = Callable[..., Administered]
MOMENT = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  ", re.MULTILINE)


@pytest_asyncio.fixture(loop_scope="session")
async def database() -> AsyncIterator[str]:
    """A PostgreSQL database of its own, at the newest revision."""
    server, name = make_url(services.address("postgres")), f"ordergraph_{uuid4().hex[:12]}"
    administration = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with administration.connect() as connection:
        await connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = server.set(database=name).render_as_string(hide_password=False)
    engine = open_database(url)
    await upgrade(engine)
    await engine.dispose()
    yield url
    async with administration.connect() as connection:
        await connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    await administration.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def two(
    world: Simulated, links: Path, tmp_path: Path, database: str
) -> AsyncIterator[tuple[Sequence[str], Mapping[str, str]]]:
    """Where two gateways over one database listen, and the environment of commands on it."""
    shared = SECRETS | {"ORDERGRAPH_DATABASE_URL": database}
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    async with AsyncExitStack() as stack:
        made = (serving(folder, links, declared(world.urls), **shared) for folder in folders)
        both = await asyncio.gather(*map(stack.enter_async_context, made))
        yield [one.url for one in both], environment_of(folders[0]) | shared


@pytest.fixture
def policy(tmp_path: Path) -> str:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return str(file)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Opening:
    return partial(Administered, monkeypatch=monkeypatch, capsys=capsys)


async def test_a_partner_from_its_first_day_to_its_suspension(
    gateway: Served, office: Opening, policy: str
) -> None:
    async with at([gateway.url]) as clients:
        await story(office(clients=clients, environment=environment_of(gateway.folder)), policy)


@pytest.mark.service("postgres")
async def test_a_suspension_reaches_two_gateways_that_share_a_database_alone(
    two: tuple[Sequence[str], Mapping[str, str]], office: Opening
) -> None:
    urls, environment = two
    async with at(urls) as clients:
        at_both = office(clients=clients, environment=environment)
        await at_both.run("add", "acme-export")
        key = (await at_both.run("key", "add", "acme-export")).strip()
        await at_both.soon(key, "{ __typename }", served)
        await at_both.run("suspend", "acme-export")
        await at_both.soon(key, "{ __typename }", suspended)
        await at_both.run("resume", "acme-export")
        await at_both.soon(key, "{ __typename }", served)


async def story(office: Administered, policy: str) -> None:
    await office.run("add", "acme-export", "--title", "Acme Inc.", "--as", "mira")
    await office.run("grant", "acme-export", "--scope", "catalog:read", "--scope", "availability:read")
    key = await office.piped("key", "add", "acme-export", "--label", "nightly export")
    await office.soon(key, QUERY, served)
    for answer in await office.ask(key, QUERY):
        (product,) = answer.data["products"]
        assert product["availability"] == {"sku": "AX-1001"}

    assert "- availability:read" in await office.run("apply", policy, "--yes", "--as", "release 42")
    await office.soon(key, QUERY, lambda told: told.codes == {"products.0.availability": "FIELD_NOT_GRANTED"})
    for answer in await office.ask(key, QUERY):
        (product,) = answer.partial["products"]
        assert (product["availability"], bool(product["name"])) == (None, True)

    await office.run("suspend", "acme-export", "--as", "mira")
    await office.soon(key, QUERY, suspended)
    await office.run("resume", "acme-export")
    await office.soon(key, QUERY, served)
    await by_the_graph(office, key)
    await told_by_the_audit(office, key)


async def by_the_graph(office: Administered, key: str) -> None:
    """Somebody who may administer suspends it, and somebody who may not cannot."""
    await office.run("add", "office")
    await office.run("grant", "office", "--scope", "partners:read", "--scope", "partners:write")
    admin = await office.piped("key", "add", "office")
    await office.soon(admin, "{ __typename }", served)
    (refused, *_) = await office.ask(key, SUSPEND)
    assert refused.codes == {"suspendPartner": "FIELD_NOT_GRANTED"}
    (done, *_) = await office.ask(admin, SUSPEND)
    assert done.data["suspendPartner"]["partner"] == {"status": "SUSPENDED", "changes": [{"who": "office"}]}
    await office.soon(key, QUERY, suspended)
    widened = 'mutation { addPartnerKey(name: "acme-export") { text } }'
    (refused, *_) = await office.ask(admin, widened)
    assert refused.codes == {"addPartnerKey": "FIELD_NOT_GRANTED"}


async def told_by_the_audit(office: Administered, key: str) -> None:
    """Who, when, from what to what; and nobody finds the key there."""
    said = await office.run("audit", "acme-export")
    assert key.rpartition("_")[2] not in said
    lines: Sequence[str] = [" ".join(line.split()) for line in MOMENT.sub("", said).splitlines()]
    assert lines[0] == "acme-export SUSPENDED by office"
    assert len(MOMENT.findall(said)) == 7
    narrowed = lines.index("acme-export CHANGED by release 42")
    assert lines[narrowed + 1] == "scopes - availability:read"
    suspended_by = lines.index("acme-export SUSPENDED by mira")
    assert lines[suspended_by + 1] == "status ACTIVE -> SUSPENDED"
    assert lines[-2:] == ["acme-export ADDED by mira", "title + Acme Inc."]


def served(told: Answer) -> bool:
    return told.response.status_code == httpx.codes.OK


def suspended(told: Answer) -> bool:
    return told.response.status_code == httpx.codes.FORBIDDEN and told.codes == {"": "PARTNER_SUSPENDED"}
