"""What a search costs over many orders, beside the SQL that one would write by hand for the same rows.

    python -m benchmarks.search [--orders 1000000] [--repeat 200] [--postgres URL]

Both go through the same driver to the same database and must give the same orders. Without a URL only
SQLite is measured.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.search_databases import Bare, postgres_database, sqlite_database
from benchmarks.search_orders import made_orders
from benchmarks.search_questions import PAGE, Asked, questions
from domain.search.orders import OrderRow
from gateway.store.search.sql_order_index import SqlOrderIndex

_WRITTEN = 10_000
_BATCH = 500
_MOST_SECONDS = 6.0
"""For one question in one way; a slow one is asked less often."""

_STEP = 0.618
"""Between the questions of one kind: fractions of its multiples are spread evenly."""


class Cost(NamedTuple):
    """Milliseconds of each run, sorted."""

    runs: Sequence[float]

    def at(self, share: float) -> float:
        return self.runs[min(int(len(self.runs) * share), len(self.runs) - 1)]


class Row(NamedTuple):
    """One kind of question: by hand through the driver and through the pool, ours, and with the total."""

    kind: str
    driver: Cost
    pooled: Cost
    page: Cost
    counted: Cost


async def measured(index: SqlOrderIndex, bare: Bare, kind: str, asked: Asked, repeat: int) -> Row:
    """Ask one kind of question in each way, after trying that they agree."""
    await _compare(index, bare, kind, asked)

    async def driver(at: float) -> None:
        question = asked(at)
        await bare.fetch(question.sql, question.values)

    async def pooled(at: float) -> None:
        question = asked(at)
        await bare.through_engine(question.sql, question.values)

    def through_the_port(*, counted: bool) -> Callable[[float], Awaitable[None]]:
        async def ask(at: float) -> None:
            question = asked(at)
            await index.search(question.wanted, question.rows, question.paging(counted=counted))

        return ask

    page, counted = through_the_port(counted=False), through_the_port(counted=True)
    return Row(kind, *[await _cost(way, repeat) for way in (driver, pooled, page, counted)])


async def _compare(index: SqlOrderIndex, bare: Bare, kind: str, asked: Asked) -> None:
    for step in range(10):
        question = asked(step * _STEP % 1)
        page = await index.search(question.wanted, question.rows, question.paging(counted=False))
        by_hand = [row[1] for row in (await bare.fetch(question.sql, question.values))[:PAGE]]
        ours = [position.number for position in page.positions if position.at is not None]
        if ours != by_hand:
            raise SystemExit(
                f"{kind}: {len(ours)} orders through the port, {len(by_hand)} by hand, or others"
            )


async def _cost(ask: Callable[[float], Awaitable[None]], repeat: int) -> Cost:
    runs: list[float] = []
    began = time.perf_counter()
    for step in range(repeat):
        started = time.perf_counter()
        await ask(step * _STEP % 1)
        ended = time.perf_counter()
        runs.append((ended - started) * 1_000)
        if ended - began > _MOST_SECONDS:
            break
    return Cost(sorted(runs))


async def put_rate(index: SqlOrderIndex, count: int) -> tuple[float, float]:
    """Orders a second through the port, into the full index: new ones, and ones that are there already."""
    new = list(made_orders(count + _WRITTEN, begin=count, seed=12))
    return await _rate(index, new), await _rate(index, new)


async def _rate(index: SqlOrderIndex, rows: Sequence[OrderRow]) -> float:
    started = time.perf_counter()
    for begin in range(0, len(rows), _BATCH):
        await index.put(rows[begin : begin + _BATCH])
    return len(rows) / (time.perf_counter() - started)


async def bench(name: str, bare: Bare, orders: int, repeat: int, console: Console) -> None:
    """Fill one database, measure it and print its table."""
    started = time.perf_counter()
    await bare.load(made_orders(orders))
    loaded = time.perf_counter() - started
    index = SqlOrderIndex(bare.engine)
    rows = [await measured(index, bare, kind, asked, repeat) for kind, asked in questions(orders).items()]
    console.print(_table(name, orders, rows))
    size = await bare.size()
    new, again = await put_rate(index, orders)
    console.print(
        f"{size / 1e6:,.0f} MB on disk, {size / orders:,.0f} bytes an order; "
        f"filled in bulk in {loaded:.0f} s; put: {new:,.0f} new orders a second, "
        f"{again:,.0f} that are there already"
    )


def _table(name: str, orders: int, rows: Sequence[Row]) -> Table:
    table = Table("question, a page of 50", title=f"{name}, {orders:,} orders, milliseconds")
    for heading in ("driver p50", "pool p50", "p99", "ours p50", "p99", "ours/pool", "counted p50", "p99"):
        table.add_column(heading, justify="right")
    for row in rows:
        cells = [f"{cost.at(share):.2f}" for cost in row[1:] for share in (0.5, 0.99)]
        ratio = f"{row.page.at(0.5) / row.pooled.at(0.5):.1f}"
        table.add_row(row.kind, cells[0], *cells[2:6], ratio, *cells[6:])
    return table


async def main(orders: int, repeat: int, postgres: str) -> None:
    """Measure each database, one after the other."""
    console = Console(width=120)
    async with sqlite_database(None) as bare:
        await bench("SQLite", bare, orders, repeat, console)
    if postgres:
        async with postgres_database(postgres, keep=False) as bare:
            await bench("PostgreSQL", bare, orders, repeat, console)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--orders", type=int, default=1_000_000)
    arguments.add_argument("--repeat", type=int, default=200)
    arguments.add_argument("--postgres", default="", metavar="URL", help="a server to make a database on")
    given = arguments.parse_args()
    asyncio.run(main(given.orders, given.repeat, given.postgres))
