"""What every store of exception cases owes: one case for each (code, group), whoever writes."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, timedelta, timezone

import pytest

from domain.exceptions import SIGHTING, CaseState, ExceptionCase, Finding, Severity
from domain.ports.state import ExceptionCases
from tests.doubles.clock import START

MINUTE = timedelta(minutes=1)


def finding(
    group: str = "wms/status/77", *, code: str = "UNMAPPED_CODE", subject: str = "order:SO-1"
) -> Finding:
    return Finding(
        code=code,
        group=group,
        severity=Severity.CRITICAL,
        subjects=(subject,),
        systems=("wms_east", "erp"),
        detail="wms_east uses status code '77', which no mapping knows",
        evidence=("raw/1", "raw/2"),
    )


async def only(cases: ExceptionCases) -> ExceptionCase:
    """The one case of the store, with its history."""
    (case,) = await cases.cases()
    whole = await cases.case(case.id)
    assert whole is not None
    return whole


async def assign(cases: ExceptionCases, case: ExceptionCase, owner: str) -> ExceptionCase:
    return await cases.assign(case.id, owner, who="lee", now=START + MINUTE)


async def resolve(cases: ExceptionCases, case: ExceptionCase, note: str) -> ExceptionCase:
    return await cases.resolve(case.id, note, who="lee", now=START + MINUTE)


class ExceptionCasesContract(ABC):
    """Subclasses open a store that holds no case yet."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[ExceptionCases]:
        """Open an empty store."""

    @pytest.fixture
    async def cases(self) -> AsyncIterator[ExceptionCases]:
        async with self.opened() as cases:
            yield cases

    async def test_nothing_was_found_at_first(self, cases: ExceptionCases) -> None:
        await cases.raise_all((), START)
        assert await cases.cases() == []

    async def test_a_finding_opens_a_case_that_holds_all_of_it(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        (case,) = await cases.cases()
        assert case.finding == finding()
        assert (case.state, case.count, case.owner, case.resolution) == (CaseState.OPEN, 1, "", "")
        assert case.first_seen == case.last_seen == START
        assert case.id

    async def test_times_come_back_in_utc(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START.astimezone(timezone(timedelta(hours=5))))
        (case,) = await cases.cases()
        assert case.first_seen.isoformat() == START.isoformat()
        assert case.last_seen.tzinfo is UTC

    async def test_cases_are_found_by_code_and_groups(self, cases: ExceptionCases) -> None:
        others = [finding(code="BAD_VALUE"), finding("wms/status/78"), finding("wms/status/79")]
        await cases.raise_all([finding(), *others], START)
        groups = ["wms/status/77", "wms/status/78", *(f"nothing/{place}" for place in range(1_200))]
        found = await cases.of_groups("UNMAPPED_CODE", groups)
        assert {case.finding.group for case in found} == set(groups[:2])
        await resolve(cases, next(case for case in found if case.finding == finding()), "known")
        (whole,) = await cases.of_groups("UNMAPPED_CODE", groups[:1])
        assert whole == await cases.case(whole.id)
        assert await cases.of_groups("UNMAPPED_CODE", ()) == []

    async def test_the_same_finding_again_is_counted(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding(subject="order:SO-1")], START)
        await cases.raise_all([finding(subject="order:SO-2")], START + MINUTE)
        (case,) = await cases.cases()
        assert case.count == 2
        assert (case.first_seen, case.last_seen) == (START, START + MINUTE)
        assert case.finding.subjects == ("order:SO-2", "order:SO-1")

    async def test_one_batch_may_hold_a_finding_twice(self, cases: ExceptionCases) -> None:
        await cases.raise_all(
            [finding(subject="order:SO-1"), finding("b"), finding(subject="order:SO-3")], START
        )
        counts = {case.finding.group: (case.count, case.finding.subjects) for case in await cases.cases()}
        assert counts == {"wms/status/77": (2, ("order:SO-3", "order:SO-1")), "b": (1, ("order:SO-1",))}

    async def test_a_sighting_that_comes_late_moves_no_time_forward(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding(subject="order:NEW")], START)
        await cases.raise_all([finding(subject="order:OLD")], START - MINUTE)
        (case,) = await cases.cases()
        assert (case.first_seen, case.last_seen) == (START - MINUTE, START)
        assert case.finding.subjects == ("order:NEW", "order:OLD")

    async def test_code_and_group_together_make_the_case(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding("a"), finding("b"), finding("a", code="BAD_VALUE")], START)
        keys = {(case.finding.code, case.finding.group) for case in await cases.cases()}
        assert keys == {("UNMAPPED_CODE", "a"), ("UNMAPPED_CODE", "b"), ("BAD_VALUE", "a")}

    async def test_a_resolved_case_is_opened_again(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        await resolve(cases, await only(cases), "mapped in version 2")
        await cases.raise_all([finding()], START + 2 * MINUTE)
        case = await only(cases)
        assert (case.state, case.owner, case.resolution) == (CaseState.OPEN, "", "")
        assert case.count == 2
        assert [(step.at, step.who, step.before, step.after, step.note) for step in case.history] == [
            (START + MINUTE, "lee", CaseState.OPEN, CaseState.RESOLVED, "mapped in version 2"),
            (START + 2 * MINUTE, SIGHTING, CaseState.RESOLVED, CaseState.OPEN, ""),
        ]

    async def test_a_case_that_somebody_works_on_stays_theirs(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        await assign(cases, await only(cases), "mira")
        await cases.raise_all([finding()], START + MINUTE)
        (case,) = await cases.cases()
        assert (case.state, case.owner, case.count) == (CaseState.ASSIGNED, "mira", 2)

    async def test_cases_come_by_last_sighting_newest_first(self, cases: ExceptionCases) -> None:
        for minutes, group in enumerate("abc"):
            await cases.raise_all([finding(group)], START + minutes * MINUTE)
        await cases.raise_all([finding("a")], START + 9 * MINUTE)
        assert [case.finding.group for case in await cases.cases()] == ["a", "c", "b"]
        assert [case.finding.group for case in await cases.cases(limit=2)] == ["a", "c"]

    async def test_cases_of_one_state_can_be_asked_for(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding("a"), finding("b")], START)
        first = (await cases.cases())[0]
        await resolve(cases, first, "done")
        assert [case.id for case in await cases.cases(CaseState.RESOLVED)] == [first.id]
        assert first.id not in [case.id for case in await cases.cases(CaseState.OPEN)]

    async def test_text_that_no_database_takes_is_kept_as_far_as_it_goes(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding("wms/status/\0", subject="order:\ud800"), finding("b")], START)
        assert len(await cases.cases()) == 2

    async def test_long_groups_that_differ_stay_two_cases(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding("x" * 5_000 + "1"), finding("x" * 5_000 + "2")], START)
        await cases.raise_all([finding("x" * 5_000 + "1")], START)
        assert sorted(case.count for case in await cases.cases()) == [1, 2]

    async def test_a_large_batch_is_taken_whole(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding(f"group-{number}") for number in range(2_500)], START)
        assert len(await cases.cases(limit=5_000)) == 2_500

    async def test_writers_side_by_side_lose_no_count(self, cases: ExceptionCases) -> None:
        groups = [finding(f"group-{number}") for number in range(20)]
        await asyncio.gather(
            *(cases.raise_all(groups if writer % 2 else groups[::-1], START) for writer in range(8))
        )
        assert {case.count for case in await cases.cases()} == {8}
