"""Runs all simulated systems in one process, each on a port of its own."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Mapping

import httpx
import orjson
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from simulators import issuer
from simulators.clock import SimulatedClock
from simulators.control import app as control_app
from simulators.control import links
from simulators.control.fault_routes import targets
from simulators.options import Options
from simulators.serving.misbehave import CONNECTIONS
from simulators.serving.power import Power
from simulators.simulation import SYSTEMS, Simulation
from simulators.systems import Systems
from simulators.world.world import World

PARTS = ("control", "erp", "wms_east", "wms_west", "tms", "carrier", "issuer")
_TICK = 0.2  # seconds between looks at what the clock has passed
_BACKLOG = 512


class _Server(uvicorn.Server):
    """A server beside others in one process: signals are the process's business."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()
        self._kept: list[socket.socket] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()

    async def turn(self, on: bool) -> None:  # noqa: FBT001 - the one thing that a switch can be told
        """Listen again, or refuse connections and drop those that there are. The port stays ours."""
        if on:
            for kept in self._kept:
                kept.listen(_BACKLOG)
            await self.startup(self._kept)
            return
        places = [each.getsockname() for server in self.servers for each in server.sockets]
        for server in self.servers:
            server.close()
        self._kept = [_bound(*place) for place in places]
        for connection in list(self.server_state.connections):
            if connection.transport is not None:
                connection.transport.abort()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _LendingProtocol(HttpToolsProtocol):
    """Lends its transport to the application, so that a fault can reset the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        super().connection_made(transport)
        self.app_state.setdefault(CONNECTIONS, {})[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.app_state.get(CONNECTIONS, {}).pop(self.client, None)
        super().connection_lost(exc)


def main(options: Options) -> None:
    """Run until SIGTERM or SIGINT; prints one line of JSON with all URLs when ready."""
    try:
        asyncio.run(_run_until_signal(options))
    except (OSError, ValueError) as error:
        sys.exit(f"simulators: {error}")


async def _run_until_signal(options: Options) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    async with running(options) as urls:
        ready = {"ready": True, "pid": os.getpid(), **urls}
        sys.stdout.write(orjson.dumps(ready).decode() + "\n")
        sys.stdout.flush()
        await stop.wait()


@contextlib.asynccontextmanager
async def running(options: Options) -> AsyncIterator[Mapping[str, str]]:
    """Run all systems while the context lasts; gives the URL of each of PARTS.

    Raises ValueError for a world that can't be, OSError for a port that is taken.
    """
    world = World(options.seed, options.size, options.start)
    simulation = Simulation(world, SimulatedClock(options.start, options.speed), rates=options.rates)
    if options.links is not None:
        await asyncio.to_thread(options.links.write_text, links.as_csv(), encoding="utf-8")
    async with contextlib.AsyncExitStack() as stack:
        sockets = {part: stack.enter_context(_listening(options, place)) for place, part in enumerate(PARTS)}
        urls = {part: f"http://{options.host}:{bound.getsockname()[1]}" for part, bound in sockets.items()}
        systems = Systems(simulation, await stack.enter_async_context(httpx.AsyncClient()))
        if options.webhooks is not None:
            systems.push_to(targets(options.webhooks))
        apps: dict[str, ASGIApp] = {**systems.apps}
        apps |= {"control": control_app.build(systems), "issuer": issuer.build(urls["issuer"])}
        async with _serving(apps, sockets, systems.power), _working(systems):
            yield urls


@contextlib.asynccontextmanager
async def _serving(
    apps: Mapping[str, ASGIApp], sockets: Mapping[str, socket.socket], power: Power
) -> AsyncIterator[None]:
    servers = [_server(apps[part]) for part in sockets]
    async with asyncio.TaskGroup() as group:
        for server, bound in zip(servers, sockets.values(), strict=True):
            group.create_task(server.serve(sockets=[bound]))
        for server in servers:
            await server.listens.wait()
        for part, server in zip(sockets, servers, strict=True):
            if part in SYSTEMS:
                power.wire(part, server.turn)
        try:
            yield
        finally:
            for server in servers:
                server.should_exit = True
                server.force_exit = True


def _server(app: ASGIApp) -> _Server:
    config = uvicorn.Config(
        app, http=_LendingProtocol, ws="none", lifespan="off", log_level="critical", access_log=False
    )
    return _Server(config)


@contextlib.asynccontextmanager
async def _working(systems: Systems) -> AsyncIterator[None]:
    """Deliver webhooks and follow the clock while the context lasts."""
    tasks = [asyncio.ensure_future(courier.run()) for courier in systems.couriers.values()]
    tasks.append(asyncio.ensure_future(_follow(systems)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _follow(systems: Systems) -> None:
    while True:
        if systems.pushes or systems.simulation.settles:
            await systems.follow()
        await asyncio.sleep(_TICK)


def _listening(options: Options, place: int) -> socket.socket:
    """Listen on the port of a part. Raises OSError, naming the port, where that can't be."""
    bound = _bound(options.host, options.ports + place if options.ports else 0)
    bound.listen(_BACKLOG)
    return bound


def _bound(host: str, port: int) -> socket.socket:
    """A socket that holds a port. Raises OSError, naming it."""
    # The protocol is named because asyncio turns Nagle's algorithm off for sockets that name it alone.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise OSError(f"{host}:{port}: {error}") from error
    return bound
