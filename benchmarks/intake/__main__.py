"""Durable events a second, and how long one takes from its POST to a subscriber: on SQLite and PostgreSQL.

    python -m benchmarks.intake --postgres postgresql+asyncpg://postgres@127.0.0.1:5432/postgres

Deliveries of the simulated ERP about 200 orders that the index knows, signed, over kept connections to the
gateway as it is served. First as fast as they are taken: *taken* counts what was acknowledged as durable,
*logged* what was mapped and in the log as well. Then at a rate, whatever the answers take, with a subscriber:
its time counts from when a delivery was due. Sender, systems and database are on the same machine.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohttp
from rich.console import Console
from rich.table import Table

from benchmarks.intake.databases import fresh
from benchmarks.intake.following import appended, following, named, until_appended
from benchmarks.intake.posting import Sender, Sent
from benchmarks.live.gateway import Delivery, Gateway, gateway_in, order_step
from gateway.demo.run import simulators_in
from gateway.demo.world import ORDERS

_KNOWN = [f"SO-{ORDERS - index:07d}" for index in range(200)]
_STEPS = ("ACK", "REL", "ALC", "PGI")
_MILLIS = 1_000


class Asked(NamedTuple):
    """How much of it. deliveries: as fast as they are taken; rate, seconds: of those that are due.

    settle: seconds after the warm-up.
    """

    deliveries: int
    connections: int
    rate: float
    seconds: float
    settle: float = 8.0
    command: tuple[str, ...] = ()


class Figures(NamedTuple):
    """Of one database: a second, then milliseconds, then the server's CPU µs of one event."""

    taken: float
    logged: float
    cpu: float
    acknowledged: list[float]
    told: list[float]


async def measured(database: str, asked: Asked) -> Figures:
    """database: its URL, empty for SQLite."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="ordergraph-bench-")))
        urls = await stack.enter_async_context(simulators_in(folder))
        made = gateway_in(folder / "gateway", urls, database, command=asked.command)
        gateway = await stack.enter_async_context(made)
        place = urlsplit(gateway.server.url)
        sender = await Sender.connected(str(place.hostname), place.port or 0, asked.connections)
        # An order that is heard of for the first time is read once, and kept behind that; what is not read in
        # time the first time, where the machine is busy, is read the second.
        for turn in ("V", "W"):
            first = [order_step(f"{turn}{number}", number) for number in _KNOWN]
            await _fast(session, gateway, sender, first)
            await asyncio.sleep(asked.settle)
        spent = gateway.server.cpu_seconds()
        taken, logged = await _fast(session, gateway, sender, _deliveries("F", asked.deliveries))
        spent = gateway.server.cpu_seconds() - spent
        acknowledged, told = await _at_rate(gateway, sender, asked)
        sender.close()
    return Figures(taken, logged, spent / asked.deliveries * 1_000_000, acknowledged, told)


def _deliveries(name: str, count: int) -> list[Delivery]:
    return [
        order_step(f"{name}{number}", _KNOWN[number % len(_KNOWN)], _STEPS[number % len(_STEPS)])
        for number in range(count)
    ]


async def _fast(
    session: aiohttp.ClientSession, gateway: Gateway, sender: Sender, deliveries: Sequence[Delivery]
) -> tuple[float, float]:
    """Taken, and logged, a second."""
    before = await appended(session, gateway)
    began = time.monotonic()
    sent = await sender.all_of(deliveries)
    taken = time.monotonic() - began
    await until_appended(session, gateway, before + len(deliveries))
    logged = time.monotonic() - began
    _all_taken(sent)
    return len(deliveries) / taken, len(deliveries) / logged


async def _at_rate(gateway: Gateway, sender: Sender, asked: Asked) -> tuple[list[float], list[float]]:
    """Milliseconds until each was acknowledged, and until the subscriber had it, sorted."""
    deliveries = _deliveries("R", round(asked.rate * asked.seconds))
    names = [named(f"R{number}") for number in range(len(deliveries))]
    async with following(gateway) as follower:
        sent, due = await sender.at_rate(deliveries, asked.rate)
        await follower.until(len(deliveries))
    _all_taken(sent)
    told = [follower.came[name] - when for name, when in zip(names, due, strict=True)]
    return sorted(one.took * _MILLIS for one in sent), sorted(one * _MILLIS for one in told)


def _all_taken(sent: Sequence[Sent]) -> None:
    if refused := sum(not one.taken for one in sent):
        raise SystemExit(f"{refused} of {len(sent)} deliveries were not taken")


def _centile(ordered: Sequence[float], part: float) -> str:
    return f"{ordered[min(len(ordered) - 1, int(len(ordered) * part))]:.0f}"


def _show(found: Sequence[tuple[str, Figures]], asked: Asked) -> None:
    title = f"{asked.deliveries:,} over {asked.connections} connections, then {asked.rate:g} a second"
    table = Table("", title=f"{title}, {asked.seconds:g} s")
    for name, _ in found:
        table.add_column(name, justify="right")
    figures = [each for _, each in found]
    table.add_row("taken a second", *(f"{each.taken:,.0f}" for each in figures))
    table.add_row("logged a second", *(f"{each.logged:,.0f}" for each in figures))
    table.add_row("CPU µs of the server each", *(f"{each.cpu:,.0f}" for each in figures))
    for part in (0.5, 0.95, 0.99):
        name = f"p{part * 100:g} ms until"
        table.add_row(f"{name} acknowledged", *(_centile(each.acknowledged, part) for each in figures))
        table.add_row(f"{name} a subscriber has it", *(_centile(each.told, part) for each in figures))
    Console(width=110).print(table)


async def _run(postgres: str, asked: Asked) -> None:
    found = []
    if postgres:
        async with fresh(postgres) as database:
            found.append(("PostgreSQL", await measured(database, asked)))
    found.append(("SQLite", await measured("", asked)))
    _show(found, asked)


def main() -> None:
    """As the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--postgres", default="", help="a database of the server; another one is made beside")
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    asked = Asked(given.deliveries, given.connections, given.rate, given.seconds)
    asyncio.run(_run(given.postgres, asked))


if __name__ == "__main__":
    main()
