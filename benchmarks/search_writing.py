"""Orders put on top of the full index, and whether those filled in bulk are what `put` writes."""

import time
from collections.abc import Sequence
from itertools import islice

from benchmarks.search_bare import Bare
from benchmarks.search_orders import made_orders
from domain.search.orders import OrderRow
from gateway.store.search.sql_order_index import SqlOrderIndex

_WRITTEN = 10_000
_BATCH = 500
_SAMPLE = 500


async def put_rates(index: SqlOrderIndex, count: int) -> tuple[float, float]:
    """Orders a second, new ones and ones that are there already; they are taken out again."""
    new = list(made_orders(count + _WRITTEN, begin=count, seed=12))
    rates = await _rate(index, new), await _rate(index, new)
    await index.forget([row.number for row in new])
    return rates


async def _rate(index: SqlOrderIndex, rows: Sequence[OrderRow]) -> float:
    started = time.perf_counter()
    for begin in range(0, len(rows), _BATCH):
        await index.put(rows[begin : begin + _BATCH])
    return len(rows) / (time.perf_counter() - started)


async def check_sample(bare: Bare, index: SqlOrderIndex, count: int) -> None:
    """Take some orders out that were filled in bulk, put them, and see that the tables hold the same."""
    sample = list(islice(made_orders(count), _SAMPLE))
    numbers = [row.number for row in sample]
    filled = await bare.entries(numbers)
    await index.forget(numbers)
    if any((await bare.entries(numbers)).values()):
        raise SystemExit("orders are still there after they were taken out")
    await index.put(sample)
    if await bare.entries(numbers) != filled:
        raise SystemExit("what was filled in bulk is not what `put` writes")
