"""Partners' endpoints: they verify what they get, and now and then fail, before or after they kept it."""

import json
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

_FAILS_BEFORE, _FAILS_AFTER = 0.02, 0.01


@dataclass(slots=True, kw_only=True)
class Receiver:
    """One endpoint. got: subject and id of what it kept, as it came. forged: what it could not verify."""

    name: str
    types: Sequence[str]
    chance: random.Random
    url: str = ""
    secret: str = ""
    got: list[tuple[str, str]] = field(default_factory=list)
    failed: int = 0
    forged: int = 0

    async def take(self, request: web.Request) -> web.Response:
        """One delivery."""
        body = (await request.read()).decode()
        try:
            Webhook(self.secret).verify(
                body, {name.lower(): value for name, value in request.headers.items()}
            )
        except WebhookVerificationError:
            self.forged += 1
            return web.Response(status=401)
        drawn = self.chance.random()
        if drawn < _FAILS_BEFORE:
            self.failed += 1
            return web.Response(status=500)
        self.got.append((json.loads(body)["subject"], request.headers["webhook-id"]))
        if drawn < _FAILS_BEFORE + _FAILS_AFTER:
            self.failed += 1
            return web.Response(status=500)
        return web.Response(status=204)


@asynccontextmanager
async def listening(receiver: Receiver) -> AsyncIterator[Receiver]:
    """It listens on a port of its own."""
    app = web.Application()
    app.router.add_post("/events", receiver.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/events"
    try:
        yield receiver
    finally:
        await runner.cleanup()
