"""What came of deliveries is kept once our database can be used again, and not begun for others' sake."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from domain.errors import StoreUnavailable
from domain.webhooks.records import DeliveryState, Settled, Tour
from domain.webhooks.tours import Room
from gateway.webhooks.delivering import Done
from gateway.webhooks.settling import Settling
from tests.contracts.webhook_store import attempt, delivery, endpoint
from tests.doubles.clock import START, SettableClock
from tests.doubles.webhooks import InMemoryWebhooks

HOLD = timedelta(seconds=30)


class Breaking(InMemoryWebhooks):
    """Cannot be written for some times. kept: how many outcomes each commit had."""

    def __init__(self, fails: int = 0) -> None:
        super().__init__()
        self.fails = fails
        self.kept: list[int] = []

    async def settle(self, settled: Sequence[Settled], left: Sequence[Tour] = ()) -> frozenset[str]:
        await asyncio.sleep(0)
        if self.fails:
            self.fails -= 1
            raise StoreUnavailable("our database cannot be used now", cause="it was stopped")
        self.kept.append(len(settled))
        return await super().settle(settled, left)


class House:
    """Deliveries that are claimed, and who settles them. Each pause passes at once."""

    def __init__(self, store: Breaking) -> None:
        self.store = store
        self.clock = SettableClock()
        self.settling = Settling(store, lambda _findings: None, self.clock, HOLD, self._rest)

    async def _rest(self, woken: asyncio.Event, seconds: float) -> None:
        if not woken.is_set():
            self.clock.advance(timedelta(seconds=seconds))

    async def claimed(self, count: int) -> Tour:
        await self.store.put(endpoint("a"))
        waiting = [delivery("a", at) for at in range(1, count + 1)]
        await self.store.spread(endpoint("a"), waiting, upto=count)
        (tour,) = await self.store.claim("w", Room(1, 1, lambda _: count), hold=HOLD, now=START)
        return tour

    def take(self, tour: Tour) -> None:
        for each in tour.deliveries:
            settled = Settled(replace(each, state=DeliveryState.DELIVERED), attempt(each))
            self.settling.add("acme", Done(settled))


async def test_what_ends_together_is_kept_together_before_the_tour_has_ended() -> None:
    house = House(Breaking())
    tour = await house.claimed(5)
    house.take(tour)
    await house.settling.ended(tour._replace(deliveries=[]))
    assert house.store.kept == [5]
    assert await house.store.waiting(["a"]) == {"a": 0}


async def test_what_cannot_be_kept_is_kept_later() -> None:
    house = House(Breaking(fails=9))
    tour = await house.claimed(2)
    house.take(tour)
    await house.settling.ended(tour._replace(deliveries=[]))
    assert house.store.kept == [2]
    assert await house.store.waiting(["a"]) == {"a": 0}


async def test_what_cannot_be_kept_while_it_is_ours_is_others_to_send_again() -> None:
    house = House(Breaking(fails=99))
    tour = await house.claimed(2)
    house.take(tour)
    await house.settling.ended(tour._replace(deliveries=[]))
    assert house.store.kept == []
    assert house.clock.now() - START == HOLD, "it was tried as long as they were ours"
    (again,) = await house.store.claim("v", Room(1, 1, lambda _: 9), hold=HOLD, now=START + HOLD)
    assert again.deliveries == tour.deliveries
