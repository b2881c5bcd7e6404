"""What letting an operation in costs: its price, its place and points, settling, and what is told of it.

python -m benchmarks.execution.quota [--redis redis://127.0.0.1:6379/0]
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from statistics import median
from typing import NamedTuple
from uuid import uuid4

from msgspec.structs import replace
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from benchmarks.execution.ours import ANYBODY, engine
from benchmarks.execution.questions import QUESTIONS, Question
from domain.ports.quotas import Ask, QuotaStore
from domain.quota import Quota
from gateway.clock import SystemClock
from gateway.edge.admission import Admission
from gateway.execution.answers import Answer
from gateway.execution.costing.pricing import Price
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest, Operation
from gateway.limits.scripts import Scripts
from gateway.quotas.accounts import Accounts
from gateway.quotas.memory import MemoryQuotas
from gateway.quotas.redis import RedisQuotas
from gateway.telemetry.quota_metrics import QuotaMetrics

_ROUNDS = 7
_TIMES = 3_000
_MICROS = 1e6
_QUOTA = Quota(points=100_000_000, window=timedelta(seconds=60), concurrency=1_000)
_ASKER = replace(ANYBODY, quota=_QUOTA)


class Asked(NamedTuple):
    """One question, ready to be run, and its answer."""

    operation: Operation
    price: Price
    answer: Answer


async def main(redis: str) -> None:
    """Measure and print."""
    clock = SystemClock()
    memory = _admission(MemoryQuotas(clock), clock, credit=0)
    client = Redis.from_url(redis)
    try:
        scripts = Scripts(client, f"ordergraph-benchmark:{uuid4().hex}:")
        store = RedisQuotas(scripts)
        leased = _admission(store, clock, credit=10)
        table = Table("question", title=f"CPU µs, median of {_ROUNDS} rounds of {_TIMES}")
        for heading in ("points", "of them paid", "price", "what it cost", "in memory", "over Redis"):
            table.add_column(heading, justify="right")
        running = engine()
        for question in QUESTIONS:
            table.add_row(*await _row(running, question, memory, leased))
        Console(width=120).print(table)
        spent = await _micros(lambda number: store.take(_ask(number)), _TIMES // 10)
        Console().print(f"One ask of Redis, which a lease saves: {spent:.0f} µs")
        keys = [key async for key in client.scan_iter(scripts.key("*"))]
        await client.delete(*keys)
    finally:
        await client.aclose()


async def _row(running: Engine, question: Question, memory: Admission, leased: Admission) -> list[str]:
    asked = await _asked(running, question)
    rights = _ASKER.grant.fields
    figures = (
        await _micros(lambda _: _done(asked.operation.price(rights))),
        await _micros(lambda _: _done(asked.price.actual(asked.answer))),
        await _micros(lambda _: _let_in(memory, asked)),
        await _micros(lambda _: _let_in(leased, asked)),
    )
    points = (asked.price.requested, asked.price.actual(asked.answer))
    return [question.name, *map(str, points), *(f"{figure:.1f}" for figure in figures)]


async def _asked(running: Engine, question: Question) -> Asked:
    request = GraphQLRequest(document=question.document, variables=question.variables)
    operation = running.prepare(request)
    if isinstance(operation, Answer):
        raise SystemExit(f"{question.name}: {operation.errors}")
    answer = await running.run(operation, Asker(principal=_ASKER, correlation_id="0" * 32))
    return Asked(operation, operation.price(_ASKER.grant.fields), answer)


async def _let_in(admission: Admission, asked: Asked) -> None:
    """All that admission does for one request, its price and its headers included."""
    async with admission.ticket(_ASKER) as ticket:
        price = asked.operation.price(_ASKER.grant.fields)
        await ticket.reserve(price)
        ticket.settle(price.actual(asked.answer))
        ticket.headers()


async def _done(_: object) -> None:
    """Nothing is left to do."""


async def _micros(work: Callable[[int], Awaitable[object]], times: int = _TIMES) -> float:
    """CPU microseconds of one, in the median round."""
    rounds = []
    number = 0
    for _ in range(_ROUNDS):
        began = time.process_time()
        for _ in range(times):
            number += 1
            await work(number)
        rounds.append((time.process_time() - began) / times * _MICROS)
    return median(rounds)


def _ask(number: int) -> Ask:
    return Ask(partner="bench-asks", quota=_QUOTA, replica="one", number=number, wanted=10)


def _admission(store: QuotaStore, clock: SystemClock, credit: int) -> Admission:
    watch = QuotaMetrics(CollectorRegistry())
    accounts = Accounts(store, clock, watch, part=0.05, credit=credit)
    return Admission(accounts, watch, clock, most=500, cost=10_000)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/0")
    sys.exit(asyncio.run(main(parser.parse_args().redis)))
