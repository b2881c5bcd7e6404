"""Messages of a broker become events of the log, and those of the log messages of a broker, over a kill."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import nats
import pytest
import yaml
from nats.errors import TimeoutError as NothingCame
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from tests import services
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated

pytestmark = [pytest.mark.slow, pytest.mark.service("nats")]

PATIENCE = 60.0
MANY = 120


@asynccontextmanager
async def jetstream() -> AsyncIterator[tuple[str, JetStreamContext]]:
    """A name of the test's own, under which streams are deleted afterwards."""
    name, client = f"a{uuid4().hex[:10]}", await nats.connect(services.address("nats"))
    stream = client.jetstream()
    try:
        yield name, stream
    finally:
        for each in (f"{name}in", f"{name}out"):
            try:
                await stream.delete_stream(each)
            except NotFoundError:
                continue
        await client.close()


def with_brokers(text: str, name: str) -> str:
    """The instance file with a feed in and a feed out."""
    document = yaml.safe_load(text)
    document["brokers"] = {
        "servers": {"plant": {"kind": "nats", "url": services.address("nats")}},
        "incoming": {
            "news": {
                "server": "plant",
                "stream": f"{name}in",
                "address": f"{name}in.>",
                "instance": "erp",
                "declare": True,
            }
        },
        "outgoing": {
            "analytics": {
                "server": "plant",
                "stream": f"{name}out",
                "prefix": f"{name}out",
                "families": ["order"],
                "begin": "oldest",
                "declare": True,
            }
        },
    }
    return yaml.safe_dump(document, sort_keys=False)


def told(number: int) -> bytes:
    """As the ERP tells it."""
    return json.dumps(
        {
            "id": f"evt-{number}",
            "type": "sales_order.changed",
            "occurred_at": "2026-03-02T08:00:00Z",
            "data": {"number": f"SO-9{number % 5:06d}", "reason": "REL"},
        }
    ).encode()


async def published(stream: JetStreamContext, name: str, count: int) -> dict[str, list[str]]:
    """The ids of so many events by subject, in the order in which they were first seen."""
    async with asyncio.timeout(PATIENCE):
        seen: dict[str, list[str]] = {}
        reader = await stream.pull_subscribe(f"{name}out.>", stream=f"{name}out")
        while sum(map(len, seen.values())) < count:
            try:
                messages = await reader.fetch(count, timeout=1)
            except NothingCame:
                continue
            for message in messages:
                event = json.loads(message.data)
                ids = seen.setdefault(event["subject"], [])
                if event["id"] not in ids:
                    ids.append(event["id"])
    return seen


async def test_every_message_is_published_once_over_a_kill(
    world: Simulated, links: Path, tmp_path: Path
) -> None:
    async with jetstream() as (name, stream):
        await stream.add_stream(name=f"{name}in", subjects=[f"{name}in.>"])
        text = with_brokers(declared(world.urls), name)
        async with serving(tmp_path, links, text) as served:
            for number in range(MANY // 2):
                await stream.publish(f"{name}in.orders", told(number))
            served.process.kill()
            await served.process.wait()
        for number in range(MANY // 3, MANY):
            await stream.publish(f"{name}in.orders", told(number))
        async with serving(tmp_path, links, text):
            seen = await published(stream, name, MANY)
            waiting = await stream.consumer_info(f"{name}in", "ordergraph")
        assert (waiting.num_ack_pending, waiting.num_pending) == (0, 0)
        assert len(seen) == 5
        assert {len(set(ids)) for ids in seen.values()} == {MANY // 5}
