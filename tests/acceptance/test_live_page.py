"""docs/live.md: what it shows in Python and for curl does what it says, at a real server."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio

from domain.log.cursors import LogCursor, written
from tests.acceptance.asking import Caller
from tests.acceptance.breaking import line
from tests.acceptance.live_story import NUMBER, PATIENCE, Story, told_of
from tests.acceptance.served import Served
from tests.docs.pages import block, blocks

PAGE = "docs/live.md"
CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest_asyncio.fixture(loop_scope="session")
async def story(gateway: Served, desk: Caller, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Story]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with told_of(gateway, desk) as begun:
        yield begun


@asynccontextmanager
async def following(story: Story, port: int, after: str | None, *tokens: str) -> AsyncIterator[None]:
    """The snippet for Python, at work. tokens: that it shows first, before a good one."""
    names: dict[str, Any] = {}
    exec(block(PAGE, "python"), names)  # noqa: S102 - it is our own page
    bad = iter(tokens)
    follow = names["follow"](
        f"ws://127.0.0.1:{port}/graphql",
        lambda: next(bad, story.desk.token),
        [NUMBER],
        after,
        story.keep,
        story.reread,
    )
    task = asyncio.create_task(follow)
    yield
    assert not task.done(), task.exception()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_snippet_for_python_follows_over_bad_tokens_and_breaks(story: Story) -> None:
    async with line(story.port) as way, following(story, way.port, None, "a.b.c"):
        await story.until(lambda: any(each["cursor"] for each in story.seen))
        assert story.seen[0]["kind"] == "SNAPSHOT"
        assert story.seen[0]["order"]["number"] == NUMBER
        await story.happens(1)
        await story.until(story.moments)
        way.cut()
        await story.happens(2)
        await story.until(lambda: len(story.moments()) > 1)
    assert story.moments() == ["2026-03-02T08:00:01Z", "2026-03-02T08:00:02Z"]
    assert story.lost == []


async def test_the_snippet_for_python_is_told_of_a_gap(story: Story) -> None:
    async with following(story, story.port, written(LogCursor("another", 3))):
        await story.until(lambda: story.lost)
        await story.until(lambda: story.seen)
    assert [gap["reread"] for gap in story.lost] == ["ORDERS"]
    assert story.seen[0]["kind"] == "GAP"


def environment(story: Story, last: str) -> dict[str, str]:
    given = {"ORDERGRAPH": story.served.url, "TOKEN": story.desk.token, "LAST": last}
    return {**given, "PATH": "/usr/bin:/bin", "no_proxy": "127.0.0.1"}


@CURL
async def test_the_snippet_for_curl_goes_on_behind_its_last_event(story: Story) -> None:
    last = await story.now()
    await story.happens(3)
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", f"exec {blocks(PAGE, 'bash')[0]}"),
        env=environment(story, last),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    fields: dict[str, str] = {}
    told: dict[str, Any] = {"kind": "HEARTBEAT"}
    async with asyncio.timeout(PATIENCE):
        while told["kind"] == "HEARTBEAT":
            name, _, fields[name] = (await process.stdout.readline()).decode().rstrip("\n").partition(": ")
            if name == "data":
                told = json.loads(fields["data"])["data"]["orderChanged"]
    process.kill()
    await process.wait()
    assert (told["kind"], told["event"]["type"]) == ("EVENT", "order.changed")
    assert fields["id"] == told["cursor"] != last


@CURL
async def test_the_snippet_for_curl_reads_the_same_page_by_page(story: Story) -> None:
    last = await story.now()
    await story.happens(4)
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", blocks(PAGE, "bash")[1]),
        env=environment(story, last),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    page = json.loads(out)["data"]["events"]
    assert [each["node"]["subject"] for each in page["edges"]] == [f"order:{NUMBER}"]
    assert page["gap"] is None
