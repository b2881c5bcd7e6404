import asyncio
from collections.abc import Callable

from domain.errors import BackendThrottled, StoreUnavailable
from gateway.sync.poll import Step
from gateway.sync.runner import SyncRunner, jittered
from tests.gateway.sync.small_sync import EVERY, NAMES, SmallSync


def nothing() -> None:
    """What happens in a pause in which nothing happens."""


def paced(
    small: SmallSync, rounds: int, meanwhile: Callable[[], None] = nothing
) -> tuple[SyncRunner, list[float]]:
    """A runner whose pauses let time go on at once, and that is cancelled in the last of them.

    meanwhile: what happens in the first pause.
    """
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 1:
            meanwhile()
        small.clock.advance(EVERY)
        if len(pauses) >= rounds:
            raise asyncio.CancelledError

    return SyncRunner(small.sync.runner.polls[:1], sleep=sleep, spread=lambda seconds: seconds), pauses


async def run(runner: SyncRunner) -> None:
    runner.start()
    await asyncio.gather(*runner._tasks, return_exceptions=True)
    await runner.aclose()


async def test_once_polls_everybody_until_nothing_is_left() -> None:
    small = SmallSync()
    steps: list[Step] = []
    last = await small.sync.runner.once(tell=steps.append)
    assert [(step.instance, step.more) for step in last] == [(name, False) for name in NAMES]
    assert [step.instance for step in steps].count("erp") == 2
    assert set(small.rows()) == {"SO-1", "SO-2"}


async def test_once_polls_those_that_are_named() -> None:
    small = SmallSync()
    await small.sync.runner.once(["tms"])
    assert [name for name in NAMES if small.changes[name].cursors] == ["tms"]


async def test_continuously_what_changes_later_is_found_too() -> None:
    small = SmallSync()
    rows = small.changes["erp"].rows
    small.changes["erp"].rows = rows[:1]
    runner, pauses = paced(small, 3, meanwhile=lambda: small.changes["erp"].rows.extend(rows[1:]))
    await run(runner)
    assert set(small.rows()) == {"SO-1", "SO-2"}
    assert pauses == [EVERY.total_seconds()] * 3


async def test_a_system_that_asks_for_patience_is_left_alone_so_long() -> None:
    small = SmallSync()
    small.changes["erp"].errors = [BackendThrottled("slow down", backend="erp", retry_after=EVERY * 9)]
    runner, pauses = paced(small, 2)
    await run(runner)
    assert pauses == [EVERY.total_seconds() * 9, EVERY.total_seconds()]


async def test_a_store_that_is_away_ends_no_poll() -> None:
    small = SmallSync()
    small.feeds.errors = [StoreUnavailable("away")]
    runner, _ = paced(small, 2)
    await run(runner)
    assert set(small.rows()) == {"SO-1", "SO-2"}


def test_pauses_are_spread_by_a_tenth() -> None:
    drawn = [jittered(30.0) for _ in range(200)]
    assert min(drawn) >= 27
    assert max(drawn) <= 33
    assert len(set(drawn)) > 1
