"""What a search costs over many orders, beside the SQL that one would write by hand for the same rows.

    python -m benchmarks.search [--orders 1000000] [--repeat 200] [--postgres URL] [--sync SIZE] [--keep DIR]

Both ask the same database and must give the same orders. Without a URL only SQLite is measured. What is kept
is measured again by the next run, without filling it anew.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.search_bare import Bare
from benchmarks.search_databases import KEPT, fresh_postgres, fresh_sqlite, postgres_database, sqlite_database
from benchmarks.search_orders import made_orders
from benchmarks.search_questions import questions
from benchmarks.search_sync import Synced, synced
from benchmarks.search_timing import Row, measured
from benchmarks.search_writing import check_sample, put_rates
from gateway.store.search.sql_order_index import SqlOrderIndex

_HEADINGS = (
    "driver p50",
    "p99",
    "pool p50",
    "p99",
    "ours p50",
    "p99",
    "ours/pool",
    "ours/driver",
    "counted p50",
    "p99",
)


async def bench(name: str, bare: Bare, orders: int, repeat: int, console: Console) -> None:
    """Fill one database where it is empty, measure it and print its table."""
    await _fill(bare, orders, console)
    index = SqlOrderIndex(bare.engine)
    await check_sample(bare, index, orders)
    await bare.settle()
    size = await bare.size()
    console.print(f"{name}: {size / 1e6:,.0f} MB on disk, {size / orders:,.0f} bytes an order; {_load()}")
    rows = [await measured(index, bare, kind, asked, repeat) for kind, asked in questions(orders).items()]
    console.print(_table(name, orders, rows))
    console.print(_load())
    new, again = await put_rates(index, orders)
    console.print(f"put: {new:,.0f} new orders a second, {again:,.0f} that are there already; {_load()}")


async def _fill(bare: Bare, orders: int, console: Console) -> None:
    held = await bare.held()
    if held == orders:
        return
    if held:
        raise SystemExit(f"what was kept has {held:,} orders, not {orders:,}")
    started = time.perf_counter()
    await bare.load(made_orders(orders))
    console.print(f"filled in bulk in {time.perf_counter() - started:.0f} s")


def _load() -> str:
    return "load average " + " ".join(f"{each:.1f}" for each in os.getloadavg())


def _table(name: str, orders: int, rows: Sequence[Row]) -> Table:
    table = Table("question, a page of 50", title=f"{name}, {orders:,} orders, milliseconds")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right")
    for row in rows:
        cells = [f"{cost.at(share):.2f}" for cost in row[1:] for share in (0.5, 0.99)]
        ratios = [f"{row.page.at(0.5) / other.at(0.5):.1f}" for other in (row.pooled, row.driver)]
        table.add_row(row.kind, *cells[:6], *ratios, *cells[6:])
    return table


def _said(name: str, done: Synced) -> str:
    orders = f"{done.orders:,} orders in {done.seconds:.1f} s, {done.rate:,.0f} a second"
    return f"sync into {name}: {orders}; {_load()}"


async def main(given: argparse.Namespace) -> None:
    """Measure each database, one after the other."""
    console = Console(width=160)
    async with sqlite_database(given.keep) as bare:
        await bench("SQLite", bare, given.orders, given.repeat, console)
    if given.sync:
        async with fresh_sqlite() as url:
            console.print(_said("SQLite", await synced(url, given.sync)))
    if not given.postgres:
        return
    async with postgres_database(given.postgres, keep=given.keep is not None) as bare:
        await bench("PostgreSQL", bare, given.orders, given.repeat, console)
    if given.sync:
        async with fresh_postgres(given.postgres) as url:
            console.print(_said("PostgreSQL", await synced(url, given.sync)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=200)
    parser.add_argument("--postgres", default="", metavar="URL", help="a server to make databases on")
    parser.add_argument(
        "--sync", type=int, default=0, metavar="SIZE", help="also sync a world of so many orders"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help=f"keep SQLite's file there, PostgreSQL's database as {KEPT}",
    )
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main(_arguments()))
