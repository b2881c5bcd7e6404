"""Holding under fire: many processes and callers, an ERP that allocates and ships, kills, and a watch.

By hand at full length: `python -m tests.load.oversell --url postgresql+asyncpg://… --seconds 600`.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.reservations.__main__ import emptied
from benchmarks.reservations.caller import PLACE, buckets, sku
from benchmarks.reservations.processes import Process, Sum
from gateway.store.database import open_database
from gateway.store.reservations.sql_reservations import SqlReservations

_ALLOCATIONS = (
    "CREATE TABLE foreign_allocation (order_number text, sku text, quantity bigint NOT NULL,"
    " PRIMARY KEY (order_number, sku))"
)
_TABLES = (
    "DROP TABLE IF EXISTS foreign_allocation",
    "DROP TABLE IF EXISTS foreign_supply",
    "CREATE TABLE foreign_supply (sku text PRIMARY KEY, quantity bigint NOT NULL)",
    _ALLOCATIONS,
)
_LIVE = """
SELECT r.id, r.state, r.order_number, one.value ->> 'sku' AS sku,
  (one.value ->> 'grains')::bigint
    - coalesce((r.taken::jsonb ->> (one.number - 1)::int)::bigint, 0) AS grains
FROM reservation r, jsonb_array_elements(r.body::jsonb -> 'allotments') WITH ORDINALITY AS one(value, number)
WHERE r.state IN ('HELD', 'CONFIRMED')
"""
WATCH = text(f"""
WITH live AS ({_LIVE}), held AS (
  SELECT sku, sum(grains) AS grains FROM live GROUP BY sku
), claimed AS (
  SELECT a.sku, sum(greatest(0, a.quantity - coalesce(l.grains, 0))) AS grains
  FROM foreign_allocation a
  LEFT JOIN live l ON l.order_number = a.order_number AND l.sku = a.sku GROUP BY a.sku
)
SELECT s.sku, s.quantity,
  coalesce(h.grains, 0) + coalesce(c.grains, 0) AS promised, coalesce(h.grains, 0) AS held,
  (SELECT t.held FROM reservation_ceiling t WHERE t.sku = s.sku AND t.bucket = 'at:{PLACE}') AS total
FROM foreign_supply s LEFT JOIN held h ON h.sku = s.sku LEFT JOIN claimed c ON c.sku = s.sku
""")  # noqa: S608 - put together of constants
"""In one statement, which sees one state. A unit that its order claims and its hold still holds is one unit.

total: the running total, which is the sum of the holds at every moment.
"""
_CONFIRMED = text(
    "SELECT id, order_number, body::jsonb -> 'allotments' -> 0 ->> 'sku' AS sku,"
    " (body::jsonb -> 'allotments' -> 0 ->> 'grains')::bigint AS grains"
    " FROM reservation WHERE state = 'CONFIRMED' LIMIT 50"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fire:
    """How much of it."""

    url: str
    seconds: float = 45.0
    processes: int = 4
    callers: int = 250
    items: int = 20
    supply: int = 60
    kill_every: float = 6.0


@dataclass(slots=True)
class Seen:
    """What whoever watched saw. fullest: the largest part of a supply that was promised."""

    looks: int = 0
    kills: int = 0
    shipped: int = 0
    fullest: float = 0.0
    wrong: list[str] | None = None


class Erp:
    """Claims for confirmed orders, ships them, and receives as much again."""

    def __init__(self, engine: AsyncEngine, seen: Seen) -> None:
        self._engine = engine
        self._store = SqlReservations(engine)
        self._seen = seen

    async def run(self) -> None:
        while True:
            async with self._engine.connect() as connection:
                confirmed = (await connection.execute(_CONFIRMED)).mappings().all()
            for row in confirmed:
                await self._fill(row)
            await asyncio.sleep(0.1)

    async def _fill(self, row: RowMapping) -> None:
        order = {"order": row["order_number"], "sku": row["sku"], "grains": row["grains"]}
        insert = "INSERT INTO foreign_allocation VALUES (:order, :sku, :grains) ON CONFLICT DO NOTHING"
        await self._written([insert], order)
        await self._recomputed(str(row["sku"]))
        await self._store.take_over(str(row["id"]), [int(str(row["grains"]))], now=datetime.now(UTC))
        left = "DELETE FROM foreign_allocation WHERE order_number = :order AND sku = :sku"
        less = "UPDATE foreign_supply SET quantity = quantity - :grains WHERE sku = :sku"
        await self._written([left, less], order)
        more = "UPDATE foreign_supply SET quantity = quantity + :grains WHERE sku = :sku"
        await self._written([more], order)
        await self._recomputed(str(row["sku"]))
        self._seen.shipped += 1

    async def _recomputed(self, name: str) -> None:
        """As the keeper of ceilings does it, from what the ERP says."""
        free = text(
            "SELECT quantity"
            " - coalesce((SELECT sum(quantity) FROM foreign_allocation a WHERE a.sku = s.sku), 0)"
            " FROM foreign_supply s WHERE sku = :sku"
        )
        done = False
        while not done:
            rooms = await self._store.rooms([name])
            async with self._engine.connect() as connection:
                limit = int(await connection.scalar(free, {"sku": name}) or 0)
            version = max(room.version for room in rooms.values())
            done = await self._store.put_ceilings(name, dict.fromkeys(buckets(0), limit), version=version)

    async def _written(self, statements: list[str], values: Mapping[str, object]) -> None:
        async with self._engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement), values)


async def under_fire(fire: Fire) -> tuple[Sum, Seen]:
    """Let it burn; what was answered, and what was seen meanwhile."""
    await emptied(fire.url, fire.items, fire.supply)
    engine, total, seen = open_database(fire.url), Sum(), Seen(wrong=[])
    async with engine.begin() as connection:
        for statement in _TABLES:
            await connection.execute(text(statement))
        supplies = [{"sku": sku(n), "quantity": fire.supply} for n in range(fire.items)]
        await connection.execute(text("INSERT INTO foreign_supply VALUES (:sku, :quantity)"), supplies)
    processes = [Process(total) for _ in range(fire.processes)]
    tasks = [
        asyncio.create_task(Erp(engine, seen).run()),
        asyncio.create_task(_watch(engine, seen)),
        asyncio.create_task(_kill(fire, processes, seen)),
    ]
    for seed, process in enumerate(processes):
        await process.start(_options(fire, seed))
    done, _ = await asyncio.wait(tasks, timeout=fire.seconds, return_when=asyncio.FIRST_EXCEPTION)
    for task in tasks:
        task.cancel()
    for process in processes:
        await process.kill()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    await _look(engine, seen)
    await engine.dispose()
    return total, seen


def _options(fire: Fire, seed: int) -> list[str]:
    return [
        *("--url", fire.url, "--items", str(fire.items), "--callers", str(fire.callers)),
        *("--seconds", str(fire.seconds), "--seed", str(seed), "--what-next"),
    ]


async def _kill(fire: Fire, processes: list[Process], seen: Seen) -> None:
    chance = random.Random(fire.processes)  # noqa: S311 - not for secrets
    while True:
        await asyncio.sleep(fire.kill_every)
        victim = chance.choice(processes)
        await victim.kill()
        seen.kills += 1
        await victim.start(_options(fire, seen.kills + 100))


async def _watch(engine: AsyncEngine, seen: Seen) -> None:
    while True:
        await _look(engine, seen)
        await asyncio.sleep(0.3)


async def _look(engine: AsyncEngine, seen: Seen) -> None:
    async with engine.connect() as connection:
        rows = (await connection.execute(WATCH)).all()
    seen.looks += 1
    for name, supply, promised, held, running in rows:
        seen.fullest = max(seen.fullest, float(promised) / float(supply))
        if promised > supply or held != running:
            wrong = f"{name}: {promised} of {supply}, {held} held, {running} counted"
            seen.wrong = [*(seen.wrong or []), wrong]


def told(fire: Fire, total: Sum, seen: Seen) -> str:
    """What came of it, in one line."""
    return (
        f"{fire.processes} x {fire.callers} callers, {fire.items} items: "
        f"{total.answered / fire.seconds:,.0f}/s "
        f"({total.held:,} held, {total.full:,} refused, {total.errors:,} too late), "
        f"p99 {total.centile(0.99) * 1000:,.0f} ms, "
        f"{seen.shipped:,} orders filled, {seen.kills} kills, {seen.looks} looks, "
        f"{seen.fullest:.0%} promised at most"
    )


def main() -> None:
    """As the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    for name, usual in (("seconds", 45.0), ("kill-every", 6.0)):
        parser.add_argument(f"--{name}", type=float, default=usual)
    for name, many in (("processes", 4), ("callers", 250), ("items", 20), ("supply", 60)):
        parser.add_argument(f"--{name}", type=int, default=many)
    fire = Fire(**vars(parser.parse_args()))
    began = time.monotonic()
    total, seen = asyncio.run(under_fire(fire))
    took = time.monotonic() - began
    print(told(fire, total, seen), f"in {took:.0f} s", seen.wrong)  # noqa: T201 - the figure is wanted


if __name__ == "__main__":
    main()
