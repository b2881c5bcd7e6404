"""Loading stock positions, and reading those of 20 items from each tier. Prints figures, asserts nothing.

    python -m benchmarks.positions [--positions 2000000] [--postgres URL] [--redis URL]

A snapshot file of so many positions, four places an item, goes the way of `ordergraph positions import` into
an SQLite file and into a PostgreSQL database of its own, which are deleted afterwards.
"""

import argparse
import asyncio
import random
import resource
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.positions_reading import Tier, tiers
from benchmarks.search_databases import fresh_postgres, fresh_sqlite
from domain.ports.reading import Found
from domain.positions.facts import Delta, Mark
from domain.positions.kept import Batch, LogPlace
from domain.stock import StockKey, StockState
from gateway.clock import SystemClock
from gateway.positions.bad_rows import BadRows
from gateway.positions.importing import Imported, Importing, ImportingParts
from gateway.positions.snapshot_rows import rows_of
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.database import is_embedded, open_database
from gateway.store.links.declared_crosswalk import DeclaredCrosswalk
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.log.sql_inbox import SqlInbox
from gateway.store.migrating import upgrade
from gateway.store.positions.sql_drifts import SqlDrifts
from gateway.store.positions.sql_positions import SqlPositions
from gateway.store.positions.sql_snapshots import SqlSnapshots

PLACES = ("EAST", "WEST", "NORTH", "SOUTH")
_SOURCE = "wms"
_SKUS, _ROUNDS, _EVENTS, _PAGE = 20, 100, 5_000, 500
_MEGA = 1_000_000


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--positions", type=int, default=2_000_000)
    parser.add_argument("--postgres", default="postgresql+asyncpg://postgres@127.0.0.1:5432/test")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/0")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="ordergraph-bench-") as folder:
        file = Path(folder) / "positions.csv"
        _write(file, given.positions)
        asyncio.run(_all(file, given.positions, given.postgres, given.redis))


async def _all(file: Path, count: int, postgres: str, redis: str) -> None:
    async with fresh_sqlite() as url:
        await _database("SQLite", url, file, count, redis)
    async with fresh_postgres(postgres) as url:
        await _database("PostgreSQL", url, file, count, redis)


async def _database(name: str, url: str, file: Path, count: int, redis: str) -> None:
    console = Console()
    engine = open_database(url)
    await upgrade(engine)
    before = _resident()
    wall, cpu = time.perf_counter(), time.process_time()
    done = await _imported(engine, file)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    console.print(
        f"{name}: {done.rows} rows in {wall:.0f} s, {done.rows / wall:,.0f} rows/s, {cpu:.0f} s of CPU here; "
        f"memory before {before:.0f} MB, after {_resident():.0f} MB, at most {peak:.0f} MB; "
        f"{await _size(engine) / _MEGA:.0f} MB in the database"
    )
    seconds = await _applied(engine, count)
    console.print(f"{name}: {_EVENTS / seconds:,.0f} events/s folded in pages of {_PAGE}")
    table = Table("20 items in 4 places, from", "CPU µs", "median µs", "99th µs", box=None)
    drawn = [_keys(count) for _ in range(_ROUNDS)]
    async with tiers(SqlPositions(engine), redis, drawn) as made:
        for tier in made:
            table.add_row(tier.name, *await _timed(tier, drawn))
    console.print(table)
    await engine.dispose()


async def _imported(engine: AsyncEngine, file: Path) -> Imported:
    log = SqlEventLog(engine)
    parts = ImportingParts(
        positions=SqlPositions(engine),
        snapshots=SqlSnapshots(engine),
        drifts=SqlDrifts(engine),
        crosswalk=DeclaredCrosswalk(),
        log=log,
        signal=LocalSignal(),
        clock=SystemClock(),
        raise_all=lambda _findings: None,
    )
    bad = BadRows(SqlInbox(engine), log, lambda _findings: None, _SOURCE)
    return await Importing(parts, _SOURCE, datetime.now(UTC), bad).bring_in(rows_of(file))


async def _applied(engine: AsyncEngine, count: int) -> float:
    """Seconds for so many movements of any positions."""
    positions = SqlPositions(engine)
    place = LogPlace("bench", 0)
    await positions.begin(place)
    begun = time.perf_counter()
    for start in range(0, _EVENTS, _PAGE):
        at = datetime.now(UTC) + timedelta(milliseconds=1)
        moves = ((StockState.SELLABLE, Decimal(-1)), (StockState.PICKED, Decimal(1)))
        facts = {key: [Delta(start + n, Mark(at), moves, "EA")] for n, key in enumerate(_some(count, _PAGE))}
        after = place._replace(position=start + _PAGE)
        await positions.apply(Batch(before=place, after=after, facts={_SOURCE: facts}))
        place = after
    return time.perf_counter() - begun


async def _timed(tier: Tier, drawn: Sequence[Sequence[StockKey]]) -> tuple[str, str, str]:
    took, used = [], []
    await tier.read(drawn[0])
    for keys in drawn:
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        outcomes = await tier.read(keys)
        took.append((time.perf_counter_ns() - wall) / 1_000)
        used.append((time.process_time_ns() - cpu) / 1_000)
        if not all(isinstance(each, Found) for each in outcomes.values()):
            raise RuntimeError(f"{tier.name} does not have them all")
    return f"{median(used):,.0f}", f"{median(took):,.0f}", f"{quantiles(took, n=100)[-1]:,.0f}"


async def _size(engine: AsyncEngine) -> float:
    asked = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if is_embedded(engine.url)
        else "SELECT pg_total_relation_size('stock_position')"
    )
    async with engine.connect() as connection:
        return float(await connection.scalar(text(asked)) or 0)


def _write(file: Path, count: int) -> None:
    chance = random.Random(7)  # noqa: S311 - a sample and no secret
    with file.open("w", encoding="utf-8") as out:
        out.write("sku,location,sellable,picked,allocated\n")
        for key in _all_keys(count):
            out.write(
                f"{key.sku},{key.location},{chance.randrange(500)},{chance.randrange(9)},{chance.randrange(20)}\n"
            )


def _all_keys(count: int) -> Iterator[StockKey]:
    for number in range(count // len(PLACES)):
        for place in PLACES:
            yield StockKey(_sku(number), place)


def _keys(count: int) -> list[StockKey]:
    skus = random.sample(range(count // len(PLACES)), _SKUS)
    return [StockKey(_sku(number), place) for number in skus for place in PLACES]


def _some(count: int, wanted: int) -> list[StockKey]:
    return [StockKey(_sku(each), "EAST") for each in random.sample(range(count // len(PLACES)), wanted)]


def _sku(number: int) -> str:
    return f"SKU-{number:07d}"


def _resident() -> float:
    """Megabytes of this process now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / _MEGA


if __name__ == "__main__":
    main()
