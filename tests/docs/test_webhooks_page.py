"""docs/webhooks.md: its snippets do what it says, and its figures are those of the code."""

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from standardwebhooks.webhooks import WebhookVerificationError

from domain.webhooks.schedule import USUAL, pause
from gateway.settings.webhooks.section import Webhooks
from gateway.webhooks.managing import MOST_ENDPOINTS
from gateway.webhooks.messages import GAP, TEST
from gateway.webhooks.signing import new_secret, signed
from tests.docs.pages import block, blocks, text
from tests.resolvers.webhooks.desks import ACME, Desk

PAGE = "docs/webhooks.md"
OLD, NEW = new_secret(), new_secret()
BODY = b'{"id":"e1","subject":"order:SO-1"}'
VERIFY = """
import {{ verified }} from {module};
const [headers, body, secret] = JSON.parse(process.argv[2]);
try {{ console.log(verified(headers, body, secret).id); }} catch (error) {{ console.log("refused"); }}
"""


def headers(at: datetime) -> dict[str, str]:
    return dict(signed((NEW, OLD), "e1", at, BODY, "application/json"))


async def curled(command: str, url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", command, env={"ORDERGRAPH": url, "TOKEN": "t", "PATH": "/usr/bin:/bin"}
    )
    assert await process.wait() == 0


async def sent_by(command: str) -> tuple[dict[str, Any], str]:
    """What a command posts, and the token that it shows."""
    got: list[tuple[dict[str, Any], str]] = []

    async def take(request: web.Request) -> web.Response:
        got.append((await request.json(), request.headers["authorization"]))
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/graphql", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await curled(command, f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()
    (one,) = got
    return one


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_an_endpoint_is_made_and_told_to_send_again_as_shown() -> None:
    create, replay = blocks(PAGE, "bash")
    desk = Desk()
    asked, token = await sent_by(create)
    assert token == "Bearer t"
    made = (await desk.ask(asked["query"], ACME, asked["variables"]))["createWebhookEndpoint"]
    assert made["secret"].startswith("whsec_")
    await desk.happened("a", "b")
    await desk.story.turn()
    asked, _ = await sent_by(replay)
    variables = asked["variables"] | {"id": made["endpoint"]["id"]}
    rewound = (await desk.ask(asked["query"], ACME, variables))["replayWebhookEndpoint"]["endpoint"]
    assert len(rewound["deliveries"]["edges"]) == 2
    await desk.story.turn()
    assert len(desk.story.told) == 4


def test_the_snippet_for_python_verifies() -> None:
    names: dict[str, Any] = {}
    exec(block(PAGE, "python"), names)  # noqa: S102 - it is our own page
    now = datetime.now(UTC)
    for secret in (OLD, NEW):
        assert names["verified"](headers(now), BODY, secret)["id"] == "e1"
    for bad in (
        (headers(now), BODY + b" ", NEW),
        (headers(now), BODY, new_secret()),
        (headers(now - timedelta(minutes=6)), BODY, NEW),
    ):
        with pytest.raises(WebhookVerificationError):
            names["verified"](*bad)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
async def test_the_snippet_for_javascript_verifies(tmp_path: Path) -> None:
    module = tmp_path / "verified.mjs"
    module.write_text(block(PAGE, "javascript"), encoding="utf-8")
    program = tmp_path / "main.mjs"
    program.write_text(VERIFY.format(module=json.dumps(str(module))), encoding="utf-8")

    async def said(head: dict[str, str], body: bytes, secret: str) -> str:
        given = json.dumps([head, body.decode(), secret])
        process = await asyncio.create_subprocess_exec(
            "node", str(program), given, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        return out.decode().strip()

    now = datetime.now(UTC)
    assert [await said(headers(now), BODY, secret) for secret in (OLD, NEW)] == ["e1", "e1"]
    assert await said(headers(now), BODY + b" ", NEW) == "refused"
    assert await said(headers(now), BODY, new_secret()) == "refused"
    assert await said(headers(now - timedelta(minutes=6)), BODY, NEW) == "refused"
    assert await said({**headers(now), "webhook-timestamp": "soon"}, BODY, NEW) == "refused"


def test_its_figures_are_those_of_the_code() -> None:
    page = " ".join(text(PAGE).split())
    assert f"at most {MOST_ENDPOINTS} endpoints" in page
    assert f"`{GAP}`" in page
    assert f"`{TEST}`" in page
    assert f"within {Webhooks().request_time.total_seconds():g} seconds" in page
    assert "about 5 s, 15 s, 45 s, 2, 7, 20 minutes, 1, 3, then every 4 hours" in page
    pauses = [pause(tried, lambda most: most) for tried in range(1, 11)]
    seconds = (5, 15, 45, 135, 405, 1_215, 3_645, 10_935, 14_400, 14_400)
    assert pauses == [timedelta(seconds=each) for each in seconds]
    assert Webhooks().retry_for == Webhooks().disable_after == USUAL.retry_for == timedelta(hours=24)
