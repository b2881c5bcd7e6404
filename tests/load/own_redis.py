"""A Redis of the test's own, on a free port, which may be killed and started again."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.demo.processes import free_port

_PATIENCE = 10.0


class OwnRedis:
    """One server, which keeps nothing on disk."""

    def __init__(self, program: str, folder: Path) -> None:
        self._port = free_port(0)
        self._command = (program, "--port", str(self._port), "--bind", "127.0.0.1", "--save", "")
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    async def start(self) -> None:
        """Start it, empty, and wait until it listens."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command, cwd=self._folder, stdout=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(_PATIENCE):
            while not await self._listens():
                continue

    async def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
            self._process = None

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return False
        writer.close()
        return True


@asynccontextmanager
async def own_redis(folder: Path) -> AsyncIterator[OwnRedis]:
    """Run one. Where it is not installed the test is skipped, or fails in CI."""
    program = shutil.which("redis-server")
    if program is None:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse("redis-server is not installed")
    redis = OwnRedis(str(program), folder)
    await redis.start()
    try:
        yield redis
    finally:
        await redis.kill()
