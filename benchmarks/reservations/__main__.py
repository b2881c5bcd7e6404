"""How fast holds are made at the port: closed loop, and open loop at a rate.

    python -m benchmarks.reservations --url postgresql+asyncpg://postgres@127.0.0.1:5432/bench

The database is emptied. With PostgreSQL and the load on the same two cores the goals are 1,500 holds a
second, and 99 of 100 within 100 ms at 500 a second. --groups: each hold counts under so many more ceilings,
as it does where something is reserved.
"""

import argparse
import asyncio
import time

from sqlalchemy import delete

from benchmarks.fixed_server import HOST
from benchmarks.intake.databases import fresh
from benchmarks.reservations.caller import buckets, sku
from benchmarks.reservations.processes import POSTING, Process, Sum
from benchmarks.reservations.served import Shop, shop
from gateway.store.database import open_database
from gateway.store.migrating import upgrade
from gateway.store.reservations.sql_reservations import SqlReservations
from gateway.store.reservations.tables import (
    RESERVATION,
    RESERVATION_ANSWER,
    RESERVATION_CEILING,
    RESERVATION_STEP,
)

_ENOUGH = 10_000_000
_SHARE, _CONNECTIONS = 0.8, 512
"""Of an open loop: where a gateway cannot do so many, this part of what it can; and its connections."""
_STARTING, _WARM = 10.0, 2.0
"""Seconds until all processes are there, and then until it is measured."""


async def emptied(url: str, items: int, supply: int, groups: int = 0) -> None:
    """Make the tables ready: nothing held, and so much of each item to hold."""
    engine = open_database(url, statement_seconds=None)
    await upgrade(engine)
    async with engine.begin() as connection:
        for table in (RESERVATION_STEP, RESERVATION_ANSWER, RESERVATION, RESERVATION_CEILING):
            await connection.execute(delete(table))
    store = SqlReservations(engine)
    for number in range(items):
        await store.put_ceilings(sku(number), dict.fromkeys(buckets(groups), supply), version=0)
    await engine.dispose()


async def measured(asked: argparse.Namespace, *options: str) -> Sum:
    """What several processes do in the same seconds."""
    await emptied(asked.url, asked.items, _ENOUGH, asked.groups)
    total = Sum()
    processes = [Process(total) for _ in range(asked.processes)]
    timed = _timed(asked)
    for seed, process in enumerate(processes):
        seeded = ("--seed", str(seed))
        of_all = ("--url", asked.url, "--items", str(asked.items), "--groups", str(asked.groups))
        await process.start([*of_all, *timed, *seeded, *options])
    await asyncio.gather(*(process.ended() for process in processes))
    return total


async def posted(asked: argparse.Namespace, shop: Shop, *options: str) -> tuple[Sum, float]:
    """What one process of callers gets held through GraphQL, and the gateway's CPU of all that time."""
    total = Sum()
    process = Process(total, POSTING)
    where = ("--host", HOST, "--port", str(shop.port), "--token", shop.token, "--skus", ",".join(shop.skus))
    spent = shop.server.cpu_seconds()
    await process.start([*where, *_timed(asked), *options])
    await process.ended()
    return total, shop.server.cpu_seconds() - spent


def _timed(asked: argparse.Namespace) -> tuple[str, ...]:
    begin = time.monotonic() + _STARTING
    return ("--begin", str(begin), "--warm", str(_WARM), "--seconds", str(asked.seconds))


async def _run(asked: argparse.Namespace) -> None:
    closed = await measured(asked, "--callers", str(asked.callers))
    _show(f"closed loop, {asked.processes} x {asked.callers} callers", closed, asked.seconds)
    opened = await measured(asked, "--rate", str(asked.rate / asked.processes))
    _show(f"open loop at {asked.rate:,.0f}/s", opened, asked.seconds)
    if asked.port_alone:
        return
    async with fresh(asked.url) as database, shop(database, asked.items) as served:
        closed, spent = await posted(asked, served, "--callers", str(asked.connections))
        _show(f"GraphQL, closed loop, {asked.connections} connections", closed, asked.seconds)
        each = spent / (asked.seconds + _WARM) / max(closed.answered / asked.seconds, 1)
        print(f"  some {each * 1_000_000:,.0f} µs of the gateway's CPU each")  # noqa: T201 - as below
        rate = min(asked.rate, _SHARE * closed.held / asked.seconds)
        opened, _ = await posted(asked, served, "--rate", str(rate), "--callers", str(_CONNECTIONS))
        _show(f"GraphQL, open loop at {rate:,.0f}/s", opened, asked.seconds)


def _show(name: str, total: Sum, seconds: float) -> None:
    print(  # noqa: T201 - the figure is wanted
        f"{name}: {total.held / seconds:,.0f} holds/s, {total.full} refused, {total.errors} failed, "
        f"p50 {total.centile(0.5) * 1000:,.1f} ms, p99 {total.centile(0.99) * 1000:,.1f} ms"
    )


def main() -> None:
    """As the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--callers", type=int, default=250)
    parser.add_argument("--port-alone", action="store_true", help="not through GraphQL")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rate", type=float, default=500.0)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--groups", type=int, default=0)
    asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
