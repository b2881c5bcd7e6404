"""The process of a server's subscribers, as who measures talks to it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from benchmarks.live.crowd import Reached
from benchmarks.live.servers import Target

_LONGEST = 300.0


class Listening:
    """Subscribers in a process of their own. size: how many there are."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.size = 0

    async def grow(self, size: int) -> None:
        """Until there are so many."""
        self._tell(f"grow {size}")
        await self._told()
        self.size = size

    async def wait(self, text: str) -> Awaitable[Reached]:
        """Look out for a message with this text; what comes of it is awaited later."""
        self._tell(f"wait {text}")
        await self._told()
        return self._reached()

    async def _reached(self) -> Reached:
        told = await self._told()
        return Reached(told["first"], told["last"], int(told["copies"]))

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(f"{line}\n".encode())

    async def _told(self) -> dict[str, float]:
        assert self._process.stdout is not None  # noqa: S101 - asked for below
        line = await asyncio.wait_for(self._process.stdout.readline(), _LONGEST)
        if not line:
            raise SystemExit("the subscribers have ended, see above")
        told: dict[str, float] = json.loads(line)
        return told


@asynccontextmanager
async def listening(target: Target) -> AsyncIterator[Listening]:
    """Nobody yet."""
    place = urlsplit(target.server.url)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.live.subscribers"),
        *(str(place.hostname), str(place.port), json.dumps(dict(target.payload))),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Listening(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
