"""Recognisable secrets wherever a gateway keeps or gets one, much trouble, and nowhere a trace of them."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import yaml
from pydantic import BaseModel, SecretStr
from rich.console import Console

from gateway.cli.check_config import SILENT, check
from gateway.settings.instance_file import load_instance_file
from gateway.settings.process import PREFIX, ProcessSettings
from gateway.wiring.systems import known_adapters
from tests.acceptance.asking import Caller, calling
from tests.acceptance.served import Served, declared, refused, serving
from tests.acceptance.simulated import Simulated

pytestmark = pytest.mark.slow

MARK = "canary"
NOBODY_LISTENS = "127.0.0.1:1"
ORDER = 'query { order(number: "SO-0001392") { number customer { name email } shipments { eta { at } } } }'
STOCK = 'query { stockPositions(skus: ["AX-1001"]) { sellable { amount } } }'
TRACK = 'query { track(trackingNumber: "1Z999AA10123456784") { status } }'
FAILS = "query { nothing }"
BACKENDS = "{ backends { instance lastError host { host } } }"
ENVIRONMENT = {
    "ORDERGRAPH_REDIS": f"redis://{MARK}-user:{MARK}-redis-word@{NOBODY_LISTENS}/0",
    "ORDERGRAPH_SEARCH_KEY": f"{MARK}-search-key-0123456789",
    "ORDERGRAPH_KEY_SECRET": f"{MARK}-key-secret-0123456789-0123456789",
    "ORDERGRAPH_LOG_LEVEL": "DEBUG",
}
"""Secrets of the process; that of the database stands in a test of its own."""


class Said(NamedTuple):
    """Everything that left a gateway, by where it did."""

    where: str
    text: str


def spoiled(urls: Mapping[str, str]) -> str:
    """The demo's file with secrets of ours. The ERP's is the right one, so that something works."""
    document = yaml.safe_load(declared(urls, {"tms": 0.5}))
    for name, settings in document["instances"].items():
        for key, value in settings.items():
            if key in {"api_key", "client_secret", "password", "token"} and name != "erp":
                settings[key] = f"{MARK}-{name}-{key}"
            elif key in {"webhook_secrets", "webhook_passwords"}:
                settings[key] = [_like(value[0], f"{MARK}-{name}-{key}-long-enough")]
    carrier = document["instances"]["carrier"]
    carrier["base_url"] = carrier["base_url"].replace("http://", f"http://{MARK}-user:{MARK}-url-word@")
    return yaml.safe_dump(document, sort_keys=False)


def _like(value: str, mark: str) -> str:
    return f"whsec_{b64encode(mark.encode()).decode()}" if value.startswith("whsec_") else mark


def in_the_file(file: Path) -> Iterator[str]:
    """Every secret of every instance, as its adapter's settings know it."""
    read = load_instance_file(file, known_adapters(), {})
    for instance in read.instances.values():
        for value in dict(instance.settings).values():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, SecretStr):
                    yield one.get_secret_value()


def secrets_of(served: Served, callers: list[Caller]) -> set[str]:
    """What must stand nowhere: of the file, of the process, of the callers, and whatever has the mark."""
    signatures = (caller.token.rpartition(".")[2] for caller in callers)
    return {
        MARK,
        b64encode(f"{MARK}-wms_east".encode()).decode()[:16],
        *in_the_file(served.folder / "ordergraph.yaml"),
        *(caller.token for caller in callers),
        *signatures,
    }


def found(said: list[Said], secrets: set[str]) -> list[tuple[str, str]]:
    return [(one.where, secret) for one in said for secret in secrets if secret in one.text]


@asynccontextmanager
async def troubled(world: Simulated, links: Path, folder: Path) -> AsyncIterator[Served]:
    async with serving(folder, links, spoiled(world.urls), **ENVIRONMENT) as served:
        yield served


async def answers(caller: Caller, world: Simulated) -> list[Said]:
    """What is answered to good and bad requests, while systems refuse, hang and are away."""
    said = [_said("order", await _post(caller, ORDER)), _said("stock", await _post(caller, STOCK))]
    async with world.fault("erp", "reset"), world.off("carrier"), world.fault("tms", "hang"):
        said += [_said(query, await _post(caller, query)) for query in (ORDER, STOCK, TRACK, FAILS)]
    wrong: tuple[Mapping[str, str], ...] = (
        {"authorization": f"Bearer {MARK}.{MARK}.{MARK}"},
        {"authorization": f"Basic {MARK}dXNlcjpwYXNzd29yZA"},
        {"authorization": f"Bearer og_{MARK}{'x' * 40}"},
        {"x-api-key": f"og_{MARK}_{'y' * 40}"},
        {"cookie": f"token={MARK}"},
    )
    for headers in wrong:
        response = await caller.client.post("/graphql", json={"query": STOCK}, headers=dict(headers))
        assert response.status_code == httpx.codes.UNAUTHORIZED
        said.append(_said(str(headers), response))
    paths = ("/ready", "/health", "/metrics", f"/{MARK}?token={MARK}", f"/graphql?token={MARK}")
    return said + [_said(path, await caller.client.get(path)) for path in paths]


async def _post(caller: Caller, query: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {caller.token}"}
    return await caller.client.post("/graphql", json={"query": query}, headers=headers)


def _said(where: str, response: httpx.Response) -> Said:
    return Said(where, f"{response.text}\n{dict(response.headers)}")


async def check_config(served: Served) -> Said:
    """What the check of the file shows, its questions to the systems too."""
    console = Console(file=StringIO(), width=200)
    code = await asyncio.to_thread(check, console, served.folder / "ordergraph.yaml", probe=True)
    assert code == SILENT
    assert isinstance(console.file, StringIO)
    return Said("check-config", console.file.getvalue())


def kept(folder: Path) -> list[Said]:
    """The log, and every file of state."""
    files = [folder / "gateway.log", *folder.glob("ordergraph.db*")]
    return [Said(file.name, file.read_bytes().decode("latin-1")) for file in files]


async def test_no_secret_leaves_a_gateway_in_trouble(world: Simulated, links: Path, tmp_path: Path) -> None:
    async with (
        troubled(world, links, tmp_path) as served,
        calling(served, world, "service-desk") as desk,
        calling(served, world, "ops") as ops,
    ):
        said = [*await answers(desk, world), _said("backends", (await ops.ask(BACKENDS)).response)]
        said.append(await check_config(served))
        secrets = secrets_of(served, [desk, ops])
    said += kept(tmp_path)
    assert len(secrets) >= 14
    assert any(one.where == "ordergraph.db" for one in said)
    assert "BACKEND_REFUSED" in "".join(one.text for one in said)
    assert "backend_call_failed" in (tmp_path / "gateway.log").read_text(encoding="utf-8")
    assert found(said, secrets) == []


async def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    world: Simulated, links: Path, tmp_path: Path
) -> None:
    url = f"postgresql+asyncpg://{MARK}-user:{MARK}-database-word@{NOBODY_LISTENS}/og"
    environment = {**ENVIRONMENT, "ORDERGRAPH_DATABASE_URL": url}
    code, said = await refused(tmp_path, links, declared(world.urls), **environment)
    assert code == 1
    assert "127.0.0.1" in said
    assert MARK not in said


def test_every_secret_of_the_process_is_among_them() -> None:
    """Who adds one adds it here."""
    secret = {name for name, field in ProcessSettings.model_fields.items() if field.annotation is SecretStr}
    tried = {name.removeprefix(PREFIX).lower() for name in ENVIRONMENT} | {"database_url"}
    assert secret - tried == set()
    assert issubclass(ProcessSettings, BaseModel)
