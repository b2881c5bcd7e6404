"""One run: everything is told while everything is killed, then everybody is heard."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from tests.kill.checking import Judged
from tests.kill.hearing import Heard, heard_all, judged, settled
from tests.kill.house import House
from tests.kill.killer import Killer
from tests.kill.news import ORDERS, news, shared_out
from tests.kill.patience import Patience
from tests.kill.receivers import Receiver, listening
from tests.kill.senders import Acknowledged, Pace, send_all
from tests.kill.subscribers import Subscriber
from tests.kill.topics import Reader, jetstream, publish_all
from tests.kill.wishes import Wish, events, orders

SENDERS = 4
FAMILIES = ("order", "shipment", "return", "purchase_order")
_BY_BROKER = 10
"""Each n-th of the ERP's events comes by the broker."""
_LAST_KILLS = 60.0
"""Seconds for kills that are due when all was told."""
_BEGIN = 30.0
"""Seconds until every subscriber has its first cursor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much of it. rate: deliveries a second of all senders together, 0: as many as they can.

    minutes: after which nobody waits any longer, and what is missing counts as lost.
    """

    events: int = 5_000
    kills: int = 8
    seed: int = 1
    rate: float = 150.0
    minutes: float = 8.0


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of it. told_in, settled_in: seconds until all was told, and until everybody had everything.

    lives: of each program; ended: those of them that ended by themselves, with their exit codes.
    """

    plan: Plan
    told: Acknowledged = field(default_factory=Acknowledged)
    kills: list[tuple[float, str]] = field(default_factory=list)
    lives: dict[str, int] = field(default_factory=dict)
    ended: dict[str, list[int]] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)
    told_in: float = 0.0
    settled_in: float = 0.0

    @property
    def is_right(self) -> bool:
        """Nothing judged is nothing shown."""
        judged = [each.is_right for each in self.judged]
        return bool(judged) and all(judged) and not (self.told.refused or self.faults)

    @property
    def faults(self) -> int:
        """How often a sender was told of a fault of ours: what we need may be away, and then we say so."""
        return self.told.answers["500"]


async def under_fire(house: House, outcome: Outcome, patience: Patience) -> None:
    """Let it burn, and write down what came of it."""
    plan = outcome.plan
    heard = Heard(subscribers=_subscribers(house, plan.seed), receivers=_receivers(plan.seed))
    async with AsyncExitStack() as stack:
        for receiver in heard.receivers:
            await stack.enter_async_context(listening(receiver))
            await house.subscribe(receiver)
        await stack.enter_async_context(_following(heard.subscribers))
        began = time.monotonic()
        await _tell_and_kill(house, plan, outcome)
        outcome.told_in = time.monotonic() - began
        await house.ready()
        log = await settled(house.database, outcome.told.names, patience)
        stream = await stack.enter_async_context(jetstream(house.servers.broker_url))
        heard.topic = Reader(stream)
        await heard_all(log, heard, patience)
        outcome.settled_in = time.monotonic() - began
        outcome.judged += await judged(house, outcome.told.names, heard)
    for each in house.all_kept:
        outcome.lives[each.name] = each.lives
        outcome.ended[each.name] = each.ended


async def _tell_and_kill(house: House, plan: Plan, outcome: Outcome) -> None:
    told, pace, servers = outcome.told, Pace(plan.rate), house.servers
    everything = news(plan.seed, plan.events)
    by_broker = [each for each in everything if each.source == "erp"][::_BY_BROKER]
    names = {each.name for each in by_broker}
    posted = [each for each in everything if each.name not in names]
    killer = Killer(
        replicas=house.replicas,
        others=(servers.postgres, servers.redis, servers.broker),
        chance=_chance(plan.seed, "killer"),
        told=lambda: len(told.names) / plan.events,
        happened=outcome.kills,
    )
    async with jetstream(servers.broker_url) as stream, asyncio.TaskGroup() as group:
        killing = group.create_task(killer.run(plan.kills))
        parts = shared_out(plan.seed, posted, SENDERS)
        await asyncio.gather(
            send_all(house.urls, parts, pace, told), publish_all(stream, by_broker, pace, told)
        )
        await asyncio.wait_for(killing, _LAST_KILLS)


def _subscribers(house: House, seed: int) -> list[Subscriber]:
    """A handful, of different wishes and manners."""
    some = [f"SO-{number:07}" for number in range(1, ORDERS, 7)]
    scans = {"types": ("shipment.milestone",), "sources": ("carrier",)}
    wishes: list[tuple[str, Wish, dict[str, object]]] = [
        ("websocket, all", events({"types": FAMILIES}), {}),
        ("websocket, orders", events({"types": ("order",)}), {}),
        ("websocket, some orders, hangs up", events({"keys": _keys(some)}), {"patience": 40}),
        ("websocket, scans", events(scans), {}),
        ("websocket, orderChanged", orders(some[:9]), {}),
        ("sse, returns and purchases", events({"types": ("return", "purchase_order")}), {"sse": True}),
        ("sse, all, hangs up", events({"types": FAMILIES}), {"sse": True, "patience": 800}),
        ("sse, orderChanged, hangs up", orders(some[9:]), {"sse": True, "patience": 40}),
    ]
    return [
        Subscriber(
            name=name,
            wish=wish,
            urls=house.urls,
            token=house.token,
            chance=_chance(seed, name),
            sse=bool(manner.get("sse")),
            patience=int(str(manner["patience"])) if "patience" in manner else None,
        )
        for name, wish, manner in wishes
    ]


def _keys(numbers: Sequence[str]) -> list[str]:
    return [f"order:{number}" for number in numbers]


def _receivers(seed: int) -> list[Receiver]:
    wishes = (("all", FAMILIES), ("orders", ("order",)), ("scans and returns", ("shipment", "return")))
    return [Receiver(name=name, types=types, chance=_chance(seed, name)) for name, types in wishes]


def _chance(seed: int, whose: str) -> random.Random:
    return random.Random(f"{seed} {whose}")  # noqa: S311 - not for secrets


@asynccontextmanager
async def _following(subscribers: Sequence[Subscriber]) -> AsyncIterator[None]:
    """All of them, each with its first cursor when the context is entered."""
    tasks = [asyncio.create_task(each.follow()) for each in subscribers]
    try:
        async with asyncio.timeout(_BEGIN):
            for each in subscribers:
                await each.begun.wait()
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
