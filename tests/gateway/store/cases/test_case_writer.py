import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from domain.errors import StoreUnavailable
from domain.exceptions import Finding
from gateway.store.cases.writer import CaseWriter
from gateway.store.write_behind import BATCH, RETRIES
from gateway.telemetry.metrics import Metrics
from tests.doubles.clock import SettableClock
from tests.doubles.exception_cases import InMemoryExceptionCases

AWAY = StoreUnavailable("our database cannot be used now", cause="gone")
AT_ONCE = timedelta(0)
SOON = timedelta(seconds=5)


def findings(*groups: str) -> list[Finding]:
    return [Finding(code="BAD_VALUE", group=group) for group in groups]


class Waits:
    """In place of sleeping: notes how long and lets others run; `forever` never returns."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.forever = False

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if self.forever:
            await asyncio.Event().wait()
        await asyncio.sleep(0)


@pytest.fixture
def cases() -> InMemoryExceptionCases:
    return InMemoryExceptionCases()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(CollectorRegistry())


@pytest.fixture
def waits() -> Waits:
    return Waits()


def dropped(metrics: Metrics, reason: str) -> float:
    return metrics.registry.get_sample_value("ordergraph_findings_dropped_total", {"reason": reason}) or 0.0


@asynccontextmanager
async def writing(
    cases: InMemoryExceptionCases, metrics: Metrics, waits: Waits, *, capacity: int = 1_000
) -> AsyncIterator[CaseWriter]:
    writer = CaseWriter(cases, SettableClock(), metrics, capacity=capacity, sleep=waits)
    writer.start()
    yield writer
    await writer.aclose(SOON)


async def test_what_is_offered_is_written(
    cases: InMemoryExceptionCases, metrics: Metrics, waits: Waits
) -> None:
    async with writing(cases, metrics, waits) as writer:
        writer.offer(findings("a", "b"))
        writer.offer(findings("a"))
    assert {group: case.count for (_, group), case in cases.held.items()} == {"a": 2, "b": 1}
    assert dropped(metrics, "shutdown") == 0


async def test_it_goes_on_after_it_had_nothing_to_do(
    cases: InMemoryExceptionCases, metrics: Metrics, waits: Waits
) -> None:
    async with writing(cases, metrics, waits) as writer:
        for group in "abc":
            writer.offer(findings(group))
            for _ in range(3):
                await asyncio.sleep(0)
            assert ("BAD_VALUE", group) in cases.held


async def test_batches_are_bounded(cases: InMemoryExceptionCases, metrics: Metrics, waits: Waits) -> None:
    async with writing(cases, metrics, waits) as writer:
        writer.offer(findings(*map(str, range(2 * BATCH + 1))))
    assert [len(batch) for batch in cases.batches] == [BATCH, BATCH, 1]


async def test_beyond_the_capacity_findings_are_dropped_counted_and_logged_once(
    cases: InMemoryExceptionCases, metrics: Metrics, waits: Waits
) -> None:
    with capture_logs() as lines:
        async with writing(cases, metrics, waits, capacity=3) as writer:
            writer.offer(findings("a", "b", "c", "d", "e"))
            writer.offer(findings("f"))
    assert sorted(group for _, group in cases.held) == ["a", "b", "c"]
    assert dropped(metrics, "full") == 3
    assert [(line["log_level"], line["event"], line.get("lost")) for line in lines] == [
        ("error", "findings are being lost: the queue is full", None),
        ("error", "findings were lost while the queue was full", 3),
    ]


async def test_it_waits_for_a_store_that_comes_back(
    cases: InMemoryExceptionCases, metrics: Metrics, waits: Waits
) -> None:
    cases.errors = [AWAY, AWAY]
    async with writing(cases, metrics, waits) as writer:
        writer.offer(findings("a"))
    assert ("BAD_VALUE", "a") in cases.held
    assert waits.seconds == list(RETRIES[:2])
    assert dropped(metrics, "store") == 0


async def test_a_batch_that_the_store_never_takes_is_lost_loudly_and_the_next_one_goes_on(
    cases: InMemoryExceptionCases, metrics: Metrics, waits: Waits
) -> None:
    cases.errors = [AWAY] * (len(RETRIES) + 1)
    with capture_logs() as lines:
        async with writing(cases, metrics, waits) as writer:
            writer.offer(findings(*["a"] * BATCH, "b"))
    assert waits.seconds == list(RETRIES)
    assert [group for _, group in cases.held] == ["b"]
    assert dropped(metrics, "store") == BATCH
    assert {
        "event": "findings are lost",
        "lost": BATCH,
        "reason": "store",
        "cause": "gone",
        "log_level": "error",
    } in lines


async def test_a_stop_does_not_wait_longer_than_it_may(
    cases: InMemoryExceptionCases, metrics: Metrics, waits: Waits
) -> None:
    cases.errors = [AWAY]
    waits.forever = True
    writer = CaseWriter(cases, SettableClock(), metrics, sleep=waits)
    writer.start()
    writer.offer(findings("a", "b"))
    with capture_logs() as lines:
        await asyncio.sleep(0)
        await writer.aclose(AT_ONCE)
    assert waits.seconds == [RETRIES[0]]
    assert dropped(metrics, "shutdown") == 2
    assert lines[-1]["reason"] == "shutdown"


async def test_after_the_stop_nothing_is_taken(
    cases: InMemoryExceptionCases, metrics: Metrics, waits: Waits
) -> None:
    async with writing(cases, metrics, waits) as writer:
        pass
    writer.offer(findings("a"))
    assert dropped(metrics, "shutdown") == 1
    assert cases.held == {}
