"""What may be promised of 20 items of 500,000: from memory, from Redis, from the store, and over HTTP.

    python -m benchmarks.selling [--positions 2000000] [--postgres URL] [--redis URL]

A snapshot file of so many positions, four places an item, is brought in by `ordergraph positions import` into
a PostgreSQL database that is deleted afterwards. Then the reader of availability is asked for 20 items, drawn
anew for each of 100 rounds, as a gateway assembles it: names, merging, units, our holds, rules of selling.
Each tier has its own gateway in this process: one whose memory has them, one that finds them in Redis, and
one without either. What is in that Redis afterwards ends by itself.
"""

import argparse
import asyncio
import os
import random
import resource
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks.availability import POOLED, SHOP
from benchmarks.intake.databases import fresh
from benchmarks.selling.asking import Asking, Skus, over_http
from benchmarks.selling.gateways import PLACES, Place, imported, opened, served, settled
from domain.availability.rules import PLAIN
from gateway.opened import Opened
from gateway.settings.freshness import MemoryBounds

_SKUS, _ROUNDS, _PAGE = 20, 100, 250
_MEGA = 1_000_000
_RULES = {"no rules": PLAIN, "rules of a shop": SHOP, "pools, a reserve, a share": POOLED}


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--positions", type=int, default=2_000_000)
    parser.add_argument("--postgres", default="postgresql+asyncpg://postgres@127.0.0.1:5432/test")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/0")
    given = parser.parse_args()
    asyncio.run(_run(given.positions, given.postgres, given.redis))


async def _run(count: int, postgres: str, redis: str) -> None:
    console = Console()
    with TemporaryDirectory(prefix="ordergraph-bench-") as name:
        folder = Path(name)
        _write(folder / "positions.csv", count)
        async with fresh(postgres) as database:
            shared = Place(folder, database, redis).written()
            began = time.perf_counter()
            said = await imported(shared, folder / "positions.csv")
            console.print(
                f"{said}: in {time.perf_counter() - began:.0f} s; load now {os.getloadavg()[0]:.1f}"
            )
            await settled(database)
            table = Table("20 items at 4 places, from", "CPU µs", "median µs", "99th µs", box=None)
            await _measured(shared, count, table, console)
            console.print(table)
            console.print(f"load now {os.getloadavg()[0]:.1f}")


async def _measured(shared: Place, count: int, table: Table, console: Console) -> None:
    drawn = [_drawn(count) for _ in range(_ROUNDS)]
    async with opened(shared) as gateway:
        _resident(console, "a gateway that has answered nothing yet")
        asking = Asking(gateway, PLAIN)
        await asking.read(drawn)
        anew, again = await asking.positions(drawn)
        table.add_row("memory: positions alone, put together anew", *anew.row())
        table.add_row("memory: positions alone", *again.row())
        for name, rules in _RULES.items():
            table.add_row(f"memory: {name}", *(await Asking(gateway, rules).peek(drawn))[1].row())
    for name, rules in _RULES.items():
        async with opened(shared) as gateway:
            table.add_row(f"Redis: {name}", *(await _warmed_up(gateway, rules, drawn)))
    for name, rules in _RULES.items():
        async with opened(shared._replace(redis="")) as gateway:
            table.add_row(f"the store: {name}", *(await _warmed_up(gateway, rules, drawn)))
    async with opened(shared) as gateway:
        await _filled(gateway, count, console)
    async with served(shared._replace(redis="")) as (url, pid):
        table.add_row("HTTP, the store", *(await over_http(url, drawn)).row())
        table.add_row("HTTP, memory", *(await over_http(url, drawn)).row())
        console.print(f"served, after that: {_resident_of(pid):.0f} MB")


async def _warmed_up(gateway: Opened, rules: object, drawn: Sequence[Skus]) -> tuple[str, str, str]:
    """The first that are asked for connect to everything, and are not counted."""
    asking = Asking(gateway, rules)  # type: ignore[arg-type]  # one of ours
    await asking.read(drawn[:1])
    return (await asking.read(drawn[1:])).row()


async def _filled(gateway: Opened, count: int, console: Console) -> None:
    """The memory tier as full as it gets."""
    asking = Asking(gateway, PLAIN)
    items = min(count // len(PLACES), MemoryBounds().entries // len(PLACES))
    await asking.read(
        [[_sku(n) for n in range(start, min(start + _PAGE, items))] for start in range(0, items, _PAGE)]
    )
    _resident(
        console, f"one whose memory tier has {items * len(PLACES):,} positions, which are all that it takes"
    )


def _drawn(count: int) -> list[str]:
    return [_sku(each) for each in random.sample(range(count // len(PLACES)), _SKUS)]


def _sku(number: int) -> str:
    return f"SKU-{number:07d}"


def _write(file: Path, count: int) -> None:
    chance = random.Random(7)  # noqa: S311 - a sample and no secret
    with file.open("w", encoding="utf-8") as out:
        out.write("sku,location,sellable,picked,allocated\n")
        for number in range(count // len(PLACES)):
            for place in PLACES:
                figures = (20 + chance.randrange(480), chance.randrange(9), chance.randrange(20))
                out.write(f"{_sku(number)},{place},{','.join(map(str, figures))}\n")


def _resident(console: Console, what: str) -> None:
    console.print(f"{what}: {_resident_of(os.getpid()):.0f} MB")


def _resident_of(pid: int) -> float:
    """Megabytes of a process now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / _MEGA


if __name__ == "__main__":
    main()
