"""Each kind of what intake keeps is forgotten after its own time."""

from datetime import timedelta

from domain.log.filters import EventFilter
from domain.log.records import DeadState, Gap, Mapped
from domain.partners import RowScope
from gateway.intake.retention import LogStores, Retention
from gateway.settings.events import Events
from tests.contracts.event_log import letter, raw
from tests.domain.log.examples import shipped
from tests.doubles.clock import START
from tests.doubles.event_log import InMemoryLog
from tests.doubles.sleeping import Sleeping

HOUR = timedelta(hours=1)
KEPT = Events(keep_inbox=1 * HOUR, keep_log=3 * HOUR, keep_dead_letters=2 * HOUR, keep_receipts=5 * HOUR)


async def left(log: InMemoryLog) -> tuple[bool, bool, bool]:
    """Whether the delivery, the settled letter and the event are still there."""
    page = await log.after(0, EventFilter(), RowScope(), first=1)
    return await log.raw("r1") is not None, await log.letter("d1") is not None, page.gap is None


async def test_each_goes_in_its_time() -> None:
    log, clock = InMemoryLog(), Sleeping()
    await log.keep([raw("r1")])
    await log.append(
        [Mapped(raw="r1", events=(shipped("a"),), dead=(letter("d1", "r1"), letter("d2", "r9")))]
    )
    await log.settle(["d1"], DeadState.DISCARDED, now=START)
    retention = Retention(LogStores(inbox=log, log=log, letters=log), KEPT, clock, sleep=clock.sleep)
    retention.start()
    seen = []
    for _ in range(4):
        await clock.passes(HOUR.total_seconds() + 1)
        seen.append(await left(log))
    await retention.aclose()
    assert seen == [(True, True, True), (False, True, True), (False, False, True), (False, False, False)]
    assert await log.letter("d2") is not None, "it waits for somebody"
    again = await log.append([Mapped(events=(shipped("a"),))])
    assert (list(again.logged), again.twice) == ([], 1), "its receipt is kept longer"
    page = await log.after(0, EventFilter(), RowScope(), first=1)
    assert page.gap == Gap(restart=1)


def test_it_is_known_longer_by_what_name_an_event_came_than_the_event_is() -> None:
    assert Events().keep_receipts > Events().keep_log
