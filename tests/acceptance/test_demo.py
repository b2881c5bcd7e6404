"""`ordergraph demo`, as a newcomer runs it. `make demo` itself is a matter of CI."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TypeVar

import httpx
import pytest

SECONDS = 45.0
T = TypeVar("T")
PERSONAS = ("Service desk", "Service desk", "Storefront", "Partner", "Operations")
WIDE = {"COLUMNS": "140", "NO_COLOR": "1"}


class Shown:
    """A running demo, in a process group of its own, and its screen so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.screen = ""

    async def until(self, words: str) -> None:
        """Read on until these words are on the screen."""
        assert self._process.stdout is not None
        while words not in self.screen:
            line = await self._within(self._process.stdout.readline())
            assert line, self.screen
            self.screen += line.decode()

    async def leave(self) -> int:
        """Wait until it ends by itself; its exit code."""
        told, _ = await self._within(self._process.communicate())
        self.screen += told.decode()
        return await self._process.wait()

    async def ctrl_c(self) -> int:
        """What a terminal does: the signal goes to the whole group."""
        os.killpg(self._process.pid, signal.SIGINT)
        return await self.leave()

    async def _within(self, what: Awaitable[T]) -> T:
        try:
            return await asyncio.wait_for(what, SECONDS)
        except TimeoutError:
            pytest.fail(f"nothing more within {SECONDS:g} seconds after:\n{self.screen[-2000:]}")

    def kill(self) -> None:
        """End whatever is left of it."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)


@asynccontextmanager
async def demo(*options: str) -> AsyncIterator[Shown]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "gateway.cli", "demo", "--port", "0", *options),
        env=os.environ | WIDE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    shown = Shown(process)
    try:
        yield shown
    finally:
        shown.kill()


async def test_it_shows_each_persona_and_leaves() -> None:
    async with demo("--once") as shown:
        assert await shown.leave() == 0
    assert re.findall(r"^([A-Z][a-z ]+) · ", shown.screen, re.MULTILINE) == list(PERSONAS)
    assert "Traceback" not in shown.screen
    for word in ("answered in", "upstream calls", "FRESH", "FIELD_NOT_GRANTED", "Authorization: Bearer"):
        assert word in shown.screen


async def test_it_stays_up_with_its_console_until_ctrl_c() -> None:
    async with demo() as shown:
        await shown.until("stays up until Ctrl-C")
        (url,) = set(re.findall(r"Try (http://127\.0\.0\.1:\d+)/graphql", shown.screen))
        async with httpx.AsyncClient(base_url=url, trust_env=False) as browser:
            await _check_console(browser)
            assert await shown.ctrl_c() == 0
            with pytest.raises(httpx.ConnectError):
                await browser.get("/health")
    assert "Traceback" not in shown.screen


async def _check_console(browser: httpx.AsyncClient) -> None:
    """The page holds a ready-made operation for each persona, and each of them runs as it stands there."""
    page = await browser.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    (config,) = re.findall(
        r'<script type="application/json" id="config">(.*?)</script>', page.text, re.DOTALL
    )
    operations = json.loads(config)["operations"]
    assert [operation["persona"] for operation in operations] == list(PERSONAS)
    ready_made = files("gateway.demo").joinpath("operations/service_desk.graphql").read_text(encoding="utf-8")
    assert operations[0]["query"] == ready_made
    for operation in operations:
        body = {"query": operation["query"], "variables": operation["variables"]}
        answer = await browser.post("/graphql", json=body, headers=operation["headers"])
        assert answer.json()["data"], operation["name"]
