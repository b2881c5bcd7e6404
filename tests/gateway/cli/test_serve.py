"""The process as an operator starts it and stops it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from gateway.store.migrating import needed_revision
from tests.gateway.store.emptied import empty_store

CONFIG = """\
instances:
  erp: {adapter: erp_sim, base_url: "http://127.0.0.1:1", api_key: "hunter2", webhook_secrets: [hunter2]}
identity: {issuer: "http://127.0.0.1:1"}
"""


class Process:
    """A gateway process, whose log is read line by line."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self.child = child
        self.said = ""

    async def line(self, event: str) -> dict[str, object]:
        """The next line of the log with this event."""
        while raw := await self._next():
            found: dict[str, object] = json.loads(raw)
            if found["event"] == event:
                return found
        raise AssertionError(f"'{event}' is not in the log:\n{self.said}")

    async def _next(self) -> str:
        assert self.child.stderr is not None
        raw = (await self.child.stderr.readline()).decode()
        self.said += raw
        return raw


@asynccontextmanager
async def started(folder: Path, **environment: str) -> AsyncIterator[Process]:
    (folder / "ordergraph.yaml").write_text(CONFIG, encoding="utf-8")
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway.cli",
        "serve",
        stderr=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "ORDERGRAPH_CONFIG": str(folder / "ordergraph.yaml"),
            "ORDERGRAPH_DATA_DIR": str(folder),
            "ORDERGRAPH_PORT": "0",
            **environment,
        },
    )
    try:
        yield Process(child)
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def test_it_migrates_serves_without_its_systems_and_stops_politely(tmp_path: Path) -> None:
    async with started(tmp_path) as process:
        assert (await process.line("migrated the embedded database"))["now"] == needed_revision()
        url = f"http://127.0.0.1:{(await process.line('serving'))['port']}"
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            assert (await client.get("/health")).status_code == 200
            assert (await client.get("/ready")).status_code == 200
            metrics = (await client.get("/metrics")).text
            assert "ordergraph_build_info" in metrics
            assert 'ordergraph_partners{status="active"} 0.0' in metrics
        process.child.send_signal(signal.SIGTERM)
        await process.line("stopped")
        assert await process.child.wait() == 0
        assert "hunter2" not in process.said


@pytest.mark.service("postgres")
async def test_it_refuses_a_server_that_was_not_migrated(tmp_path: Path, postgres_url: str) -> None:
    own = {
        "ORDERGRAPH_DATABASE_URL": postgres_url,
        "ORDERGRAPH_SEARCH_KEY": "a key for tests alone",
        "ORDERGRAPH_KEY_SECRET": "a secret of sufficient length, for tests alone",
    }
    async with empty_store(postgres_url), started(tmp_path, **own) as process:
        said = (await process.child.communicate())[1].decode()
    assert process.child.returncode == 1
    assert "our database is empty" in said
    assert "run `ordergraph migrate`" in said
    assert "Traceback" not in said


async def test_a_broken_file_is_told_by_place(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(CONFIG.replace("erp_sim", "erp_sin"), encoding="utf-8")
    async with started(tmp_path, ORDERGRAPH_CONFIG=str(tmp_path / "broken.yaml")) as process:
        said = (await process.child.communicate())[1].decode()
    assert process.child.returncode == 2
    assert "instances.erp.adapter: 'erp_sin' is not an adapter; did you mean 'erp_sim'?" in said
    assert "Traceback" not in said
