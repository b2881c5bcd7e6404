"""Partners administered while gateways serve: by command in their environment, asked with API keys."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

from gateway.cli import main
from tests.acceptance.asking import MEDIA_TYPE, Answer
from tests.acceptance.waiting import moment

PROMISED = 2.0
"""Seconds within which every process knows a change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Administered:
    """Gateways over one database. environment: of the commands on it."""

    clients: Sequence[httpx.AsyncClient]
    environment: Mapping[str, str]
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    async def run(self, *arguments: str) -> str:
        """What a command prints that has to succeed; it runs beside us, in this process."""
        for name, value in self.environment.items():
            self.monkeypatch.setenv(name, value)
        self.capsys.readouterr()
        code = await asyncio.to_thread(_exit_code, ("partner", *arguments))
        said = self.capsys.readouterr()
        assert code == 0, said.err
        return said.out

    async def piped(self, *arguments: str) -> str:
        """What a command writes to a pipe, as `$(...)` takes it."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "gateway.cli", "partner", *arguments),
            env={**os.environ, **self.environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        out, _ = await process.communicate()
        assert process.returncode == 0
        return out.decode().rstrip("\n")

    async def ask(self, key: str, document: str) -> list[Answer]:
        """One operation at every gateway, with an API key."""
        headers = {"x-api-key": key, "accept": MEDIA_TYPE}
        asked = (
            client.post("/graphql", json={"query": document}, headers=headers) for client in self.clients
        )
        return [Answer(response) for response in await asyncio.gather(*asked)]

    async def soon(self, key: str, document: str, told: Callable[[Answer], bool]) -> None:
        """Wait until every gateway answers so. Raises TimeoutError where that takes longer than promised."""
        async with asyncio.timeout(PROMISED):
            while not all(map(told, await self.ask(key, document))):
                await moment()


def _exit_code(arguments: Sequence[str]) -> int:
    try:
        main(arguments)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 1
    return 0


@asynccontextmanager
async def at(urls: Sequence[str]) -> AsyncIterator[Sequence[httpx.AsyncClient]]:
    """A client of each gateway."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=20, trust_env=False))
            for url in urls
        ]
