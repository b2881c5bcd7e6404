"""CPU of this process for one upstream call, by the client that makes it.

    python -m benchmarks.upstream [--calls 10000] [--flight 16]

A server in a process of its own answers each call with the same JSON. The clients take turns in several
rounds, so that whatever else the machine does meets all of them; of each the median round counts.
"""

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from statistics import median
from typing import TypeAlias

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from rich.console import Console
from rich.table import Table

from adapters.manifest import InstanceSettings, Surroundings
from adapters.transport.http import HttpTransport
from benchmarks.fixed_server import BODY, running
from benchmarks.socket_pool import SocketPool
from domain.ports.demand import Demand
from gateway.clock import SystemClock

_MICROS = 1_000_000
_ROUNDS = 5
_TIMEOUT = 10.0
_A_DAY = 86_400.0

Call: TypeAlias = Callable[[], Awaitable[bytes]]


@asynccontextmanager
async def _httpx_own(url: str, flight: int) -> AsyncIterator[Call]:
    limits = httpx.Limits(max_connections=flight)
    async with httpx.AsyncClient(limits=limits, timeout=_TIMEOUT, trust_env=False) as client:

        async def call() -> bytes:
            return (await client.get(url)).content

        yield call


@asynccontextmanager
async def _httpx_over_aiohttp(url: str, flight: int) -> AsyncIterator[Call]:
    async with (
        _session(flight) as session,
        httpx.AsyncClient(
            transport=AiohttpTransport(client=session), timeout=_TIMEOUT, trust_env=False
        ) as client,
    ):

        async def call() -> bytes:
            return (await client.get(url)).content

        yield call


@asynccontextmanager
async def _transport_alone(url: str, flight: int) -> AsyncIterator[Call]:
    """What httpx's client adds (redirects, cookies, authentication) is left out; its request stays."""
    extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), _TIMEOUT)}
    async with _session(flight) as session, AiohttpTransport(client=session) as transport:

        async def call() -> bytes:
            request = httpx.Request("GET", url, extensions=extensions)
            response = await transport.handle_async_request(request)
            return await response.aread()

        yield call


@asynccontextmanager
async def _our_transport(url: str, flight: int) -> AsyncIterator[Call]:
    """All that an adapter's call costs: request, deadline, trace, bounded body, errors of our own."""
    clock = SystemClock()
    settings = InstanceSettings.model_validate({"base_url": url, "connections": flight})
    transport = HttpTransport("fixed", settings, Surroundings(clock=clock))
    demand = Demand(deadline=clock.monotonic() + _A_DAY, correlation_id="0" * 32)

    async def call() -> bytes:
        return await transport.send(transport.get("/"), demand)

    try:
        yield call
    finally:
        await transport.aclose()


@asynccontextmanager
async def _aiohttp_alone(url: str, flight: int) -> AsyncIterator[Call]:
    async with _session(flight) as session:

        async def call() -> bytes:
            async with session.get(url) as response:
                return await response.read()

        yield call


@asynccontextmanager
async def _bare_sockets(url: str, flight: int) -> AsyncIterator[Call]:
    """No client at all: the least that any of them can cost."""
    async with SocketPool(url, flight) as pool:
        yield pool.get


@asynccontextmanager
async def _session(flight: int) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=flight)
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=_TIMEOUT)
    ) as session:
        yield session


CLIENTS: Mapping[str, Callable[[str, int], AbstractAsyncContextManager[Call]]] = {
    "httpx with its own transport": _httpx_own,
    "httpx over aiohttp": _httpx_over_aiohttp,
    "that transport, called directly": _transport_alone,
    "our transport": _our_transport,
    "aiohttp alone": _aiohttp_alone,
    "bare sockets": _bare_sockets,
}


async def main(calls: int, flight: int) -> None:
    """Measure every client and print one row for each."""
    spent: dict[str, list[float]] = {name: [] for name in CLIENTS}
    async with running("benchmarks.fixed_server") as server, AsyncExitStack() as stack:
        ready = {
            name: await stack.enter_async_context(make(server.url, flight)) for name, make in CLIENTS.items()
        }
        for call in ready.values():
            await _made(call, calls // 10, flight)
        for _ in range(_ROUNDS):
            for name, call in ready.items():
                started = time.process_time()
                await _made(call, calls // _ROUNDS, flight)
                spent[name].append((time.process_time() - started) / (calls // _ROUNDS) * _MICROS)
    _show(spent, calls, flight)


async def _made(call: Call, calls: int, flight: int) -> None:
    """So many calls, so many of them at a time."""
    left = iter(range(calls))

    async def one_after_the_other() -> None:
        for _ in left:
            if await call() != BODY:
                raise SystemExit("the server answered something else")

    await asyncio.gather(*(one_after_the_other() for _ in range(flight)))


def _show(spent: Mapping[str, list[float]], calls: int, flight: int) -> None:
    figures = {name: median(rounds) for name, rounds in spent.items()}
    least = min(figures.values())
    table = Table("client", title=f"{calls} calls, {flight} at a time, {len(BODY)} bytes each")
    table.add_column("CPU µs a call", justify="right")
    table.add_column("multiple", justify="right")
    for name, micros in figures.items():
        table.add_row(name, f"{micros:.0f}", f"{micros / least:.1f}")
    Console().print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--flight", type=int, default=16)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.calls, arguments.flight))
