"""A Redis of the test's own, on a free port, which it may stop."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.demo.processes import free_port

_PATIENCE = 10.0


@asynccontextmanager
async def own_redis(folder: Path) -> AsyncIterator[str]:
    """Run it and give its URL. Where it is not installed the test is skipped, or fails in CI."""
    program = shutil.which("redis-server")
    if program is None:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse("redis-server is not installed")
    port = free_port(0)
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    process = await asyncio.create_subprocess_exec(str(program), *options, stdout=asyncio.subprocess.DEVNULL)
    try:
        async with asyncio.timeout(_PATIENCE):
            while not await _listens(port):
                continue
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
