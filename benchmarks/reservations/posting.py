"""One process of callers that reserve through GraphQL, over kept connections to a served gateway.

As `caller`, but for the way: a closed loop on each connection, or so many a second over all of them.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Sequence
from typing import cast
from uuid import uuid4

import orjson
import uvloop

from benchmarks.reservations.caller import CHANNEL
from benchmarks.reservations.figures import Figures, tell, telling, until, window

MUTATION = """mutation ($lines: [ReservationLineInput!]!, $channel: String!, $key: String!) {
  reserve(lines: $lines, channel: $channel, idempotencyKey: $key, ttl: "PT10S") {
    reservation { id state expiresAt lines { sku held { amount unit } } }
  }
}"""
_HELD = b'"state":"HELD"'
_END, _LENGTH = b"\r\n\r\n", b"content-length: "


class Connection(asyncio.Protocol):
    """One kept connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop has a class of its own for it.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._came += data
        if self._answer is not None and not self._answer.done() and _is_whole(self._came):
            self._answer.set_result(self._came)

    def connection_lost(self, _error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the gateway closed it"))

    async def ask(self, request: bytes) -> bytes:
        """The answer, headers and all."""
        self._came, self._answer = b"", asyncio.get_running_loop().create_future()
        if self._transport is not None:
            self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """No more."""
        if self._transport is not None:
            self._transport.close()


def _is_whole(came: bytes) -> bool:
    head, end, body = came.partition(_END)
    if not end:
        return False
    begins = head.lower().index(_LENGTH) + len(_LENGTH)
    return len(body) >= int(head[begins:].partition(b"\r\n")[0])


class Posting:
    """Reserves pieces of these items."""

    def __init__(self, asked: argparse.Namespace, figures: Figures) -> None:
        self._skus: Sequence[str] = asked.skus.split(",")
        self._chance = random.Random(asked.seed)  # noqa: S311 - not for secrets
        self._head = (
            f"POST /graphql HTTP/1.1\r\nhost: {asked.host}:{asked.port}\r\ncontent-type: application/json\r\n"
            f"authorization: Bearer {asked.token}\r\n"
        )
        self._figures = figures

    async def closed(self, connections: Sequence[Connection]) -> None:
        """Each asks again as soon as it is answered, until the window ends."""

        async def one(connection: Connection) -> None:
            while (begun := time.monotonic()) < self._figures.window.ends:
                await self._one(connection, begun, None)

        await asyncio.gather(*map(one, connections))

    async def open(self, connections: Sequence[Connection], rate: float) -> None:
        """So many a second until the window ends; one that finds no free connection waits for it."""
        free: asyncio.Queue[Connection] = asyncio.Queue()
        for connection in connections:
            free.put_nowait(connection)

        async def one(due: float) -> None:
            connection = await free.get()
            await self._one(connection, due, due)
            free.put_nowait(connection)

        begun, made = time.monotonic(), 0
        async with asyncio.TaskGroup() as tasks:
            while (due := begun + made / rate) < self._figures.window.ends:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                tasks.create_task(one(due))
                made += 1

    async def _one(self, connection: Connection, begun: float, due: float | None) -> None:
        answer = await connection.ask(self._request())
        at = time.monotonic()
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise SystemExit(f"not answered: {answer[:500]!r}")
        self._figures.answered(at if due is None else due, at - begun, held=_HELD in answer)

    def _request(self) -> bytes:
        line = {"sku": self._chance.choice(self._skus), "quantity": str(self._chance.randint(1, 5))}
        variables = {"lines": [line], "channel": CHANNEL, "key": uuid4().hex}
        body = orjson.dumps({"query": MUTATION, "variables": variables})
        return f"{self._head}content-length: {len(body)}\r\n\r\n".encode() + body


async def _run(asked: argparse.Namespace) -> None:
    figures = Figures(window(asked.warm, asked.seconds, asked.begin))
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(Connection, asked.host, asked.port) for _ in range(asked.callers)]
    connections = [connection for _, connection in made]
    await until(asked.begin)
    posting = Posting(asked, figures)
    behind = asyncio.create_task(telling(figures))
    await (posting.open(connections, asked.rate) if asked.rate else posting.closed(connections))
    behind.cancel()
    tell(figures)
    for connection in connections:
        connection.close()


def main() -> None:
    """As the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("host", "token", "skus"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--callers", type=int, default=64)
    for name, usual in (("rate", 0.0), ("seconds", 10.0), ("warm", 0.0), ("begin", time.monotonic())):
        parser.add_argument(f"--{name}", type=float, default=usual)
    parser.add_argument("--seed", type=int, default=1)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
