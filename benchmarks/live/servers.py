"""The three servers, each a process of its own with one way to tell it of an event."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from benchmarks.fixed_server import Running
from benchmarks.fixed_server import running as module
from benchmarks.live.gateway import gateway_in, scan

_ROOT = Path(__file__).parents[2]
NODE = _ROOT / "build" / "node"
_STREAMS = re.compile(r"^ordergraph_live_streams (\S+)$", re.MULTILINE)
_PAGE = 4096
_ID = "0123456789abcdef" * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A server. payload: of `connection_init`. publish: tells of an event about something with this name."""

    name: str
    server: Running
    publish: Callable[[str], Awaitable[None]]
    subscribers: Callable[[], Awaitable[int]]
    payload: Mapping[str, str] = field(default_factory=dict)

    def memory(self) -> int:
        """Bytes that it holds at the moment."""
        told = Path(f"/proc/{self.server.pid}/statm").read_text(encoding="ascii")
        return int(told.split()[1]) * _PAGE


@asynccontextmanager
async def ours(
    session: aiohttp.ClientSession, folder: Path, urls: Mapping[str, str]
) -> AsyncIterator[Target]:
    """The gateway over SQLite: an event is verified, kept, mapped, logged and followed before it is told."""
    async with gateway_in(folder, urls) as gateway:
        url = gateway.server.url

        async def publish(name: str) -> None:
            delivery = scan(name, name)
            place = f"{url}events/{delivery.source}"
            async with session.post(place, data=delivery.body, headers=delivery.headers) as answer:
                answer.raise_for_status()

        async def subscribers() -> int:
            async with session.get(f"{url}metrics") as answer:
                told = _STREAMS.search(await answer.text())
            return int(float(told[1])) if told else 0

        shown = {"authorization": f"Bearer {gateway.token}"}
        yield Target(
            name="ours", server=gateway.server, publish=publish, subscribers=subscribers, payload=shown
        )


@asynccontextmanager
async def stock(session: aiohttp.ClientSession) -> AsyncIterator[Target]:
    """Strawberry by itself."""
    async with module("benchmarks.live.stock") as server:
        yield _told_directly("stock Strawberry", server, session)


@asynccontextmanager
async def graphql_ws(session: aiohttp.ClientSession) -> AsyncIterator[Target]:
    """The server of npm, which `make build/node/.ready` installs."""
    if not (NODE / ".ready").is_file():
        raise SystemExit("graphql-ws is not there: make build/node/.ready")
    program = str(Path(__file__).parent / "graphql_ws.mjs")
    process = await asyncio.create_subprocess_exec("node", program, cwd=NODE, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None  # noqa: S101 - asked for above
        url = (await process.stdout.readline()).decode().strip()
        yield _told_directly("graphql-ws", Running(url, process.pid), session)
    finally:
        process.terminate()
        await process.wait()


def _told_directly(name: str, server: Running, session: aiohttp.ClientSession) -> Target:
    async def publish(event: str) -> None:
        told = {
            "id": _ID,
            "type": "shipment.milestone",
            "subject": f"tracking:{event}",
            "occurredAt": "2026-03-02T10:00:00+00:00",
            "cursor": "AAAAAAAAAAAAAAAAAAAAAA",
        }
        async with session.post(f"{server.url}publish", json=told) as answer:
            answer.raise_for_status()

    async def subscribers() -> int:
        async with session.get(f"{server.url}subscribers") as answer:
            count: int = (await answer.json(content_type=None))["subscribers"]
        return count

    return Target(name=name, server=server, publish=publish, subscribers=subscribers)
