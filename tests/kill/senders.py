"""Systems that deliver webhooks: again and again until they are told that it was taken."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

import aiohttp

from tests.kill.news import Delivery

CONNECTIONS = 8
"""So many deliveries of one sender are under way at once."""
_TAKEN = 202
_IN_VAIN = frozenset({400, 401, 404, 413, 415})
_AGAIN_AFTER = 0.25
_TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass(slots=True)
class Acknowledged:
    """What the senders were told. names: of events that were taken, whose senders forget them.

    answers: how often each status, or each way to get none, came back. refused: in vain to send again.
    """

    names: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)


class Pace:
    """So many deliveries a second of all senders together; 0: as many as they can."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._next = 0.0

    async def wait(self) -> None:
        if not self._rate:
            return
        now = asyncio.get_running_loop().time()
        # What was not sent while nobody could take it is not made up for at once.
        self._next = max(self._next, now - 1) + 1 / self._rate
        await asyncio.sleep(max(0.0, self._next - now))


async def send_all(
    urls: Sequence[str], parts: Sequence[Sequence[Delivery]], pace: Pace, told: Acknowledged
) -> None:
    """All that the senders have, each its part, the replicas in turn."""
    connector = aiohttp.TCPConnector(limit=CONNECTIONS * len(parts))
    async with aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT) as session:
        turns, waiting = cycle(urls), [iter(part) for part in parts]

        async def connection(deliveries: Iterator[Delivery]) -> None:
            for delivery in deliveries:
                await pace.wait()
                await _deliver(session, turns, delivery, told)

        async with asyncio.TaskGroup() as group:
            for deliveries in waiting:
                for _ in range(CONNECTIONS):
                    group.create_task(connection(deliveries))


async def _deliver(
    session: aiohttp.ClientSession, turns: Iterator[str], delivery: Delivery, told: Acknowledged
) -> None:
    while True:
        answer = await _answer(session, next(turns), delivery)
        told.answers[answer] += 1
        if answer == str(_TAKEN):
            told.names.add(delivery.name)
            return
        if answer.isdecimal() and int(answer) in _IN_VAIN:
            told.refused.append(f"{delivery.name}: {answer}")
            return
        await asyncio.sleep(_AGAIN_AFTER)


async def _answer(session: aiohttp.ClientSession, url: str, delivery: Delivery) -> str:
    """The status, or why there was none."""
    target = f"{url}/events/{delivery.source}"
    try:
        async with session.post(target, data=delivery.body, headers=delivery.headers()) as response:
            return str(response.status)
    except (aiohttp.ClientError, TimeoutError) as error:
        return "no answer in time" if isinstance(error, TimeoutError) else "connection lost"
