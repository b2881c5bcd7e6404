"""A partner's receiver: an HTTP server that verifies what it gets with the library of the standard."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.acceptance.waiting import moment


@dataclass(slots=True)
class Receiver:
    """Takes what one of its secrets signed, unless it is down. got: what it took, in order.

    gate: while it is closed nothing is answered; inside: how many deliveries wait at it.
    """

    url: str = ""
    secrets: list[str] = field(default_factory=list)
    down: bool = False
    got: list[dict[str, Any]] = field(default_factory=list)
    signed_by: list[int] = field(default_factory=list)
    refused: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    inside: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    async def take(self, request: web.Request) -> web.Response:
        """One delivery."""
        body = (await request.read()).decode()
        self.inside += 1
        await self.gate.wait()
        self.inside -= 1
        good = [_verifies(secret, body, request.headers) for secret in self.secrets]
        if self.down or not any(good):
            self.refused += 1
            return web.Response(status=503 if self.down else 401)
        self.signed_by.append(sum(good))
        self.got.append({**json.loads(body), "webhook-id": request.headers["webhook-id"]})
        return web.Response(status=204)

    @property
    def ids(self) -> list[str]:
        """What it took, by the ids that stay the same at each attempt."""
        return [each["webhook-id"] for each in self.got]

    @property
    def by_subject(self) -> Mapping[str, Sequence[str]]:
        """The same, in the order in which it came for each subject."""
        told: dict[str, list[str]] = defaultdict(list)
        for each in self.got:
            told[each["subject"]].append(each["webhook-id"])
        return told


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """One that listens on a port of its own."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/events", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    receiver.url = f"http://127.0.0.1:{port}/events"
    try:
        yield receiver
    finally:
        await runner.cleanup()


def _verifies(secret: str, body: str, headers: Mapping[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})
    except WebhookVerificationError:
        return False
    return True


async def until(seconds: float) -> AsyncIterator[None]:
    """Turns of a loop that waits for something, until that takes too long."""
    async with asyncio.timeout(seconds):
        while True:
            yield
            await moment()
