"""What every broker owes that events are published to: each subject in its order, under the events' ids."""

import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from gateway.brokers.posting import Posting
from tests.gateway.brokers.small_outbox import SmallOutbox


class Arrival(NamedTuple):
    """A message as a reader of the broker gets it."""

    topic: str
    key: str
    id: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class OutgoingBench:
    """A broker and a reader of it. arrived: waits for so many messages."""

    prefix: str
    posting: Callable[[], Posting]
    arrived: Callable[[int], Awaitable[list[Arrival]]]


class OutgoingContract(ABC):
    """Subclasses open topics of their own, under a prefix."""

    MANY: ClassVar[int] = 120

    @abstractmethod
    def bench(self) -> AbstractAsyncContextManager[OutgoingBench]: ...

    async def published(self, posting: Posting, *, times: int = 1) -> SmallOutbox:
        """Publish MANY events of a few subjects, so often from the beginning."""
        await posting.open()
        assert await posting.is_well()
        out = SmallOutbox()
        await out.happened(self.MANY)
        for _ in range(times):
            await out.begins_again()
            await out.publish_all(posting)
        await posting.aclose()
        return out

    async def test_each_event_arrives_as_a_cloud_event_under_its_id(self) -> None:
        async with self.bench() as bench:
            out = await self.published(bench.posting())
            got = await bench.arrived(self.MANY)
        assert {each.topic for each in got} == {f"{bench.prefix}.order"}
        assert {each.content_type for each in got} == {"application/cloudevents+json"}
        bodies = [json.loads(each.body) for each in got]
        assert [each.id for each in got] == [body["id"] for body in bodies]
        assert [each.key for each in got] == [body["subject"] for body in bodies]
        assert sorted(each.id for each in got) == sorted(out.ids)
        assert all(body["cursor"] for body in bodies)

    async def test_those_of_a_subject_arrive_in_their_order(self) -> None:
        async with self.bench() as bench:
            out = await self.published(bench.posting())
            got = await bench.arrived(self.MANY)
        by_subject: dict[str, list[str]] = {}
        for each in got:
            by_subject.setdefault(each.key, []).append(each.id)
        assert by_subject == out.ids_by_subject
