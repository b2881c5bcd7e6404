"""Many clients that ask for orders one after the other, and what each answer said of its age."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import aiohttp
import orjson

BOUND = timedelta(seconds=5)
ORDER = """query ($number: String!) @fresh(maxAge: "PT5S") {
  order(number: $number) { number promisedAt freshness { source verifiedAt fetchedAt state reason } }
}"""
Pick = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer. asked_at: when its request was sent; took: the seconds until it was there."""

    number: str
    asked_at: datetime
    body: dict[str, Any]
    took: float

    @property
    def is_marked(self) -> bool:
        """Whether the ERP's part is said to be stale, and why."""
        return any(each["state"] == "STALE" and each["reason"] for each in self._of_erp())

    @property
    def is_within_bound(self) -> bool:
        """Whether the ERP's part was verified, or else read, within the bound before it was asked for."""
        return all(self._age(each) <= BOUND for each in self._of_erp())

    @property
    def is_whole(self) -> bool:
        """Whether it is the order that was asked for, with a word on the ERP's part."""
        order = (self.body.get("data") or {}).get("order") or {}
        return order.get("number") == self.number and bool(self._of_erp())

    def _of_erp(self) -> list[dict[str, Any]]:
        order = (self.body.get("data") or {}).get("order") or {}
        return [each for each in order.get("freshness") or [] if each["source"] == "erp"]

    def _age(self, stamp: dict[str, Any]) -> timedelta:
        known = stamp["verifiedAt"] or stamp["fetchedAt"]
        return self.asked_at - datetime.fromisoformat(known)


def evenly(numbers: Sequence[str]) -> Pick:
    """Each number as often as any other."""
    return lambda chance: chance.choice(numbers)


def by_zipf(numbers: Sequence[str]) -> Pick:
    """The n-th number a n-th as often as the first: Zipf with exponent 1."""
    weights = list(accumulate(1 / rank for rank in range(1, len(numbers) + 1)))
    return lambda chance: chance.choices(numbers, cum_weights=weights)[0]


def least_stale(numbers: int, refreshed: float) -> float:
    """The smallest share of stale answers under Zipf where only so many numbers can be kept fresh."""
    kept = int(refreshed)
    shares = [1 / rank for rank in range(1, numbers + 1)]
    return 1 - sum(shares[:kept]) / sum(shares)


async def asked(  # noqa: PLR0913 - who asks, what, of whom and for how long
    urls: Sequence[str], token: str, pick: Pick, *, clients: int, seconds: float, pause: float = 0.0
) -> list[Told]:
    """So many clients, spread over the gateways, for so long. pause: seconds between two questions of one."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    told: list[Told] = []
    connector = aiohttp.TCPConnector(limit=clients)
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def client(seat: int) -> None:
            chance, url = random.Random(seat), urls[seat % len(urls)]  # noqa: S311 - not for secrets
            while loop.time() < until:
                told.append(await _ask(session, url, pick(chance)))
                await asyncio.sleep(pause)

        await asyncio.gather(*(client(seat) for seat in range(clients)))
    return told


async def once_each(url: str, token: str, numbers: Sequence[str]) -> list[Told]:
    """Each number once, some of them at a time."""
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    some = asyncio.Semaphore(20)
    async with aiohttp.ClientSession(headers=headers) as session:

        async def one(number: str) -> Told:
            async with some:
                return await _ask(session, url, number)

        return await asyncio.gather(*(one(number) for number in numbers))


async def _ask(session: aiohttp.ClientSession, url: str, number: str) -> Told:
    asked_at = datetime.now(UTC)
    body = orjson.dumps({"query": ORDER, "variables": {"number": number}})
    async with session.post(f"{url}/graphql", data=body) as response:
        told = orjson.loads(await response.read())
    return Told(number, asked_at, told, (datetime.now(UTC) - asked_at).total_seconds())
