"""A feed that falls silent is a case, and the case is closed when the feed is heard again."""

from datetime import timedelta

from domain.errors import BackendUnavailable
from domain.exceptions import SYSTEM, CaseState, ExceptionCase
from domain.search.feeds import SOURCE_SILENT
from gateway.sync.assembled import Sync
from gateway.sync.runner import round_of
from tests.gateway.sync.small_sync import EVERY, SmallSync

DOWN = BackendUnavailable("is down", backend="erp")


class Silence:
    """Two processes that share all state and poll the same instance in turn."""

    def __init__(self) -> None:
        self.small = SmallSync()
        self.one, self.other = self.small.sync, self.small.assembled()

    async def heard(self, by: Sync) -> None:
        self.small.clock.advance(EVERY)
        await round_of(by.runner.polls[0])

    async def missed(self, by: Sync, *, after: timedelta = EVERY) -> None:
        self.small.clock.advance(after)
        self.small.changes["erp"].errors = [DOWN]
        await round_of(by.runner.polls[0])

    def only(self) -> ExceptionCase:
        (case,) = self.small.cases.held.values()
        return case


async def test_a_silent_feed_is_one_case_that_is_closed_when_the_feed_is_heard_again() -> None:
    silence = Silence()
    await silence.heard(by=silence.one)
    await silence.missed(by=silence.one)
    assert silence.small.cases.held == {}
    for _ in range(4):
        await silence.missed(by=silence.one)
    case = silence.only()
    assert (case.finding.code, case.finding.group, case.count) == (SOURCE_SILENT, "erp", 1)
    assert case.state is CaseState.OPEN
    await silence.heard(by=silence.one)
    case = silence.only()
    assert (case.state, case.resolution) == (CaseState.RESOLVED, "erp is heard again")
    assert (case.history[-1].who, case.history[-1].at) == (SYSTEM, silence.small.clock.now())


async def test_it_is_opened_again_with_the_next_silence() -> None:
    silence = Silence()
    for count in (1, 2):
        await silence.heard(by=silence.one)
        await silence.missed(by=silence.one, after=EVERY * 4)
        await silence.missed(by=silence.one)
        case = silence.only()
        assert (case.state, case.count) == (CaseState.OPEN, count)


async def test_what_one_process_told_of_another_closes_and_each_tells_of_the_next_silence() -> None:
    silence = Silence()
    await silence.heard(by=silence.one)
    await silence.missed(by=silence.one, after=EVERY * 4)
    await silence.missed(by=silence.other)
    assert silence.only().count == 1
    await silence.heard(by=silence.other)
    assert silence.only().state is CaseState.RESOLVED
    await silence.missed(by=silence.one, after=EVERY * 4)
    assert (silence.only().state, silence.only().count) == (CaseState.OPEN, 2)
    await silence.heard(by=silence.other)
    assert silence.only().state is CaseState.RESOLVED


async def test_what_was_closed_by_hand_is_not_opened_again_by_the_same_silence() -> None:
    silence = Silence()
    for by in (silence.one, silence.other):
        await silence.missed(by=by)
        case = silence.only()
        if case.state is CaseState.OPEN:
            await silence.small.cases.resolve(
                case.id, "it moves house", who="mira", now=silence.small.clock.now()
            )
    assert (silence.only().state, silence.only().count) == (CaseState.RESOLVED, 1)
