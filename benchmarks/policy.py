"""What it costs to know who asks and to keep to his grant: authn, the compiled policy and shapes.

    python -m benchmarks.policy [--requests 20] [--times 5000]

CPU of one request from its headers to the bytes of its answer, without HTTP, as a multiple of the same for a
principal who needs no token, has every scope and is shown every value as it is. Both have all rows: a row
scope costs questions to the index, which benchmarks/search.py measures. They take turns in many short rounds,
so that whatever else the machine does meets both; the median of the rounds' ratios counts.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from statistics import median

import orjson
from rich.console import Console
from rich.table import Table

from benchmarks.execution.ours import ANYBODY, engine
from benchmarks.execution.questions import QUESTIONS, Question
from benchmarks.tokens import figures, verifying
from domain.partners import Grant, Principal, Scope
from domain.shapes.words import Capped, PersonalShape, Shapes, TimeShape
from gateway.execution.answers import Answer
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest

_ROUNDS = 41
_MICROS = 1e6
_SCOPES = frozenset(Scope) - {Scope.OPS_READ, Scope.ORDERS_PII}
EXACT = Grant(scopes=_SCOPES)
SHAPED = Grant(
    scopes=_SCOPES,
    shapes=Shapes(quantity=Capped(Decimal(50)), personal=PersonalShape.MASKED, time=TimeShape.DATE),
)
_Known = Callable[[], Awaitable[Principal]]


async def _anybody() -> Principal:
    return ANYBODY


async def _answered(ours: Engine, question: Question, known: _Known) -> bytes:
    """One request: who asks, the operation, its answer as bytes."""
    principal = await known()
    request = GraphQLRequest(document=question.document, variables=question.variables)
    operation = ours.prepare(request, principal.partner)
    if isinstance(operation, Answer):
        raise SystemExit(f"{question.name}: {operation.errors}")
    answer = await ours.run(operation, Asker(principal=principal, correlation_id="c" * 32))
    if answer.errors:
        raise SystemExit(f"{question.name}: {answer.errors[0]}")
    return orjson.dumps(answer.body())


async def _round(ours: Engine, question: Question, known: _Known, requests: int) -> float:
    started = time.process_time()
    for _ in range(requests):
        await _answered(ours, question, known)
    return (time.process_time() - started) / requests * _MICROS


async def _compared(ours: Engine, question: Question, known: _Known, requests: int) -> tuple[float, float]:
    """CPU microseconds for anybody, and the multiple that it takes for who is known by `known`."""
    for one in (_anybody, known):
        await _round(ours, question, one, requests)
    plain, ratios = [], []
    for _ in range(_ROUNDS):
        before = await _round(ours, question, _anybody, requests)
        ratios.append(await _round(ours, question, known, requests) / before)
        plain.append(before)
    return median(plain), median(ratios)


async def main(requests: int, times: int) -> None:
    """Measure each question under each grant, and what tokens cost."""
    ours = engine()
    table = Table("question", title=f"{_ROUNDS} rounds of {requests} requests in turn")
    for heading in ("anybody: CPU µs", "token and scopes", "token, scopes and shapes"):
        table.add_column(heading, justify="right")
    for question in QUESTIONS:
        found = []
        for grant in (EXACT, SHAPED):
            async with verifying(grant) as known:
                found.append(await _compared(ours, question, known, requests))
        table.add_row(question.name, f"{found[0][0]:,.0f}", *(f"{multiple:.2f}" for _, multiple in found))
    Console(width=110).print(table)
    tokens = await figures(times)
    Console().print(
        f"a token that was verified before: {tokens.remembered:.1f} µs, a new one {tokens.first_es256:.0f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--times", type=int, default=5_000)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.requests, arguments.times))
