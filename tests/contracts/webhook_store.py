"""What every store of webhooks owes: each subject in its order, endpoints in turns, and nothing lost."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Protocol

import pytest
from msgspec.structs import replace

from domain.log.filters import EventFilter
from domain.ports.webhooks import Deliveries, Endpoints
from domain.webhooks.records import (
    Attempt,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    LogPart,
    Settled,
)
from domain.webhooks.schedule import after
from domain.webhooks.tours import Room
from tests.doubles.clock import START

HOLD = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


class WebhookStore(Endpoints, Deliveries, Protocol):
    """Both ports, over one store."""


def endpoint(name: str, partner: str = "acme", *, position: int = 0) -> Endpoint:
    return Endpoint(
        id=name,
        partner=partner,
        url=f"https://{partner}.example/{name}",
        wanted=EventFilter(types=frozenset({"order", "shipment.created"}), keys=frozenset({"order:SO-1"})),
        secrets=("whsec_bmV3", "whsec_b2xk"),
        created_at=START,
        position=position,
    )


def delivery(of: str, position: int, subject: str = "order:SO-1", *, seconds: int = 0) -> Delivery:
    return Delivery(endpoint=of, position=position, subject=subject, next_at=START + seconds * SECOND)


def attempt(of: Delivery, status: int | None = 200, *, seconds: int = 0) -> Attempt:
    return Attempt(
        endpoint=of.endpoint, position=of.position, at=START + seconds * SECOND, status=status, milliseconds=7
    )


class WebhookStoreContract(ABC):
    """Subclasses open an empty store."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[WebhookStore]:
        """Open an empty store."""

    @pytest.fixture
    async def store(self) -> AsyncIterator[WebhookStore]:
        async with self.opened() as store:
            yield store

    async def claimed(
        self, store: WebhookStore, *, seconds: int = 0, most: int = 99, at_once: int = 99
    ) -> list[tuple[str, int]]:
        now = START + seconds * SECOND
        got = await store.claim("w", Room(most, at_once), hold=HOLD, now=now)
        return [(each.endpoint, each.position) for tour in got for each in tour.deliveries]

    async def waiting(self, store: WebhookStore, name: str, *deliveries: Delivery) -> None:
        kept = await store.endpoint(name)
        if kept is None:
            await store.put(endpoint(name))
            kept = endpoint(name)
        assert await store.spread(kept, deliveries, upto=max(each.position for each in deliveries))

    async def test_endpoints_are_kept_whole(self, store: WebhookStore) -> None:
        await store.put(endpoint("a"))
        await store.put(endpoint("b", "globex"))
        assert await store.endpoints() == [endpoint("a"), endpoint("b", "globex")]
        assert await store.endpoints("globex") == [endpoint("b", "globex")]
        assert await store.endpoint("c") is None
        changed = replace(
            endpoint("a"), url="https://acme.example/new", state=EndpointState.PAUSED, position=9
        )
        await store.put(changed)
        assert await store.endpoint("a") == replace(changed, position=0), "who delivers moves the position"
        assert await store.remove("a")
        assert not await store.remove("a")

    async def test_of_two_who_spread_the_same_events_one_does(self, store: WebhookStore) -> None:
        await store.put(endpoint("a"))
        kept = endpoint("a")
        assert await store.spread(kept, [delivery("a", 1)], upto=5)
        assert not await store.spread(kept, [delivery("a", 1)], upto=5)
        moved = await store.endpoint("a")
        assert moved is not None
        assert moved.position == 5
        assert await store.waiting(["a"]) == {"a": 1}

    async def test_deliveries_of_a_subject_go_one_after_the_other(self, store: WebhookStore) -> None:
        first, second, other = delivery("a", 1), delivery("a", 2), delivery("a", 3, "order:SO-2")
        await self.waiting(store, "a", first, second, other)
        assert await self.claimed(store) == [("a", 1), ("a", 3)]
        assert await self.claimed(store) == []
        failed = after(first, attempt(first, 500), lambda most: most)
        await store.settle([Settled(failed, attempt(first, 500))])
        assert await self.claimed(store, seconds=1) == [], "the younger waits for the older's next attempt"
        assert await self.claimed(store, seconds=5) == [("a", 1)]
        await store.settle(
            [Settled(after(failed, attempt(failed), lambda most: most), attempt(failed, seconds=5))]
        )
        assert await self.claimed(store, seconds=6) == [("a", 2)]

    async def test_a_tour_has_the_oldest_of_its_subjects_and_the_rest_waits_for_it(
        self, store: WebhookStore
    ) -> None:
        some = [delivery("a", at, f"order:{at % 2}") for at in range(1, 9)]
        await self.waiting(store, "a", *some)
        room = Room(9, 2, lambda _: 3)
        one, two = await store.claim("w", room, hold=HOLD, now=START)
        assert [each.position for each in one.deliveries] == [1, 3, 5]
        assert [each.position for each in two.deliveries] == [2, 4, 6]
        assert one.name != two.name
        assert await self.claimed(store) == [], "7 and 8 wait for those that are under way"
        await store.settle([Settled(replace(each, state=DeliveryState.DELIVERED)) for each in one.deliveries])
        (three,) = await store.claim("w", room, hold=HOLD, now=START)
        assert [each.position for each in three.deliveries] == [7]

    async def test_what_a_tour_had_no_time_for_is_free_at_once(self, store: WebhookStore) -> None:
        await self.waiting(store, "a", delivery("a", 1), delivery("a", 2), delivery("a", 3))
        (tour,) = await store.claim("w", Room(9, 9, lambda _: 9), hold=HOLD, now=START)
        first, *rest = tour.deliveries
        failed = after(first, attempt(first, 500), lambda most: most)
        await store.settle([Settled(failed, attempt(first, 500))], [tour._replace(deliveries=rest)])
        assert await self.claimed(store, seconds=4) == [], "the first is tried again before them"
        (again,) = await store.claim("w", Room(9, 9, lambda _: 9), hold=HOLD, now=START + 5 * SECOND)
        assert [each.position for each in again.deliveries] == [1, 2, 3]
        await store.settle([], [tour])
        assert await self.claimed(store, seconds=6) == [], "who is late frees nothing of another's"
        await store.settle([], [again])
        assert await self.claimed(store, seconds=6) == [("a", 1)]

    async def test_of_many_outcomes_the_later_count(self, store: WebhookStore) -> None:
        mine = delivery("a", 1)
        await store.put(endpoint("a"))
        for statuses, since in (((500, 500), 0), ((None, 200), None), ((200, 500, 503), 1), ((502,), 1)):
            told = [attempt(mine, status, seconds=at) for at, status in enumerate(statuses)]
            await store.settle([Settled(mine, each) for each in told])
            kept = await store.endpoint("a")
            assert kept is not None
            assert kept.failing_since == (None if since is None else START + since * SECOND)
        log = (await store.attempts([LogPart("a", 99)]))[LogPart("a", 99)]
        assert [each.status for each in log] == [502, 503, 500, 200, 200, None, 500, 500]

    async def test_what_its_worker_left_is_given_out_again(self, store: WebhookStore) -> None:
        await self.waiting(store, "a", delivery("a", 1))
        assert await self.claimed(store) == [("a", 1)]
        assert await self.claimed(store, seconds=29) == []
        assert await self.claimed(store, seconds=30) == [("a", 1)]

    async def test_nothing_goes_before_its_time(self, store: WebhookStore) -> None:
        await self.waiting(store, "a", delivery("a", 1, seconds=9))
        assert await self.claimed(store, seconds=8) == []
        assert await self.claimed(store, seconds=9) == [("a", 1)]

    async def test_endpoints_take_turns_and_are_bounded(self, store: WebhookStore) -> None:
        await self.waiting(store, "a", *(delivery("a", at, f"order:{at}") for at in range(1, 9)))
        await self.waiting(store, "b", delivery("b", 9))
        assert await self.claimed(store, most=2) == [("a", 1), ("b", 9)]
        assert await self.claimed(store, at_once=3) == [("a", 2), ("a", 3)]
        assert await self.claimed(store, at_once=3) == []

    async def test_a_paused_endpoint_waits(self, store: WebhookStore) -> None:
        mine = delivery("a", 1)
        await self.waiting(store, "a", mine)
        await store.put(replace(endpoint("a"), state=EndpointState.PAUSED))
        assert await self.claimed(store) == []
        await store.put(endpoint("a"))
        assert await self.claimed(store) == [("a", 1)]

    async def test_one_that_took_nothing_for_too_long_has_failed_until_it_is_revived(
        self, store: WebhookStore
    ) -> None:
        mine = delivery("a", 1)
        await self.waiting(store, "a", mine)
        for seconds, status, since, fails in (
            (1, 500, 0, False),
            (2, 200, 2, False),
            (5, 500, 4, False),
            (6, 500, 5, True),
        ):
            dead_since = START + since * SECOND
            sent = attempt(mine, status, seconds=seconds)
            failed = frozenset({"a"} if fails else ())
            assert await store.settle([Settled(mine, sent, dead_since)]) == failed
            assert not await store.settle([Settled(mine, None, dead_since)]), "it is told once"
            kept = await store.endpoint("a")
            assert kept is not None
            assert kept.state is (EndpointState.FAILED if fails else EndpointState.ACTIVE)
        assert await self.claimed(store, seconds=60) == []
        tried = replace(mine, attempts=4, first_at=START, next_at=START + 99 * SECOND)
        await store.settle([Settled(tried)])
        await store.revive("a", now=START + 60 * SECOND)
        (tour,) = await store.claim("w", Room(9, 9), hold=HOLD, now=START + 60 * SECOND)
        assert tour.deliveries == [replace(mine, next_at=START + 60 * SECOND)]
        kept = await store.endpoint("a")
        assert kept is not None
        assert (kept.state, kept.failing_since) == (EndpointState.ACTIVE, None)

    async def test_what_is_delivered_stays_so_whatever_another_says_of_it_later(
        self, store: WebhookStore
    ) -> None:
        mine = delivery("a", 1)
        await self.waiting(store, "a", mine)
        await store.settle([Settled(replace(mine, state=DeliveryState.DELIVERED), attempt(mine))])
        await store.settle([Settled(mine, attempt(mine, 500))])
        assert await store.waiting(["a"]) == {"a": 0}
        assert await store.waiting_in_all() == 0
        assert await self.claimed(store, seconds=60) == []

    async def test_since_when_an_endpoint_takes_nothing_is_kept(self, store: WebhookStore) -> None:
        mine = delivery("a", 1)
        await self.waiting(store, "a", mine)
        for seconds, status, since in ((1, 500, 1), (2, None, 1), (3, 200, None), (4, 503, 4)):
            await store.settle([Settled(mine, attempt(mine, status, seconds=seconds))])
            kept = await store.endpoint("a")
            assert kept is not None
            assert kept.failing_since == (None if since is None else START + since * SECOND)

    async def test_the_parts_of_many_delivery_logs_are_read_at_once(self, store: WebhookStore) -> None:
        for at, (name, status) in enumerate(
            (("a", 500), ("b", 410), ("a", None), ("a", 200), ("b", 201), ("a", 503))
        ):
            await store.put(endpoint(name))
            await store.settle([Settled(delivery(name, at), attempt(delivery(name, at), status))])
        whole = LogPart("a", 99)
        log = (await store.attempts([whole]))[whole]
        assert [each.status for each in log] == [503, 200, None, 500]
        first, rest = LogPart("a", 1), LogPart("a", 2, log[1].place)
        others = [LogPart(f"c{each}", 9) for each in range(150)]
        other, nothing = LogPart("b", 9), LogPart("b", 9, 0)
        parts = [first, *others, rest, whole, other, nothing]
        found = await store.attempts(parts)
        assert list(found) == parts
        told = {part: [each.status for each in attempts] for part, attempts in found.items() if attempts}
        assert told == {first: [503], rest: [None, 500], whole: [503, 200, None, 500], other: [201, 410]}
        assert await store.attempts([]) == {}

    async def test_with_an_endpoint_goes_what_waits_for_it_and_its_log(self, store: WebhookStore) -> None:
        for name in ("a", "b"):
            await self.waiting(store, name, delivery(name, 1))
            await store.settle([Settled(delivery(name, 1), attempt(delivery(name, 1), 500))])
        await store.remove("a")
        logs = await store.attempts([LogPart("a", 9), LogPart("b", 9)])
        assert [len(each) for each in logs.values()] == [0, 1]
        assert await store.waiting(["a", "b"]) == {"a": 0, "b": 1}

    async def test_what_waits_is_counted_for_many_endpoints_at_once(self, store: WebhookStore) -> None:
        await self.waiting(store, "a", delivery("a", 1), delivery("a", 2))
        await self.waiting(store, "b", delivery("b", 1), delivery("b", 2))
        await store.settle([Settled(replace(delivery("b", 1), state=DeliveryState.GIVEN_UP))])
        assert await store.waiting(["b", "c", "a"]) == {"a": 2, "b": 1, "c": 0}
        assert await store.waiting([]) == {}
        assert await store.waiting_in_all() == 3

    async def test_rewinding_delivers_again_what_is_behind_the_place(self, store: WebhookStore) -> None:
        first, second = delivery("a", 1), delivery("a", 2)
        await self.waiting(store, "a", first, second)
        await self.claimed(store)
        await store.settle([Settled(replace(first, state=DeliveryState.DELIVERED), attempt(first))])
        await store.rewind("a", 0)
        kept = await store.endpoint("a")
        assert kept is not None
        assert kept.position == 0
        assert await store.waiting(["a"]) == {"a": 0}
        assert await store.spread(kept, [first, second], upto=2)
        assert await self.claimed(store, seconds=40) == [("a", 1)]

    async def test_what_is_settled_is_forgotten_in_time(self, store: WebhookStore) -> None:
        mine, young = delivery("a", 1), delivery("a", 2, seconds=90)
        await self.waiting(store, "a", mine, young)
        await store.settle([Settled(replace(mine, state=DeliveryState.GIVEN_UP), attempt(mine, 500))])
        assert await store.prune(before=START + timedelta(minutes=1)) == 2
        assert await store.attempts([LogPart("a", 9)]) == {LogPart("a", 9): []}
        assert await store.waiting(["a"]) == {"a": 1}
