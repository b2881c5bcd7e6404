"""docs/live.md: what it shows in JavaScript does what it says, with npm's graphql-ws, at a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest_asyncio

from domain.log.cursors import LogCursor, written
from tests.acceptance.asking import Caller
from tests.acceptance.breaking import line
from tests.acceptance.live_story import NUMBER, Story, told_of
from tests.acceptance.served import Served
from tests.docs.pages import block
from tests.node.programs import APOLLO, HERE, serving

PAGE = "docs/live.md"


@pytest_asyncio.fixture(loop_scope="session")
async def story(gateway: Served, desk: Caller) -> AsyncIterator[Story]:
    async with told_of(gateway, desk) as begun:
        yield begun


@asynccontextmanager
async def following(
    story: Story, folder: Path, port: int, after: str | None
) -> AsyncIterator[list[dict[str, Any]]]:
    """The snippet, at work in a folder that has the packages. Gives what is said that is no item."""
    (folder / "node_modules").symlink_to(APOLLO / "node_modules")
    page = folder / "page.mjs"
    page.write_text(block(PAGE, "javascript"), encoding="utf-8")
    given = {"token": story.desk.token, "number": NUMBER, "after": after}
    place = json.dumps({"url": f"ws://127.0.0.1:{port}/graphql", **given})
    said: list[dict[str, Any]] = []
    async with serving(
        APOLLO, str(HERE / "live_page.mjs"), str(page), place, log=folder / "page.log"
    ) as process:
        assert process.stdout is not None
        reading = asyncio.create_task(_read(process.stdout, story, said))
        yield said
        assert process.returncode is None, (folder / "page.log").read_text(encoding="utf-8")
    await reading


async def _read(output: asyncio.StreamReader, story: Story, said: list[dict[str, Any]]) -> None:
    async for text in output:
        told = json.loads(text)
        if "kind" in told:
            await story.keep(told)
        else:
            said.append(told)


async def test_the_snippet_follows_over_breaks_and_renews_its_token(story: Story, tmp_path: Path) -> None:
    async with line(story.port) as way, following(story, tmp_path, way.port, None) as said:
        await story.until(lambda: any(each["cursor"] for each in story.seen))
        await story.until(lambda: {"pong": {"renewed": True}} in said)
        await story.happens(1)
        await story.until(story.moments)
        way.cut()
        await story.happens(2)
        await story.until(lambda: len(story.moments()) > 1)
    assert story.seen[0]["kind"] == "SNAPSHOT"
    assert story.moments() == ["2026-03-02T08:00:01Z", "2026-03-02T08:00:02Z"]


async def test_the_snippet_is_told_of_a_gap(story: Story, tmp_path: Path) -> None:
    async with following(story, tmp_path, story.port, written(LogCursor("another", 3))) as said:
        await story.until(lambda: story.seen)
    assert [each["lost"]["reread"] for each in said if "lost" in each] == ["ORDERS"]
    assert story.seen[0]["kind"] == "GAP"
