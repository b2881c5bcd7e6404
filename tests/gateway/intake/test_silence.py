"""Who pushes is heard; who keeps silent for too long is told once, and what rests on it is stale."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from domain.exceptions import CaseState
from domain.log.filters import EventFilter
from domain.log.records import Raw, Via
from domain.partners import RowScope
from domain.ports.cache import Heard, News, Outdated
from domain.ports.state import ExceptionCases
from domain.search.feeds import SOURCE_SILENT
from gateway.intake.hearing import Hearing
from gateway.intake.meaning.mapping import Read
from gateway.intake.silence import SilenceParts, Silences
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.cases.told_cases import ToldCases
from gateway.store.log.own_news import OwnNews
from tests.doubles.clock import START, SettableClock
from tests.doubles.event_log import InMemoryLog
from tests.doubles.exception_cases import InMemoryExceptionCases
from tests.doubles.following import InMemoryToldFeeds
from tests.gateway.intake.test_worker import owners_of

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class House:
    """Two instances that push, of which `erp` has to be heard every five minutes."""

    def __init__(self) -> None:
        self.clock, self.feeds, self.log = SettableClock(), InMemoryToldFeeds(), InMemoryLog()
        self.signal, self.news = LocalSignal(), list[News]()
        self.signal.listen(self.news.append)
        self.cases: ExceptionCases = ToldCases(
            InMemoryExceptionCases(), OwnNews(self.log, self.signal), owners_of
        )
        self.hearing = Hearing(self.feeds, self.signal, self.clock)
        parts = SilenceParts(
            feeds=self.feeds,
            cases=self.cases,
            signal=self.signal,
            clock=self.clock,
            declared={"erp": 5 * MINUTE},
            sources=lambda: {"erp", "wms"},
        )
        self.silences = Silences(parts)

    async def came(self, source: str, *, via: Via = Via.WEBHOOK, watermark: datetime | None = None) -> None:
        raw = Raw(id="r", source=source, via=via, received_at=self.clock.now(), body=b"")
        await self.hearing([Read(raw, watermark=watermark)])

    async def after(self, while_: timedelta) -> None:
        self.clock.advance(while_)
        await self.silences.look()

    async def told(self) -> list[str]:
        page = await self.log.after(0, EventFilter(), RowScope(), first=99)
        return [each.event.type for each in page.events]

    async def states(self) -> Sequence[CaseState]:
        return [case.state for case in await self.cases.cases() if case.finding.code == SOURCE_SILENT]


@pytest.fixture
def house() -> House:
    return House()


async def test_one_that_is_heard_in_time_is_not_silent(house: House) -> None:
    for _ in range(5):
        await house.came("erp")
        await house.after(4 * MINUTE)
    assert await house.told() == []


async def test_silence_and_return_are_told_once_each(house: House) -> None:
    await house.came("erp")
    await house.after(5 * MINUTE)
    assert await house.told() == []
    for _ in range(3):
        await house.after(SECOND)
    assert await house.told() == ["exception.opened", "source.silent"]
    assert await house.states() == [CaseState.OPEN]
    assert Outdated("erp", ("source:erp",), START) in house.news
    await house.came("erp")
    for _ in range(3):
        await house.after(SECOND)
    assert (await house.told())[2:] == ["exception.resolved", "source.recovered"]
    assert await house.states() == [CaseState.RESOLVED]
    await house.after(6 * MINUTE)
    assert (await house.told())[4:] == ["exception.opened", "source.silent"]


async def test_two_replicas_tell_it_once(house: House) -> None:
    other = Silences(house.silences.parts)
    await house.came("erp")
    await house.after(6 * MINUTE)
    await other.look()
    assert await house.told() == ["exception.opened", "source.silent"]


async def test_one_that_never_came_is_silent_from_the_first_look_on(house: House) -> None:
    await house.silences.look()
    await house.after(4 * MINUTE)
    assert await house.told() == []
    await house.after(2 * MINUTE)
    assert "source.silent" in await house.told()


async def test_of_what_is_not_declared_the_rhythm_is_learned(house: House) -> None:
    for _ in range(30):
        await house.came("wms")
        await house.came("erp")
        await house.after(50 * SECOND)
    assert await house.told() == []
    await house.after(150 * SECOND)
    assert await house.told() == ["exception.opened", "source.silent"]


async def test_who_is_gone_from_the_settings_is_not_missed(house: House) -> None:
    await house.feeds.heard("tms", START)
    await house.came("erp")
    for _ in range(9):
        await house.came("erp")
        await house.after(4 * MINUTE)
    assert await house.told() == []


async def test_a_source_that_says_how_far_it_told_moves_its_watermark(house: House) -> None:
    await house.came("erp", watermark=START - MINUTE)
    assert house.news == [Heard("erp", START - MINUTE)]
    await house.came("erp")
    await house.came("erp", watermark=START + MINUTE)
    assert house.news[1:] == [Heard("erp", START)], "a clock ahead of ours says nothing of what is to come"
    (feed,) = await house.feeds.feeds()
    assert feed.watermark == START + MINUTE


async def test_a_poll_is_not_heard_as_a_push_and_many_at_once_are_written_once(house: House) -> None:
    await house.came("erp", via=Via.POLL)
    assert await house.feeds.feeds() == []
    for _ in range(5):
        await house.came("erp")
        house.clock.advance(SECOND / 4)
    (feed,) = await house.feeds.feeds()
    assert feed.last_heard_at == START + SECOND
