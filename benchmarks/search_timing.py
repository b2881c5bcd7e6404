"""One kind of question in every way, in turn: what else the machine does hits all of them alike."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from benchmarks.search_bare import Bare
from benchmarks.search_questions import PAGE, Asked
from gateway.store.search.sql_order_index import SqlOrderIndex

_WARM_UP = 10
_MOST_SECONDS = 20.0
"""For one kind of question in all ways; a slow one is asked less often."""

_STEP = 0.618
"""Between the questions of one kind: fractions of its multiples are spread evenly."""

Ask = Callable[[float], Awaitable[object]]


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
        await bare.through_pool(question.sql, question.values)

    async def page(at: float) -> None:
        question = asked(at)
        await index.search(question.wanted, question.rows, question.paging(counted=False))

    async def counted(at: float) -> None:
        question = asked(at)
        await index.search(question.wanted, question.rows, question.paging(counted=True))

    return Row(kind, *await _in_turn((driver, pooled, page, counted), repeat))


async def _compare(index: SqlOrderIndex, bare: Bare, kind: str, asked: Asked) -> None:
    for step in range(_WARM_UP):
        question = asked(step * _STEP % 1)
        page = await index.search(question.wanted, question.rows, question.paging(counted=False))
        by_hand = [row[1] for row in (await bare.fetch(question.sql, question.values))[:PAGE]]
        ours = [position.number for position in page.positions if position.at is not None]
        if ours != by_hand:
            raise SystemExit(
                f"{kind}: {len(ours)} orders through the port, {len(by_hand)} by hand, or others"
            )


async def _in_turn(ways: Sequence[Ask], repeat: int) -> list[Cost]:
    """Each way begins as often as the others, since the first finds less in the caches."""
    runs: list[list[float]] = [[] for _ in ways]
    began = time.perf_counter()
    for step in range(repeat):
        for place in range(len(ways)):
            way = (place + step) % len(ways)
            started = time.perf_counter()
            await ways[way](step * _STEP % 1)
            runs[way].append((time.perf_counter() - started) * 1_000)
        if time.perf_counter() - began > _MOST_SECONDS:
            break
    return [Cost(sorted(times)) for times in runs]
