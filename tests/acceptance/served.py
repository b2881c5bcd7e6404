"""OrderGraph as its operator starts it: an instance file, an environment, a process and its log."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import yaml

from gateway.demo.instance_file import LINKS, instance_file
from gateway.demo.processes import free_port, running
from gateway.demo.run import until_ready
from tests.acceptance.waiting import moment
from tests.doubles.forgetful import FORGETFUL

PATIENT = {"*": {"breaker": {"failures": 0}, "longest_pause": "PT0S"}}
"""Budgets that forget at once what a host went through: the next scenario finds it as it is."""
_SERVE = ("-m", "gateway.cli", "serve")
_PATIENCE = 20.0
_SECRET = re.compile(r"eyJ[\w-]{20,}|[\w.+-]+@[\w-]+\.\w|demo-secret|demo-key|demo-token|west-\w*-?password")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A gateway that is ready. `folder` holds its state, its instance file and its log."""

    url: str
    folder: Path
    process: asyncio.subprocess.Process

    @property
    def database(self) -> str:
        """The URL of its store."""
        return f"sqlite+aiosqlite:///{self.folder / 'ordergraph.db'}"

    def said(self) -> list[dict[str, object]]:
        """Its log so far, one event a line; a line that is being written is not one yet."""
        written = (self.folder / "gateway.log").read_text().rpartition("\n")[0]
        return [json.loads(line) for line in written.splitlines()]

    async def line(self, **wanted: object) -> dict[str, object]:
        """The one line with these words, which may be written only after the answer that it is about."""
        async with asyncio.timeout(_PATIENCE):
            while not (found := [line for line in self.said() if wanted.items() <= line.items()]):
                await moment()
        (line,) = found
        return line


def declared(urls: Mapping[str, str], timeouts: Mapping[str, float] | None = None) -> str:
    """The demo's instance file, remembering nothing. timeouts: seconds for which some are waited for."""
    document = yaml.safe_load(instance_file(urls))
    document["freshness"] = FORGETFUL
    document.setdefault("budgets", PATIENT)
    for name, seconds in (timeouts or {}).items():
        document["instances"][name]["timeout"] = seconds
    return yaml.safe_dump(document, sort_keys=False)


async def refused(folder: Path, links: Path, text: str, **environment: str) -> tuple[int, str]:
    """A gateway that is not to start with this instance file: its exit code, and what it says."""
    _write(folder, links, text)
    log = folder / "gateway.log"
    given = environment_of(folder, 0) | environment
    async with running(_SERVE, log=log, environment=given) as process:
        code = await asyncio.wait_for(process.wait(), _PATIENCE)
    return code, log.read_text(encoding="utf-8")


@asynccontextmanager
async def serving(folder: Path, links: Path, text: str, **environment: str) -> AsyncIterator[Served]:
    """A gateway of this instance file. Whatever it went through, its log tells no secret and no person."""
    _write(folder, links, text)
    port, log = free_port(0), folder / "gateway.log"
    given = environment_of(folder, port) | environment
    async with running(_SERVE, log=log, environment=given) as process:
        url = f"http://127.0.0.1:{port}"
        await until_ready(url, process, log)
        await _until_asked(url)
        yield Served(url=url, folder=folder, process=process)
    assert _SECRET.findall(log.read_text(encoding="utf-8")) == []


async def _until_asked(url: str) -> None:
    """It asks every system once when it starts; afterwards its calls are those of the scenarios."""
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client, asyncio.timeout(_PATIENCE):
        while None in [backend["reachable"] for backend in (await client.get("/ready")).json()["backends"]]:
            await moment()


def _write(folder: Path, links: Path, text: str) -> None:
    (folder / "ordergraph.yaml").write_text(text, encoding="utf-8")
    (folder / LINKS).write_bytes(links.read_bytes())


def environment_of(folder: Path, port: int = 0) -> dict[str, str]:
    """What its operator sets for it, and for every command on the same state."""
    return {
        "ORDERGRAPH_CONFIG": str(folder / "ordergraph.yaml"),
        "ORDERGRAPH_DATA_DIR": str(folder),
        "ORDERGRAPH_DATABASE_URL": "",
        "ORDERGRAPH_PORT": str(port),
        "ORDERGRAPH_LOG_FORMAT": "json",
        # Whoever counts calls wants to count those of the scenario alone.
        "ORDERGRAPH_SYNC_ENABLED": "false",
    }
