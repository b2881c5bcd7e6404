"""Several deliveries on one tour: as many as some seconds hold, each subject in order, the rest is free."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from domain.log.records import Mapped
from domain.webhooks.records import EndpointState
from gateway.hub.tail import Tail
from gateway.webhooks.lengths import LONGEST, Lengths
from gateway.webhooks.sending import Answer
from gateway.webhooks.worker import Pace
from tests.domain.log.examples import shipped
from tests.doubles.clock import SettableClock
from tests.gateway.webhooks.test_worker import Partners, Story


class Slow(Partners):
    """Endpoints that take so many seconds for each."""

    def __init__(self, clock: SettableClock, seconds: float) -> None:
        super().__init__()
        self._clock = clock
        self._seconds = seconds

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self._clock.advance(timedelta(seconds=self._seconds))
        return await super().send(url, headers, body)


async def told(story: Story, *orders: str) -> list[str]:
    """Let events of these orders wait for the endpoint; their ids."""
    await story.has()
    names = [f"e{at}" for at in range(len(orders))]
    events = [replace(shipped(name, order=order), id=name) for name, order in zip(names, orders, strict=True)]
    await story.log.append([Mapped(events=tuple(events))])
    while await story.worker.spread():
        continue
    return names


def ids(story: Story) -> list[str]:
    return [headers["webhook-id"] for _, headers, _ in story.partners.got]


async def test_a_tour_ends_in_time_and_the_next_is_as_long_as_that_one_came() -> None:
    story = Story(sender=lambda clock: Slow(clock, 1.2))
    names = await told(story, *["SO-1"] * 8)
    for wanted in (3, 6, 8):
        assert await story.worker.deliver() > 0
        await story.worker.drained()
        assert ids(story) == names[:wanted]


async def test_one_that_takes_longer_than_a_tour_gets_one_at_a_time() -> None:
    story = Story(sender=lambda clock: Slow(clock, 5))
    names = await told(story, *["SO-1"] * 3)
    for wanted in (1, 2, 3):
        await story.worker.deliver()
        await story.worker.drained()
        assert ids(story) == names[:wanted]


async def test_once_it_is_paused_nothing_more_is_begun_and_the_rest_waits() -> None:
    story = Story()
    names = await told(story, *["SO-1"] * 4)
    arrived, answered = asyncio.Event(), asyncio.Event()
    story.partners.hold = (arrived, answered)
    assert await story.worker.deliver() == 4
    await arrived.wait()
    endpoint = await story.endpoint()
    await story.store.put(replace(endpoint, state=EndpointState.PAUSED))
    assert await story.worker.deliver() == 0, "what it looks at before it claims"
    answered.set()
    await story.worker.drained()
    assert ids(story) == names[:1]
    await story.store.put(endpoint)
    await story.turn()
    assert ids(story) == names


async def test_behind_one_that_is_refused_its_subject_waits_and_the_others_of_the_tour_go_on() -> None:
    story = Story(pace=Pace(per_endpoint=1))
    names = await told(story, "SO-1", "SO-1", "SO-2", "SO-2")
    story.partners.answers = [Answer(503)]
    await story.turn()
    assert ids(story) == [names[0], names[2], names[3]]
    story.clock.advance(timedelta(seconds=5))
    await story.turn()
    assert ids(story)[3:] == names[:2]


async def test_who_stops_ends_with_what_is_out_and_leaves_the_rest_to_others_at_once() -> None:
    story = Story()
    names = await told(story, *["SO-1"] * 4)
    arrived, answered = asyncio.Event(), asyncio.Event()
    story.partners.hold = (arrived, answered)
    story.worker.start(Tail(story.log))
    await arrived.wait()
    closing = asyncio.create_task(story.worker.aclose(timedelta(minutes=1)))
    await asyncio.sleep(0)
    answered.set()
    await closing
    assert ids(story) == names[:1]
    story.partners.hold = None
    other = story.another_worker()
    assert await other.deliver() == 3
    await other.drained()
    assert ids(story) == names


def test_tours_grow_while_all_is_taken_in_time_and_shrink_to_what_was() -> None:
    lengths = Lengths()
    first = lengths.of("a")
    lengths.ended("a", tried=first - 1, no_time=0)
    assert lengths.of("a") == first, "there was no more to take"
    for _ in range(9):
        lengths.ended("a", tried=lengths.of("a"), no_time=0)
    assert lengths.of("a") == LONGEST
    lengths.ended("a", tried=5, no_time=9)
    assert lengths.of("a") == 5
    lengths.ended("a", tried=0, no_time=5)
    assert lengths.of("a") == 1
    assert lengths.of("b") == first
    lengths.keep(["b"])
    assert lengths.of("a") == first
