"""Asking what may be promised of 20 items, and what that took."""

import time
from collections.abc import Awaitable, Callable, Sequence
from statistics import median, quantiles
from typing import NamedTuple

import aiohttp

from domain.availability.asking import Question
from domain.availability.plans import Ask
from domain.availability.rules import SellingRules
from domain.availability.selling import Selling
from domain.ports.backends import STOCK
from domain.ports.demand import Demand
from domain.ports.graph import AVAILABILITY
from domain.ports.reading import Found
from domain.stock import StockKey
from gateway.assembly.selling.bound import with_availability
from gateway.opened import Opened

Skus = Sequence[str]
_DOCUMENT = """query ($skus: [String!]!) {
  availability(skus: $skus) { sku available { amount unit } locations { location available { amount } } }
}"""
_TRIES, _WAIT = 10, 30.0


class Took(NamedTuple):
    """Microseconds: of CPU of this process, and until the answer was there."""

    cpu: list[float]
    latency: list[float]

    def row(self) -> tuple[str, str, str]:
        """As a table has it: the middle of both, and the slowest of 100."""
        slowest = quantiles(self.latency, n=100)[-1]
        return (
            f"{median(self.cpu):,.0f}" if self.cpu else "",
            f"{median(self.latency):,.0f}",
            f"{slowest:,.0f}",
        )


class Asking:
    """Asks the reader of availability that a gateway has, under these rules."""

    def __init__(self, gateway: Opened, rules: SellingRules, channel: str = "web") -> None:
        graph, self._clock = gateway.graph, gateway.clock
        places = graph.places
        selling = Selling(rules, places)
        kept = graph.kept
        readers = with_availability(
            graph.readers, selling, places, gateway.clock, holds=kept.holds, supply=kept.coming
        )
        self._reader = readers.of(AVAILABILITY)
        self._stock = readers.of(STOCK)
        self._places, self._ask = places, Ask(channel)

    async def read(self, drawn: Sequence[Skus]) -> Took:
        """From wherever it is."""
        took = Took([], [])
        for skus in drawn:
            wall, cpu = time.perf_counter_ns(), time.process_time_ns()
            found = await self._reader.read(self._questions(skus), self._demand())
            _note(took, wall, cpu)
            _all_found(found.values())
        return took

    async def peek(self, drawn: Sequence[Skus]) -> tuple[Took, Took]:
        """From memory, our holds too: put together anew, and again a moment later."""
        anew, again = Took([], []), Took([], [])
        for skus in drawn:
            questions = self._questions(skus)
            await _peeked(
                (anew, again),
                lambda asked=questions: self._reader.read(asked, self._demand()),  # type: ignore[misc]  # bound at once
                lambda asked=questions: self._reader.peek(asked, self._demand()),  # type: ignore[misc]  # bound at once
            )
        return anew, again

    async def positions(self, drawn: Sequence[Skus]) -> tuple[Took, Took]:
        """What of it their positions take, from memory."""
        anew, again = Took([], []), Took([], [])
        for skus in drawn:
            keys = [StockKey(sku, place) for sku in skus for place in self._places]
            await _peeked(
                (anew, again),
                lambda asked=keys: self._stock.read(asked, self._demand()),  # type: ignore[misc]  # bound at once
                lambda asked=keys: self._stock.peek(asked, self._demand()),  # type: ignore[misc]  # bound at once
            )
        return anew, again

    def _questions(self, skus: Skus) -> list[Question]:
        return [Question(sku, self._ask) for sku in skus]

    def _demand(self) -> Demand:
        return Demand(deadline=self._clock.monotonic() + _WAIT)


async def over_http(url: str, drawn: Sequence[Skus]) -> Took:
    """The same question to a served gateway, one after the other over one connection."""
    took = Took([], [])
    async with aiohttp.ClientSession() as session:
        for skus in drawn:
            asked = {"query": _DOCUMENT, "variables": {"skus": list(skus)}}
            wall = time.perf_counter_ns()
            async with session.post(f"{url}/graphql", json=asked) as response:
                answer = await response.json()
            took.latency.append((time.perf_counter_ns() - wall) / 1_000)
            if answer.get("errors") or len(answer["data"]["availability"]) != len(skus):
                raise SystemExit(f"not answered: {answer}")
    return took


async def _peeked(
    tooks: Sequence[Took], read: Callable[[], Awaitable[object]], peek: Callable[[], object]
) -> None:
    """Read, and then as often from memory. On a busy machine holds may be forgotten again: then once more."""
    for _ in range(_TRIES):
        await read()
        times = [_timed(peek) for _ in tooks]
        if None not in times:
            for took, one in zip(tooks, times, strict=True):
                took.cpu.append(one[0] if one else 0)
                took.latency.append(one[1] if one else 0)
            return
    raise SystemExit("it is not in memory")


def _timed(peek: Callable[[], object]) -> tuple[float, float] | None:
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    if peek() is None:
        return None
    return (time.process_time_ns() - cpu) / 1_000, (time.perf_counter_ns() - wall) / 1_000


def _note(took: Took, wall: int, cpu: int) -> None:
    took.cpu.append((time.process_time_ns() - cpu) / 1_000)
    took.latency.append((time.perf_counter_ns() - wall) / 1_000)


def _all_found(outcomes: object) -> None:
    if not all(isinstance(each, Found) for each in outcomes):  # type: ignore[attr-defined]  # outcomes
        raise SystemExit("some items are not there")
