"""Steps of exception cases come into the log once, whoever makes them, and say nothing that people wrote."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from msgspec.structs import replace

from domain.events.owners import Owners
from domain.events.record import Event
from domain.exceptions import CaseState, Finding, Severity
from domain.folds.overdue import OVERDUE
from domain.log.filters import EventFilter
from domain.partners import RowScope
from domain.ports.cache import LogGrew, News
from domain.ports.state import ExceptionCases
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.cases.told_cases import ToldCases
from gateway.store.log.own_news import OwnNews
from tests.contracts.exception_cases import ExceptionCasesContract
from tests.doubles.clock import START
from tests.doubles.event_log import InMemoryLog
from tests.doubles.exception_cases import InMemoryExceptionCases


def finding(group: str = "SO-1") -> Finding:
    return Finding(
        code="OVERDUE",
        group=group,
        severity=Severity.WARNING,
        subjects=(f"order:{group}",),
        systems=("erp",),
        detail="is late",
    )


async def owners_of(numbers: Sequence[str]) -> Mapping[str, Owners]:
    """The index knows one order."""
    return {number: Owners(customers=frozenset({"C-1"})) for number in numbers if number == "SO-1"}


class Told:
    """Cases over one store, and the log."""

    def __init__(self, cases: ExceptionCases | None = None) -> None:
        self.log, self.news = InMemoryLog(), list[News]()
        signal = LocalSignal()
        signal.listen(self.news.append)
        self.tell = OwnNews(self.log, signal)
        self.kept = cases or InMemoryExceptionCases()
        self.cases = ToldCases(self.kept, self.tell, owners_of)

    async def events(self) -> list[Event]:
        page = await self.log.after(0, EventFilter(), RowScope(), first=99)
        return [each.event for each in page.events]


class TestContract(ExceptionCasesContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[ExceptionCases]:
        yield Told().cases


async def test_each_step_is_told_once() -> None:
    told = Told()
    for _ in range(3):
        await told.cases.raise_all([finding(), finding(), finding("SO-2")], START)
    (one,) = await told.cases.of_groups("OVERDUE", ["SO-1"])
    await told.cases.assign(one.id, "Annette", who="Annette", now=START)
    await told.cases.raise_all([finding()], START)
    await told.cases.resolve(one.id, "rang Mrs Miller", who="Annette", now=START)
    await told.cases.raise_all([finding()], START)
    assert await told.cases.settle("OVERDUE", "SO-1", "came", now=START)
    assert not await told.cases.settle("OVERDUE", "SO-1", "came", now=START)
    steps = [event for event in await told.events() if event.subject == f"exception:{one.id}"]
    assert [event.type.partition(".")[2] for event in steps] == [
        "opened",
        "assigned",
        "resolved",
        "opened",
        "resolved",
    ]
    assert len(await told.events()) == len(steps) + 1
    assert {event.related for event in steps} == {("order:SO-1",)}
    assert "Annette" not in repr(steps)
    assert "Miller" not in repr(steps)
    assert told.news == [LogGrew()] * 5


async def test_another_process_tells_no_step_twice() -> None:
    told = Told()
    await told.cases.raise_all([finding()], START)
    other = ToldCases(told.kept, told.tell, owners_of)
    await other.raise_all([finding()], START)
    assert len(await told.events()) == 1


async def test_what_could_not_be_told_is_told_with_the_next_sighting() -> None:
    told, away = Told(), [True]

    async def tell(events: Sequence[Event]) -> bool:
        return not away[0] and await told.tell(events)

    cases = ToldCases(told.kept, tell, owners_of)
    await cases.raise_all([finding()], START)
    assert await told.events() == []
    away[0] = False
    await cases.raise_all([finding()], START)
    (event,) = await told.events()
    assert (event.type, event.occurred_at) == ("exception.opened", START)
    assert (await cases.cases(CaseState.OPEN))[0].count == 2


async def test_whose_case_it_is_is_told_and_of_the_others_the_house_alone() -> None:
    told = Told()
    late = [replace(finding(order), code=OVERDUE) for order in ("SO-1", "SO-2")]
    await told.cases.raise_all(late, START)
    whose = {event.related: event.owners for event in await told.events()}
    assert whose["order:SO-1",].customers == frozenset({"C-1"})
    assert not whose["order:SO-2",].known
    own = RowScope(customers=frozenset({"C-1"}))
    page = await told.log.after(0, EventFilter(), own, first=99)
    assert [each.event.related for each in page.events] == [("order:SO-1",)]
