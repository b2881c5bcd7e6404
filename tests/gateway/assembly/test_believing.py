"""What a system found not to be right is kept, whatever becomes of its answer in the merge."""

import pytest

from domain.authority import Authority, AuthorityRule, Fact
from domain.errors import BackendUnavailable, ReplyInvalid
from domain.exceptions import BAD_RECORD, UNMAPPED_CODE, Finding
from domain.ports.reading import MISSING, Failed, Found
from gateway.assembly.believing import all_together, most_believed
from gateway.assembly.merged import Merge

BELIEVED = Authority((AuthorityRule(fact=Fact.ORDER, instances=("erp", "archive")),))
BROKEN = Finding(code=BAD_RECORD, group="erp/lines")
ODD = Finding(code=UNMAPPED_CODE, group="archive/status/ZZ")
FAILED = Failed(ReplyInvalid("sent a record that cannot be used", backend="erp"), (BROKEN,))
FOUND = Found("SO-1", findings=(ODD,))
MERGES: tuple[Merge[str, str], ...] = (
    most_believed(BELIEVED, Fact.ORDER),
    all_together(BELIEVED, Fact.ORDER, "+".join),
)


@pytest.mark.parametrize("merge", MERGES)
def test_a_record_that_one_system_spoiled_and_another_has_keeps_the_findings_of_both(
    merge: Merge[str, str],
) -> None:
    outcome = merge("SO-1", {"erp": FAILED, "archive": FOUND})
    assert isinstance(outcome, Found)
    assert (outcome.value, outcome.gaps) == ("SO-1", (FAILED.error,))
    assert set(outcome.findings) == {BROKEN, ODD}


@pytest.mark.parametrize("merge", MERGES)
def test_a_record_that_nobody_could_give_keeps_its_findings(merge: Merge[str, str]) -> None:
    outcome = merge("SO-1", {"erp": FAILED, "archive": MISSING})
    assert outcome == FAILED


@pytest.mark.parametrize("merge", MERGES)
def test_where_everybody_fails_each_of_them_is_named(merge: Merge[str, str]) -> None:
    down = Failed(BackendUnavailable("cannot be reached", backend="archive"))
    outcome = merge("SO-1", {"erp": FAILED, "archive": down})
    assert isinstance(outcome, Failed)
    assert outcome.errors == (FAILED.error, down.error)
    assert outcome.findings == (BROKEN,)
