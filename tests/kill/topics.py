"""The company's broker: a system that publishes to it, and somebody who reads what we publish."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import nats
import nats.errors
from nats.js import JetStreamContext
from nats.js.errors import Error as StreamError

from tests.kill.news import Delivery
from tests.kill.senders import Acknowledged, Pace

IN, OUT = "killin", "killout"
_AGAIN_AFTER = 0.25
_ACK_SECONDS = 2.0
_PAGE = 500


@asynccontextmanager
async def jetstream(url: str) -> AsyncIterator[JetStreamContext]:
    """A connection that comes back by itself."""
    client = await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.2, error_cb=_heard)
    try:
        yield client.jetstream()
    finally:
        await client.close()


def feeds(url: str) -> dict[str, object]:
    """The section `brokers` of an instance file: the ERP tells in by one, all families go out by another."""
    reading = {"stream": IN, "address": f"{IN}.>", "instance": "erp", "declare": True}
    writing = {"stream": OUT, "prefix": OUT, "begin": "oldest", "declare": True}
    return {
        "servers": {"plant": {"kind": "nats", "url": url}},
        "incoming": {"floor": {"server": "plant", **reading}},
        "outgoing": {"analytics": {"server": "plant", **writing}},
    }


async def publish_all(
    stream: JetStreamContext, deliveries: Sequence[Delivery], pace: Pace, told: Acknowledged
) -> None:
    """Each again and again until the broker has it; it may have it twice then."""
    for delivery in deliveries:
        await pace.wait()
        while delivery.name not in told.names:
            try:
                await stream.publish(f"{IN}.news", delivery.body, timeout=_ACK_SECONDS)
            except (nats.errors.Error, StreamError, OSError):
                told.answers["not published"] += 1
                await asyncio.sleep(_AGAIN_AFTER)
                continue
            told.answers["published"] += 1
            told.names.add(delivery.name)


class Reader:
    """Reads all that was published, from the first message on. got: subject and id, as they came."""

    def __init__(self, stream: JetStreamContext) -> None:
        self._stream = stream
        self._subscription: JetStreamContext.PullSubscription | None = None
        self.got: list[tuple[str, str]] = []

    async def read(self) -> None:
        """What is there by now. It is asked when nothing is killed any more."""
        while True:
            try:
                if self._subscription is None:
                    self._subscription = await self._stream.pull_subscribe(f"{OUT}.>", stream=OUT)
                messages = await self._subscription.fetch(_PAGE, timeout=1)
            except (nats.errors.Error, StreamError, TimeoutError):
                return
            for message in messages:
                event = json.loads(message.data)
                self.got.append((event["subject"], event["id"]))
                await message.ack()


async def _heard(_error: Exception) -> None:
    """The driver would write each broken connection to the log."""
