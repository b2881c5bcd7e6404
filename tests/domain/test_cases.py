from datetime import timedelta

import pytest

from domain.cases.work import CasePosition, assigned, position, resolved
from domain.errors import BadInput
from domain.exceptions import CaseState, ExceptionCase, Finding, gathered
from tests.doubles.clock import START

CASE = ExceptionCase(
    id="1", finding=Finding(code="BAD_VALUE", group="tms/at"), first_seen=START, last_seen=START
)
LATER = START + timedelta(minutes=1)


def test_assigning_and_resolving_leave_the_case_before_as_it_was() -> None:
    taken = assigned(CASE, "mira", who="lee", now=LATER)
    done = resolved(taken, " mapped ", who="mira", now=LATER)
    assert (CASE.state, taken.state, done.state) == (CaseState.OPEN, CaseState.ASSIGNED, CaseState.RESOLVED)
    assert (done.owner, done.resolution) == ("mira", "mapped")
    assert [change.note for change in done.history] == ["to mira", "mapped"]


def test_what_nobody_was_given_can_be_resolved() -> None:
    assert resolved(CASE, "was a test", who="lee", now=LATER).owner == ""


def test_what_is_resolved_takes_no_further_step() -> None:
    done = resolved(CASE, "mapped", who="lee", now=LATER)
    with pytest.raises(BadInput, match="id: this case is resolved already"):
        assigned(done, "mira", who="lee", now=LATER)


def test_a_page_goes_on_after_its_last_case() -> None:
    assert position(CASE) == CasePosition(START, "1")


def test_sightings_gather_newest_first_and_keep_the_newer_words() -> None:
    older = Finding(code="C", group="g", subjects=("a", "b"), systems=("erp",), detail="older")
    newer = Finding(code="C", group="g", subjects=("c", "b"), systems=("tms",), detail="newer")
    whole = gathered(newer, older)
    assert (whole.subjects, whole.systems, whole.detail) == (("c", "b", "a"), ("tms", "erp"), "newer")
