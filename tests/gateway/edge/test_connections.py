"""What comes before a body, over real sockets: how much of it, how many, how slowly."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from starlette.types import Receive, Scope, Send

from gateway.cli import server as cli_server
from gateway.cli.server import Server, listen
from gateway.edge import connections
from gateway.edge.connections import bounded
from gateway.edge.heads import HeadBounds

BOUNDS = HeadBounds(size=2_000, headers=20, time=timedelta(seconds=20))
SHORT = timedelta(milliseconds=30)
PATIENCE = 5.0
HEAD = b"GET / HTTP/1.1\r\nhost: x\r\n"


class Reply(NamedTuple):
    status: int
    problem: Any


class Line:
    """One connection, spoken by hand. `told`: which limits the server refused."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, told: list[str]) -> None:
        self.reader, self.writer, self.told = reader, writer, told

    async def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()

    async def rest(self) -> bytes:
        """All that comes until the server closes."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    async def refusal(self) -> Reply:
        """The last answer of the connection, a problem."""
        head, _, body = (await self.rest()).partition(b"\r\n\r\n")
        assert b"content-type: application/problem+json" in head
        assert b"connection: close" in head
        return Reply(int(head.split()[1]), json.loads(body))

    async def answer(self) -> bytes:
        """One answer of the application."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.readuntil(b"path=/end")


class Echo:
    """Answers with the path, at once or when it is told to, and reads no body."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()
        self.answer.set()

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.asked.set()
        await self.answer.wait()
        body = f"path={scope['path']}end".encode()
        head = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connected(app: Echo | None = None, bounds: HeadBounds = BOUNDS) -> AsyncIterator[Line]:
    told: list[str] = []
    with listen("127.0.0.1", 0) as listener:
        server = Server(
            app or Echo(),
            grace=timedelta(seconds=5),
            on_stop=lambda: None,
            on_reload=lambda: None,
            connections=bounded(bounds, told.append),
        )
        running = asyncio.create_task(server.serve(sockets=[listener]))
        reader, writer = await asyncio.open_connection(*listener.getsockname()[:2])
        try:
            yield Line(reader, writer, told)
        finally:
            writer.close()
            server.handle_exit(signal.SIGTERM, None)
            await running


class TestSize:
    async def test_a_head_within_its_bounds_is_taken_and_the_connection_kept(self) -> None:
        async with connected() as line:
            for _ in range(3):
                await line.send(HEAD + b"a: " + b"x" * 1_900 + b"\r\n\r\n")
                assert b" 200 " in await line.answer()
            assert line.told == []

    async def test_a_long_header_is_refused_with_its_measure(self) -> None:
        async with connected() as line:
            await line.send(HEAD + b"a: " + b"x" * 2_000 + b"\r\nb: c\r\n\r\n")
            status, problem = await line.refusal()
            assert status == 431
            assert problem["code"] == "LIMIT_EXCEEDED"
            assert (problem["limit"], problem["allowed"]) == ("header_bytes", 2_000)
            assert problem["measured"] > 2_000
            assert problem["detail"] == "URL and headers may have 2000 bytes at most"
            assert line.told == ["header_bytes"]

    @pytest.mark.parametrize("start", [b"GET /", HEAD + b"a: ", HEAD + b"a"])
    async def test_what_never_ends_is_not_kept(self, start: bytes) -> None:
        async with connected() as line:
            await line.send(start)
            for _ in range(3):
                await line.send(b"x" * 1_000)
            assert (await line.refusal()).status == 431

    async def test_who_still_sends_reads_the_refusal(self) -> None:
        async with connected() as line:
            await line.send(HEAD + b"a: ", *[b"x" * 65_536] * 80)
            assert (await line.refusal()).status == 431

    async def test_many_small_headers_are_refused_by_their_number(self) -> None:
        async with connected() as line:
            await line.send(HEAD + b"a: b\r\n" * 30 + b"\r\n")
            status, problem = await line.refusal()
            assert (status, problem["limit"], problem["measured"]) == (431, "headers", 21)

    async def test_a_trailer_counts_as_headers(self) -> None:
        async with connected() as line:
            chunked = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"
            await line.send(chunked + b"a: b\r\n" * 30)
            await line.rest()
            assert line.told == ["headers"]

    async def test_a_body_is_no_head(self) -> None:
        async with connected() as line:
            await line.send(b"POST / HTTP/1.1\r\ncontent-length: 5000\r\n\r\n", b"x" * 5_000)
            assert b" 200 " in await line.answer()
            await line.send(HEAD + b"\r\n")
            assert b" 200 " in await line.answer()


class TestTime:
    async def test_a_head_that_comes_too_slowly_is_given_up(self) -> None:
        async with connected(bounds=HeadBounds(time=SHORT)) as line:
            await line.send(HEAD)
            status, problem = await line.refusal()
            assert (status, problem["limit"], problem["allowed"]) == (408, "header_time", 0.03)

    async def test_a_head_in_time_may_wait_for_its_answer(self) -> None:
        app = Echo()
        app.answer.clear()
        async with connected(app, HeadBounds(time=SHORT)) as line:
            await line.send(HEAD + b"\r\n")
            await app.asked.wait()
            asyncio.get_running_loop().call_later(3 * SHORT.total_seconds(), app.answer.set)
            assert b" 200 " in await line.answer()

    async def test_a_connection_that_says_nothing_is_closed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cli_server, "_KEEP_ALIVE_SECONDS", 0.03)
        async with connected() as line:
            assert await line.rest() == b""

    async def test_what_follows_an_early_answer_is_not_read_for_ever(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connections, "_LINGER_SECONDS", 0.03)
        async with connected() as line:
            await line.send(b"POST / HTTP/1.1\r\ncontent-length: 50000000\r\n\r\n", b"x" * 1_000)
            assert b" 200 " in await line.rest()


class TestOrder:
    async def test_requests_that_do_not_wait_are_answered_in_their_order(self) -> None:
        async with connected() as line:
            await line.send(b"".join(b"GET /end%d HTTP/1.1\r\nhost: x\r\n\r\n" % n for n in range(5)))
            said = b""
            async with asyncio.timeout(PATIENCE):
                while b"path=/end4end" not in said:
                    said += await line.reader.read(1_000)
            assert [said.index(b"path=/end%d" % n) for n in range(5)] == sorted(
                said.index(b"path=/end%d" % n) for n in range(5)
            )

    async def test_too_many_of_them_end_the_connection(self) -> None:
        app = Echo()
        app.answer.clear()
        async with connected(app) as line:
            await line.send((HEAD + b"\r\n") * 100)
            assert await line.rest() == b""
            assert line.told == ["waiting_requests"]
            app.answer.set()

    async def test_a_bad_request_is_not_answered_in_the_place_of_the_one_before(self) -> None:
        app = Echo()
        app.answer.clear()
        async with connected(app) as line:
            await line.send(HEAD + b"\r\n" + b"nonsense\r\n\r\n")
            assert await line.rest() == b""
            app.answer.set()

    async def test_what_is_no_http_is_told(self) -> None:
        async with connected() as line:
            await line.send(b"nonsense\r\n\r\n")
            status, problem = await line.refusal()
            assert (status, problem["code"]) == (400, "BAD_REQUEST")
            assert line.told == []

    async def test_a_body_that_is_no_http_is_told_once(self) -> None:
        app = Echo()
        app.answer.clear()
        async with connected(app) as line:
            await line.send(b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n")
            await app.asked.wait()
            await line.send(b"nonsense\r\n")
            assert (await line.refusal()).status == 400
            app.answer.set()
