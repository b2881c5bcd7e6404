"""What every store of exception cases owes to the people who work on them."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.cases.work import LONGEST_NOTE, LONGEST_OWNER, CaseFilter, position
from domain.errors import BadInput
from domain.exceptions import (
    MOST_EVIDENCE,
    MOST_SUBJECTS,
    SIGHTING,
    SYSTEM,
    CaseState,
    Finding,
    Severity,
)
from domain.ports.state import ExceptionCases
from tests.contracts.exception_cases import MINUTE, assign, finding, only, resolve
from tests.doubles.clock import START

SOME = (
    finding("a", subject="order:SO-1"),
    replace(finding("b", subject="order:SO-2"), systems=("tms",)),
    replace(finding("c", code="BAD_VALUE"), severity=Severity.WARNING, subjects=("order:SO-2", "sku:AX-1")),
)

BAD_OWNERS = {
    "  ": "should not be empty",
    "x" * (LONGEST_OWNER + 1): "has 201 characters, 200 are allowed",
    "a\0b": "holds a character that cannot be kept",
    "a\ud800": "holds a character that cannot be kept",
}
FILTERS: tuple[tuple[CaseFilter, str], ...] = (
    (CaseFilter(), "abc"),
    (CaseFilter(codes=("BAD_VALUE", "NONE")), "c"),
    (CaseFilter(severities=(Severity.CRITICAL,)), "ab"),
    (CaseFilter(subjects=("order:SO-2",)), "bc"),
    (CaseFilter(subjects=("order:SO", "%", "a\0b")), ""),
    (CaseFilter(systems=("tms", "carrier")), "b"),
    (CaseFilter(systems=("erp",), subjects=("order:SO-2",)), "c"),
    (CaseFilter(states=(CaseState.ASSIGNED,)), "a"),
    (CaseFilter(owners=("mira",)), "a"),
    (CaseFilter(owners=("",)), "bc"),
    (CaseFilter(states=(CaseState.OPEN, CaseState.ASSIGNED)), "abc"),
)
"""What is looked for among SOME, the first of them in the hands of mira, and the groups found."""


class CaseWorkContract:
    """A mixin for subclasses of ExceptionCasesContract."""

    async def test_a_case_is_assigned_and_resolved_and_every_step_is_kept(
        self, cases: ExceptionCases
    ) -> None:
        await cases.raise_all([finding()], START)
        for owner, minute in (("mira", 1), ("jon", 2)):
            await cases.assign((await only(cases)).id, owner, who="lee", now=START + minute * MINUTE)
        done = await cases.resolve((await only(cases)).id, "mapped", who="jon", now=START + 3 * MINUTE)
        assert [done] == [await only(cases)] == await cases.cases()
        assert (done.state, done.owner, done.resolution) == (CaseState.RESOLVED, "jon", "mapped")
        assert [(step.at - START, step.who, step.before, step.after, step.note) for step in done.history] == [
            (MINUTE, "lee", CaseState.OPEN, CaseState.ASSIGNED, "to mira"),
            (2 * MINUTE, "lee", CaseState.ASSIGNED, CaseState.ASSIGNED, "to jon"),
            (3 * MINUTE, "jon", CaseState.ASSIGNED, CaseState.RESOLVED, "mapped"),
        ]

    async def test_assigning_to_the_same_person_again_changes_nothing(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        first = await assign(cases, await only(cases), " mira ")
        assert await assign(cases, first, "mira") == first == await only(cases)

    async def test_an_owner_that_cannot_be_is_refused(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        for owner, words in BAD_OWNERS.items():
            with pytest.raises(BadInput) as refused:
                await assign(cases, await only(cases), owner)
            assert (refused.value.public, refused.value.field) == (f"owner: {words}", "owner")
        assert (await only(cases)).state is CaseState.OPEN

    async def test_a_note_that_says_nothing_or_too_much_is_refused(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        for note in ("", "\n", "x" * (LONGEST_NOTE + 1)):
            with pytest.raises(BadInput, match=r"^note: "):
                await resolve(cases, await only(cases), note)
        assert (await only(cases)).history == ()

    async def test_what_is_resolved_stays_so_until_it_is_seen_again(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        done = await resolve(cases, await only(cases), "mapped")
        with pytest.raises(BadInput, match=r"^id: this case is resolved already"):
            await assign(cases, done, "mira")
        with pytest.raises(BadInput, match=r"^id: this case is resolved already"):
            await resolve(cases, done, "mapped twice")
        assert await only(cases) == done

    async def test_a_case_whose_cause_is_gone_is_closed_by_the_system_until_it_is_seen_again(
        self, cases: ExceptionCases
    ) -> None:
        await cases.raise_all(SOME, START)
        code, group = SOME[0].code, SOME[0].group
        assert await cases.settle(code, group, "heard again", now=START + MINUTE)
        assert not await cases.settle(code, group, "heard again", now=START + 2 * MINUTE)
        (done,) = (await cases.page(CaseFilter(states=(CaseState.RESOLVED,)), first=5)).cases
        assert (done.finding.group, done.resolution) == (group, "heard again")
        await cases.raise_all([SOME[0]], START + 3 * MINUTE)
        again = await cases.case(done.id)
        assert again is not None
        assert [(step.who, step.after, step.at - START) for step in again.history] == [
            (SYSTEM, CaseState.RESOLVED, MINUTE),
            (SIGHTING, CaseState.OPEN, 3 * MINUTE),
        ]
        assert (again.state, again.resolution) == (CaseState.OPEN, "")

    async def test_what_somebody_works_on_is_closed_too_when_its_cause_is_gone(
        self, cases: ExceptionCases
    ) -> None:
        await cases.raise_all([finding()], START)
        await assign(cases, await only(cases), "mira")
        assert await cases.settle(finding().code, finding().group, "heard again", now=START + MINUTE)
        case = await only(cases)
        assert (case.state, case.owner, case.history[-1].who) == (CaseState.RESOLVED, "mira", SYSTEM)

    async def test_there_is_nothing_to_close_where_no_case_is(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding("x" * 5_000)], START)
        for code, group in ((finding().code, "x"), ("OTHER", "x" * 5_000), ("a\0b", "\ud800")):
            assert not await cases.settle(code, group, "gone", now=START)
        assert await cases.settle(finding().code, "x" * 5_000, "gone", now=START)

    async def test_of_several_who_close_it_at_once_one_change_is_kept(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        await asyncio.gather(
            *(cases.settle(finding().code, finding().group, "heard again", now=START) for _ in range(4))
        )
        assert len((await only(cases)).history) == 1

    async def test_an_id_that_no_case_has(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        for case_id in ("case-9", "", "a\0b", "\ud800", "x" * 5_000):
            assert await cases.case(case_id) is None
            with pytest.raises(BadInput, match=r"^id: no exception case has the id"):
                await cases.assign(case_id, "mira", who="lee", now=START)
            with pytest.raises(BadInput, match=r"^id: no exception case has the id"):
                await cases.resolve(case_id, "done", who="lee", now=START)

    async def test_of_two_who_resolve_at_once_one_is_told(self, cases: ExceptionCases) -> None:
        await cases.raise_all([finding()], START)
        case = await only(cases)
        told = await asyncio.gather(
            *(resolve(cases, case, f"by {n}") for n in "abcd"), return_exceptions=True
        )
        assert sum(isinstance(outcome, BadInput) for outcome in told) == 3
        assert len((await only(cases)).history) == 1

    async def test_a_case_seen_ten_thousand_times_stays_small(self, cases: ExceptionCases) -> None:
        each = [
            replace(finding(subject=f"order:SO-{n}"), evidence=(f"trace:{n}",), systems=(f"wms_{n % 3}",))
            for n in range(10_000)
        ]
        await cases.raise_all(each[:9_990], START)
        await cases.raise_all(each[9_990:], START + MINUTE)
        case = await only(cases)
        assert case.count == 10_000
        newest = range(9_999, -1, -1)
        assert case.finding.subjects == tuple(f"order:SO-{n}" for n in newest[:MOST_SUBJECTS])
        assert case.finding.evidence == tuple(f"trace:{n}" for n in newest[:MOST_EVIDENCE])
        assert sorted(case.finding.systems) == ["wms_0", "wms_1", "wms_2"]

    async def test_cases_are_found_by_what_they_are(self, cases: ExceptionCases) -> None:
        await cases.raise_all(SOME, START)
        (first,) = (await cases.page(CaseFilter(subjects=("order:SO-1",)), first=5)).cases
        await assign(cases, first, "mira")
        for wanted, groups in FILTERS:
            page = await cases.page(wanted, first=10)
            assert "".join(sorted(case.finding.group for case in page.cases)) == groups, wanted
            assert (page.more, page.total) == (False, len(groups)), wanted

    async def test_paging_neither_loses_nor_repeats_a_case_that_is_not_seen_again(
        self, cases: ExceptionCases
    ) -> None:
        await cases.raise_all([finding(f"group-{n}") for n in range(12)], START)
        for n in range(12, 17):
            await cases.raise_all([finding(f"group-{n}")], START + timedelta(seconds=n))
        seen: list[str] = []
        page = await cases.page(CaseFilter(), first=4)
        while page.cases:
            seen += [case.finding.group for case in page.cases]
            await cases.raise_all([Finding(code="NEW", group=str(len(seen)))], START + MINUTE)
            await cases.raise_all([finding("group-16")], START + len(seen) * MINUTE)
            page = await cases.page(CaseFilter(), first=4, after=position(page.cases[-1]))
        assert seen[:4] == ["group-16", "group-15", "group-14", "group-13"]
        assert sorted(seen) == sorted(f"group-{n}" for n in range(17))

    async def test_a_page_says_whether_more_follow(self, cases: ExceptionCases) -> None:
        await cases.raise_all(SOME, START)
        first = await cases.page(CaseFilter(), first=2)
        assert (len(first.cases), first.more, first.total) == (2, True, 3)
        last = await cases.page(CaseFilter(), first=2, after=position(first.cases[-1]))
        assert (len(last.cases), last.more, last.total) == (1, False, 3)
