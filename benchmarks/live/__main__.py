"""How long one event takes to the last of many WebSockets, and what each costs: ours and two others.

    python -m benchmarks.live [--sizes 1000 5000 10000] [--events 7]

The time begins with the request that tells the server of the event. For ours that is a signed delivery,
which is verified, durable in SQLite, mapped, in the log and followed before anybody hears of it; the others
are told directly. All three are up at once and take turns, so that whatever else the machine does meets all.
"""

import argparse
import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import aiohttp
from rich.console import Console
from rich.table import Table

from benchmarks.live.listening import Listening, listening
from benchmarks.live.servers import Target, graphql_ws, ours, stock
from gateway.demo.run import simulators_in

_WARM_UP = 3
_SOME = 400
_SETTLE = 2.0
_PATIENCE = 120.0
_MILLIS, _MICROS, _KB = 1_000, 1_000_000, 1_024


class Row(NamedTuple):
    """Of one server and size: milliseconds to the last and between first and last, CPU µs and KB of one."""

    server: str
    size: int
    last: float
    spread: float
    cpu: float
    memory: float


class _Side(NamedTuple):
    """A server, its subscribers, and what it held before there were any."""

    target: Target
    crowd: Listening
    empty: int


async def measured(sizes: Sequence[int], events: int) -> list[Row]:
    """All rows, size by size."""
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="ordergraph-bench-")))
        urls = await stack.enter_async_context(simulators_in(folder))
        sides = [
            await _side(stack, await stack.enter_async_context(made))
            for made in (ours(session, folder / "gateway", urls), stock(session), graphql_ws(session))
        ]
        for size in sizes:
            rows += await _size(sides, size, events)
    return rows


async def _side(stack: AsyncExitStack, target: Target) -> _Side:
    crowd = await stack.enter_async_context(listening(target))
    # What a server loads with its first subscriber is no subscriber's.
    await _until(target, crowd, 20)
    for number in range(_WARM_UP):
        await _event(target, crowd, f"{target.server.pid}W{number}")
    return _Side(target, crowd, target.memory())


async def _size(sides: Sequence[_Side], size: int, events: int) -> list[Row]:
    for side in sides:
        await _until(side.target, side.crowd, size)
    await asyncio.sleep(_SETTLE)
    taken: Mapping[str, list[tuple[float, float, float]]] = {side.target.name: [] for side in sides}
    for number in range(-1, events):
        for target, crowd, _ in sides:
            told = await _event(target, crowd, f"{target.server.pid}S{size}N{number + 1}")
            if number >= 0:  # the first one of a size warms up
                taken[target.name].append(told)
    return [_row(side, size, taken[side.target.name]) for side in sides]


def _row(side: _Side, size: int, taken: Sequence[tuple[float, float, float]]) -> Row:
    last, spread, cpu = (median(each) for each in zip(*taken, strict=True))
    memory = (side.target.memory() - side.empty) / (size - 20) / _KB
    return Row(side.target.name, size, last * _MILLIS, spread * _MILLIS, cpu / size * _MICROS, memory)


async def _until(target: Target, crowd: Listening, size: int) -> None:
    """Some hundred at a time: more than it can answer at once a server refuses, as ours does."""
    for next_size in [*range(crowd.size + _SOME, size, _SOME), size]:
        await crowd.grow(next_size)
        async with asyncio.timeout(_PATIENCE):
            while await target.subscribers() < next_size:  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.02)


async def _event(target: Target, crowd: Listening, name: str) -> tuple[float, float, float]:
    """Seconds to the last one, between first and last, and of the server's CPU."""
    waiting = await crowd.wait(name)
    spent, began = target.server.cpu_seconds(), time.monotonic()
    await target.publish(name)
    first, last, copies = await waiting
    # The last ones' answers from the kernel, and what the server does after it, are its work too.
    await asyncio.sleep(0.2)
    if copies != crowd.size:
        raise SystemExit(f"{target.name}: {copies} copies for {crowd.size} subscribers")
    return last - began, last - first, target.server.cpu_seconds() - spent


def _show(rows: Sequence[Row], events: int) -> None:
    of_node = {row.size: row.last for row in rows if row.server == "graphql-ws"}
    table = Table("subscribers", "server", title=f"one event to all, median of {events}")
    for heading in ("ms to the last", "of graphql-ws", "first to last", "CPU µs each", "KB each"):
        table.add_column(heading, justify="right")
    for row in rows:
        ratio = f"{row.last / of_node[row.size]:.2f}"
        figures = (f"{row.last:.0f}", ratio, f"{row.spread:.0f}", f"{row.cpu:.1f}", f"{row.memory:.1f}")
        table.add_row(f"{row.size:,}", row.server, *figures)
    Console(width=110).print(table)


def main() -> None:
    """As the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 5_000, 10_000])
    parser.add_argument("--events", type=int, default=7)
    asked = parser.parse_args()
    _show(asyncio.run(measured(asked.sizes, asked.events)), asked.events)


if __name__ == "__main__":
    main()
