import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from domain.errors import StoreUnavailable
from domain.exceptions import Finding
from domain.folds.standing_claims import LINK_CONFLICT
from domain.identifiers import IdentifierKind, Link
from gateway.store.links.writer import LinkWriter, told_to
from gateway.store.write_behind import RETRIES
from gateway.telemetry.metrics import Metrics
from tests.contracts.learning_crosswalk import SHOP_1, SHOP_2, learned
from tests.doubles.clock import SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk

AWAY = StoreUnavailable("our database cannot be used now", cause="gone")
SOON = timedelta(seconds=5)


def gtin(value: str) -> Link:
    return learned(IdentifierKind.GTIN, "erp", value, f"AX-{value}")


async def at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


class Case:
    """A writer over a crosswalk in memory, with what it counts and raises."""

    def __init__(self, *, capacity: int = 100, remembered: int = 100) -> None:
        self.crosswalk = InMemoryCrosswalk()
        self.findings: list[Finding] = []
        self.metrics = Metrics(CollectorRegistry())
        learn = told_to(self.crosswalk, SettableClock(), self.findings.extend)
        self.writer = LinkWriter(learn, self.metrics, capacity=capacity, remembered=remembered, sleep=at_once)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[LinkWriter]:
        self.writer.start()
        yield self.writer
        await self.writer.aclose(SOON)

    async def written(self) -> list[tuple[Link, ...]]:
        for _ in range(2 * len(RETRIES) + 5):
            await asyncio.sleep(0)
        return self.crosswalk.batches

    def dropped(self, reason: str) -> float | None:
        return self.metrics.registry.get_sample_value("ordergraph_links_dropped_total", {"reason": reason})


async def test_each_link_is_written_once() -> None:
    case = Case()
    async with case.writing() as writer:
        writer.offer([gtin("1"), gtin("2"), gtin("1")])
        assert await case.written() == [(gtin("1"), gtin("2"))]
        writer.offer([gtin("1"), gtin("3")])
        writer.offer([gtin("2")])
        assert await case.written() == [(gtin("1"), gtin("2")), (gtin("3"),)]


async def test_what_the_crosswalk_finds_is_raised() -> None:
    case = Case()
    async with case.writing() as writer:
        writer.offer([SHOP_1])
        await case.written()
        assert case.findings == []
        writer.offer([SHOP_2])
    assert [finding.code for finding in case.findings] == [LINK_CONFLICT]


@pytest.mark.parametrize("errors", [1, len(RETRIES)])
async def test_it_waits_for_a_store_that_comes_back(errors: int) -> None:
    case = Case()
    case.crosswalk.errors = [AWAY] * errors
    async with case.writing() as writer:
        writer.offer([gtin("1")])
        assert await case.written() == [(gtin("1"),)]
    assert case.dropped("store") is None


async def test_a_link_that_was_lost_is_taken_when_it_is_seen_again() -> None:
    case = Case(capacity=1)
    case.crosswalk.errors = [AWAY] * (len(RETRIES) + 1)
    async with case.writing() as writer:
        writer.offer([gtin("1"), gtin("2")])
        assert await case.written() == []
        assert (case.dropped("full"), case.dropped("store")) == (1.0, 1.0)
        writer.offer([gtin("2")])
        assert await case.written() == [(gtin("2"),)]
        writer.offer([gtin("1"), gtin("2")])
        assert await case.written() == [(gtin("2"),), (gtin("1"),)]


async def test_background_work_waits_for_room_and_loses_nothing() -> None:
    case = Case(capacity=4)
    links = [gtin(str(number)) for number in range(50)]
    async with case.writing() as writer:
        async with asyncio.timeout(5):
            await writer.put(links)
            await writer.put(links[:10])
    assert [link for batch in case.crosswalk.batches for link in batch] == links
    assert max(len(batch) for batch in case.crosswalk.batches) == 2
    assert case.dropped("full") is None


async def test_requests_find_room_while_background_work_waits() -> None:
    case = Case(capacity=4)
    case.crosswalk.errors = [AWAY] * len(RETRIES)
    async with case.writing() as writer:
        sync = asyncio.create_task(writer.put([gtin(f"sync-{number}") for number in range(6)]))
        await asyncio.sleep(0)
        writer.offer([gtin("asked-1"), gtin("asked-2")])
        assert case.dropped("full") is None
        assert not sync.done()
        await case.written()
        await sync
    assert len([link for batch in case.crosswalk.batches for link in batch]) == 8


async def test_work_that_is_called_off_while_it_waits_is_offered_again() -> None:
    case = Case(capacity=2)
    case.crosswalk.errors = [AWAY] * 3
    async with case.writing() as writer:
        sync = asyncio.create_task(writer.put([gtin("1"), gtin("2")]))
        await asyncio.sleep(0)
        sync.cancel()
        await asyncio.gather(sync, return_exceptions=True)
        assert case.dropped("cancelled") == 1.0
        writer.offer([gtin("2")])
        assert await case.written() == [(gtin("1"),), (gtin("2"),)]


async def test_a_stop_lets_go_of_whoever_waits_for_room() -> None:
    case = Case(capacity=2)
    case.crosswalk.errors = [AWAY] * (len(RETRIES) + 1)
    async with case.writing() as writer:
        sync = asyncio.create_task(writer.put([gtin(str(number)) for number in range(9)]))
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await sync
    assert case.dropped("shutdown") == 8.0


@given(
    groups=st.lists(st.tuples(st.booleans(), st.integers(1, 30)), max_size=12), capacity=st.integers(1, 20)
)
def test_every_link_is_kept_or_counted_and_what_is_put_is_kept(
    groups: list[tuple[bool, int]], capacity: int
) -> None:
    async def run() -> None:
        case = Case(capacity=capacity, remembered=1_000)
        put, offered = list[Link](), list[Link]()
        async with case.writing() as writer:
            for group, (waits, count) in enumerate(groups):
                links = [gtin(f"{group}-{number}") for number in range(count)]
                if waits:
                    put += links
                    await writer.put(links)
                else:
                    offered += links
                    writer.offer(links)
        kept = [link for batch in case.crosswalk.batches for link in batch]
        assert set(put) <= set(kept)
        assert len(kept) + (case.dropped("full") or 0) == len(put) + len(offered)

    asyncio.run(run())


async def test_what_is_remembered_is_bounded() -> None:
    case = Case(remembered=2)
    async with case.writing() as writer:
        for value in ("1", "2", "3", "1"):
            writer.offer([gtin(value)])
            await case.written()
    assert [batch[0].identifier.value for batch in case.crosswalk.batches] == ["1", "2", "3", "1"]
