"""CPU of the server's process for each question: ours, stock Strawberry, and a server with a fixed answer.

    python -m benchmarks.execution [--requests 200]

The fixed answer has the size of ours. The servers take turns in several rounds, so that whatever else the
machine does meets all of them; of each the median round counts. Requests come from this process, eight at
a time.
"""

import argparse
import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from statistics import median
from typing import NamedTuple

import aiohttp
import orjson
from rich.console import Console
from rich.table import Table

from benchmarks.execution.questions import QUESTIONS, Question
from benchmarks.fixed_server import Running, running

_MICROS = 1_000_000
_ROUNDS = 5
_FLIGHT = 8
_WARM_UP = 100


class Row(NamedTuple):
    """What one question cost, in microseconds a request."""

    question: Question
    size: int
    ours: float
    stock: float
    bare: float


async def main(requests: int) -> None:
    """Measure every question and print one row for each."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        ours = await stack.enter_async_context(running("benchmarks.execution.ours"))
        stock = await stack.enter_async_context(running("benchmarks.execution.stock"))
        rows = [await _row(session, question, ours, stock, requests) for question in QUESTIONS]
    _show(rows, requests)


async def _row(
    session: aiohttp.ClientSession, question: Question, ours: Running, stock: Running, requests: int
) -> Row:
    asked = orjson.dumps({"query": question.document, "variables": question.variables})
    answers = {
        name: await _answer(session, f"{server.url}graphql", asked) for name, server in _named(ours, stock)
    }
    _check(question, answers)
    async with running("benchmarks.fixed_server", str(len(answers["ours"]))) as bare:
        urls = {"ours": f"{ours.url}graphql", "stock": f"{stock.url}graphql", "bare": bare.url}
        servers = {"ours": ours, "stock": stock, "bare": bare}
        spent: dict[str, list[float]] = {name: [] for name in urls}
        for url in urls.values():
            await _ask(session, url, asked, _WARM_UP)
        for _ in range(_ROUNDS):
            for name, url in urls.items():
                before = servers[name].cpu_seconds()
                await _ask(session, url, asked, requests)
                spent[name].append((servers[name].cpu_seconds() - before) / requests * _MICROS)
    middle = {name: median(rounds) for name, rounds in spent.items()}
    return Row(question, len(answers["ours"]), **middle)


def _named(ours: Running, stock: Running) -> tuple[tuple[str, Running], ...]:
    return ("ours", ours), ("stock", stock)


def _check(question: Question, answers: Mapping[str, bytes]) -> None:
    """Both must say the same, or they were not asked the same."""
    data = {name: orjson.loads(body.replace(b"+00:00", b"Z")).get("data") for name, body in answers.items()}
    if not data["ours"] or data["ours"] != data["stock"]:
        shown = {name: body[:400] for name, body in answers.items()}
        raise SystemExit(f"{question.name}: the answers differ: {shown}")


async def _answer(session: aiohttp.ClientSession, url: str, asked: bytes) -> bytes:
    async with session.post(url, data=asked, headers={"content-type": "application/json"}) as response:
        return await response.read()


async def _ask(session: aiohttp.ClientSession, url: str, asked: bytes, requests: int) -> None:
    left = iter(range(requests))

    async def one_after_the_other() -> None:
        for _ in left:
            await _answer(session, url, asked)

    await asyncio.gather(*(one_after_the_other() for _ in range(_FLIGHT)))


def _show(rows: list[Row], requests: int) -> None:
    table = Table("question", title=f"{_ROUNDS} rounds of {requests} requests, CPU µs a request")
    for heading in ("bytes", "ours", "of bare", "stock", "of bare", "stock / ours"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            row.question.name,
            f"{row.size:,}",
            f"{row.ours:,.0f}",
            f"{row.ours / row.bare:.1f}",
            f"{row.stock:,.0f}",
            f"{row.stock / row.bare:.1f}",
            f"{row.stock / row.ours:.1f}",
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    asyncio.run(main(parser.parse_args().requests))
