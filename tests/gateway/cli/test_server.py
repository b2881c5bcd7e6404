import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from domain.errors import ConfigInvalid
from gateway.cli.server import Server, listen
from gateway.edge.connections import Connection

GRACE = timedelta(seconds=5)


class Slow:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.asked.set()
        await self.answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


@asynccontextmanager
async def running(
    app: Slow, on_stop: Callable[[], None], on_reload: Callable[[], None] = lambda: None
) -> AsyncIterator[str]:
    """The server in a task of its own; it must have ended by itself at the end of the test."""
    with listen("127.0.0.1", 0) as listener:
        server = Server(app, grace=GRACE, on_stop=on_stop, on_reload=on_reload, connections=Connection)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        await task


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_answers_what_was_accepted_and_accepts_no_more(number: signal.Signals) -> None:
    app, told = Slow(), asyncio.Event()
    async with httpx.AsyncClient(trust_env=False) as client, running(app, told.set) as url:
        accepted = asyncio.create_task(client.get(url))
        await app.asked.wait()
        signal.raise_signal(number)
        await told.wait()
        app.answer.set()
        answer = await accepted
    assert (answer.status_code, answer.text) == (200, "done")
    assert "server" not in answer.headers
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)


async def test_a_hangup_asks_for_a_reload_and_stops_nothing() -> None:
    app, told = Slow(), asyncio.Event()
    app.answer.set()
    async with httpx.AsyncClient(trust_env=False) as client, running(app, lambda: None, told.set) as url:
        await client.get(url)
        signal.raise_signal(signal.SIGHUP)
        await told.wait()
        assert (await client.get(url)).status_code == 200
        signal.raise_signal(signal.SIGTERM)


async def test_the_signals_are_as_before_when_it_has_ended() -> None:
    before = signal.getsignal(signal.SIGTERM)
    app, told = Slow(), asyncio.Event()
    app.answer.set()
    async with httpx.AsyncClient(trust_env=False) as client, running(app, told.set) as url:
        await client.get(url)
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            ConfigInvalid, match=f"ORDERGRAPH_PORT: cannot listen at 127.0.0.1:{port}: .*in use"
        ):
            listen("127.0.0.1", port)


def test_a_host_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigInvalid, match=r"cannot listen at nowhere\.invalid:8000"):
        listen("nowhere.invalid", 8000)
