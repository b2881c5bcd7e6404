"""Live streams, as npm's clients and the words of their protocols have them. No case is exempt."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.node.live import Told, told
from tests.node.programs import APOLLO
from tests.node.reports import kept, version

PARTS = {
    "graphql-transport-ws, word by word": "live_protocol.mjs",
    "Public clients, while things happen": "live_clients.mjs",
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(folder: Path) -> AsyncIterator[Told]:
    below = folder / "live"
    below.mkdir()
    async with told(below) as started:
        yield started


async def test_every_case_ends_as_the_protocols_say(world: Told) -> None:
    parts = {title: await world.by(program) for title, program in PARTS.items()}
    wrong = [f"{check.name}: {check.result}" for checks in parts.values() for check in checks if not check.ok]
    assert wrong == []
    clients = ", ".join(version(APOLLO, name) for name in ("graphql-ws", "graphql-sse", "ws"))
    lines = [f"# Live streams of our /graphql, followed by {clients}"]
    for title, checks in parts.items():
        lines += ["", f"## {title}", *(f"{check.name} -> {check.result}" for check in checks)]
    kept("live-conformance.txt", "\n".join(lines) + "\n")
