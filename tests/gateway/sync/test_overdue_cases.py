"""An overdue milestone is one case, from the instant at which it is due until it comes."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.exceptions import SYSTEM, CaseState, ExceptionCase, Finding
from domain.folds.overdue import OVERDUE, DueRule, DueSubject, Overdue
from domain.milestones import MilestoneCode
from domain.ports.demand import Demand
from gateway.sync.order_reading import RowsRead
from gateway.sync.overdue_cases import OverdueCases
from tests.doubles.clock import START, SettableClock
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.gateway.sync.small_sync import SmallSync

HOUR = timedelta(hours=1)
EAST_AND_WEST = DueRule(
    subject=DueSubject.ORDER,
    milestone=MilestoneCode.SHIPPED,
    within=HOUR,
    after=MilestoneCode.RELEASED,
    locations=frozenset({"EAST", "WEST"}),
    owed_by="wms_east",
)
LATE = Overdue(milestone=MilestoneCode.SHIPPED, due_at=START + HOUR, owed_by="wms_east", location="EAST")


class Weighed:
    """Cases of one order, which is weighed again and again."""

    def __init__(self, rules: Sequence[DueRule] = (EAST_AND_WEST,)) -> None:
        self.clock = SettableClock()
        self.cases = InMemoryExceptionCases()
        self.raised: list[Finding] = []
        self._weighing = OverdueCases(self.cases, rules, self.clock, self.raised.extend)

    async def weigh(self, *due: Overdue, after: timedelta = timedelta()) -> None:
        self.clock.advance(after)
        demand = Demand(deadline=0, correlation_id="0af7")

        async def read(_numbers: Sequence[str], _demand: Demand) -> RowsRead:
            return RowsRead(due={"SO-1": due})

        await self._weighing.weighing(read)(["SO-1"], demand)
        await self.cases.raise_all(self.raised, self.clock.now())
        self.raised.clear()

    def only(self) -> ExceptionCase:
        (case,) = self.cases.held.values()
        return case


@pytest.fixture
def weighed() -> Weighed:
    return Weighed()


async def test_nothing_is_late_before_its_time(weighed: Weighed) -> None:
    await weighed.weigh(LATE, after=HOUR)
    assert weighed.cases.held == {}


async def test_a_late_milestone_is_one_case_however_often_its_order_is_read(weighed: Weighed) -> None:
    for _ in range(3):
        await weighed.weigh(LATE, after=HOUR * 2)
    case = weighed.only()
    assert (case.state, case.count, case.first_seen) == (CaseState.OPEN, 1, START + HOUR * 2)
    assert (case.finding.code, case.finding.subjects) == (OVERDUE, ("order:SO-1",))
    assert case.finding.evidence == ("trace:0af7",)


async def test_the_case_is_closed_when_the_milestone_comes(weighed: Weighed) -> None:
    await weighed.weigh(LATE, after=HOUR * 2)
    await weighed.weigh(after=HOUR)
    case = weighed.only()
    assert (case.state, case.history[-1].who) == (CaseState.RESOLVED, SYSTEM)
    assert (case.resolution, case.history[-1].at) == ("it has come, or is no longer owed", START + HOUR * 3)


async def test_each_place_has_a_case_of_its_own(weighed: Weighed) -> None:
    west = Overdue(milestone=LATE.milestone, due_at=LATE.due_at, owed_by="wms_west", location="WEST")
    await weighed.weigh(LATE, west, after=HOUR * 2)
    await weighed.weigh(west)
    states = {case.finding.systems: case.state for case in weighed.cases.held.values()}
    assert states == {("wms_east",): CaseState.RESOLVED, ("wms_west",): CaseState.OPEN}


async def test_what_a_person_closed_is_not_opened_by_the_same_lateness(weighed: Weighed) -> None:
    await weighed.weigh(LATE, after=HOUR * 2)
    await weighed.cases.resolve(weighed.only().id, "the customer knows", who="mira", now=weighed.clock.now())
    await weighed.weigh(LATE, after=HOUR)
    assert (weighed.only().state, weighed.only().resolution) == (CaseState.RESOLVED, "the customer knows")


async def test_what_is_late_again_is_opened_again(weighed: Weighed) -> None:
    for _ in range(2):
        await weighed.weigh(LATE, after=HOUR * 2)
        assert weighed.only().state is CaseState.OPEN
        await weighed.weigh()
        assert weighed.only().state is CaseState.RESOLVED


async def test_without_rules_no_case_is_looked_at() -> None:
    weighed = Weighed(rules=())
    await weighed.weigh(LATE, after=HOUR * 2)
    assert weighed.cases.held == {}


async def test_an_order_becomes_late_by_time_alone() -> None:
    small = SmallSync(rules=(within_a_year(),))
    await small.sync.runner.once()
    assert OVERDUE not in small.codes()
    small.clock.advance(timedelta(days=400))
    await small.sync.runner.once()
    told = [finding.subjects for finding in small.world.findings if finding.code == OVERDUE]
    assert sorted(told) == [("order:SO-1",), ("order:SO-2",)]


async def test_what_was_read_lately_is_not_read_again() -> None:
    small = SmallSync(rules=(within_a_year(),))
    small.clock.advance(timedelta(days=400))
    await small.sync.runner.once()
    read = small.world.reads["erp", "orders"].calls
    asked = len(read)
    await small.sync.runner.once()
    assert len(read) == asked
    small.clock.advance(HOUR * 2)
    await small.sync.runner.once()
    assert len(read) == asked + 1


def within_a_year() -> DueRule:
    """By which every order of the small world is late in a year."""
    return DueRule(
        subject=DueSubject.ORDER,
        milestone=MilestoneCode.CLOSED,
        within=timedelta(days=365),
        after=MilestoneCode.PLACED,
        owed_by="erp",
    )
