"""Sending over real connections: bounded, without redirects, and never into our own network."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network

import pytest

from gateway.webhooks.sending import Answer, HttpSender
from gateway.webhooks.targets import Targets
from tests.doubles.clock import SettableClock
from tests.gateway.webhooks.test_targets import Names

LOCAL = Targets(networks=(ip_network("127.0.0.0/8"),), insecure=True)
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


class Receiver:
    """A server that answers each request with what the test says, and keeps the requests."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.port = 0
        self.done = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(head + await reader.readexactly(_length(head)))
        with contextlib.suppress(ConnectionError):
            writer.write(self.answer)
            await writer.drain()
            if not self.answer:
                await reader.read()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        self.done.set()


def _length(head: bytes) -> int:
    name, *_ = (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
    return int(name.partition(b":")[2])


@asynccontextmanager
async def receiving(answer: bytes) -> AsyncIterator[Receiver]:
    receiver = Receiver(answer)
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver
        if receiver.requests:
            await receiver.done.wait()


async def sent(
    answer: bytes, url: Callable[[int], str], *, targets: Targets = LOCAL, seconds: float = 15.0
) -> tuple[Answer, list[bytes]]:
    sender = HttpSender(targets, SettableClock(), seconds=seconds, lookup=Names("127.0.0.1"))
    async with receiving(answer) as receiver:
        got = await sender.send(url(receiver.port), {"webhook-id": "e1"}, b'{"id":"e1"}')
        await sender.aclose()
    return got, receiver.requests


def named(port: int) -> str:
    return f"http://partner.example:{port}/events"


async def test_an_event_arrives_whole_under_the_partners_name() -> None:
    got, (request,) = await sent(OK, named)
    assert got == Answer(200)
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /events HTTP/1.1\r\n")
    assert b"webhook-id: e1" in head
    assert b"Host: partner.example" in head
    assert body == b'{"id":"e1"}'


@pytest.mark.parametrize("url", [named, lambda port: f"http://127.0.0.1:{port}/"])
async def test_nothing_is_sent_into_our_own_network(url: Callable[[int], str]) -> None:
    got, requests = await sent(OK, url, targets=Targets(insecure=True))
    assert got.status is None
    assert "allowed" in got.error
    assert requests == []


async def test_a_redirect_is_an_answer_and_not_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/inside\r\ncontent-length: 0\r\n\r\n"
    got, requests = await sent(answer, named)
    assert (got.status, len(requests)) == (302, 1)


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        (b"120", timedelta(seconds=120)),
        (b"Mon, 02 Mar 2026 08:01:00 GMT", timedelta(minutes=1)),
        (b"Mon, 02 Mar 2020 08:01:00 GMT", timedelta(0)),
        (b"soon", None),
    ],
)
async def test_an_endpoint_may_ask_for_time(header: bytes, asked: timedelta | None) -> None:
    got, _ = await sent(
        b"HTTP/1.1 429 Slow\r\nretry-after: " + header + b"\r\ncontent-length: 0\r\n\r\n", named
    )
    assert (got.status, got.retry_after) == (429, asked)


async def test_a_large_answer_is_not_read() -> None:
    got, _ = await sent(b"HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\n" + b"x" * 10_000, named)
    assert got.status == 200


async def test_a_broken_answer_is_none() -> None:
    got, _ = await sent(b"nonsense\r\n\r\n", named)
    assert (got.status, got.error) == (None, "connection broke")


async def test_who_does_not_answer_is_given_up() -> None:
    got, _ = await sent(b"", named, seconds=0.05)
    assert got == Answer(None, "timeout")


async def test_where_nobody_listens_there_is_no_connection() -> None:
    sender = HttpSender(LOCAL, SettableClock(), lookup=Names("127.0.0.1"))
    got = await sender.send("http://partner.example:1/", {}, b"{}")
    await sender.aclose()
    assert got == Answer(None, "no connection")


async def test_all_that_is_sent_to_one_host_is_under_way_at_once() -> None:
    """To wait for a connection would take from the time in which an endpoint has to answer."""
    inside, answered, count = asyncio.Semaphore(0), asyncio.Event(), 120

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        inside.release()
        await answered.wait()
        writer.write(OK)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    sender = HttpSender(LOCAL, SettableClock(), lookup=Names("127.0.0.1"))
    async with server, asyncio.TaskGroup() as group:
        url = named(server.sockets[0].getsockname()[1])
        sending = [group.create_task(sender.send(url, {}, b"{}")) for _ in range(count)]
        for _ in range(count):
            await inside.acquire()
        answered.set()
    assert {task.result() for task in sending} == {Answer(200)}
    await sender.aclose()
