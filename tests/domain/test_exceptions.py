import pytest

from domain.exceptions import (
    BAD_RECORD,
    BAD_VALUE,
    UNLINKED_IDENTIFIER,
    UNMAPPED_CODE,
    CaseState,
    ExceptionCase,
    Finding,
    Severity,
    bad_value,
    unmapped,
)
from tests.doubles.clock import START


def test_one_unknown_code_is_one_case_however_many_things_have_it() -> None:
    found = [unmapped("wms_east", "state", "ZZ-77", f"order:SO-{number}") for number in range(100)]
    assert {(finding.code, finding.group) for finding in found} == {(UNMAPPED_CODE, "wms_east/state/ZZ-77")}
    assert found[7].subjects == ("order:SO-7",)
    assert found[7].systems == ("wms_east",)
    assert found[7].detail == "wms_east uses state code 'ZZ-77', which no mapping knows"


@pytest.mark.parametrize(
    "other",
    [
        unmapped("wms_west", "state", "ZZ-77", "order:SO-1"),
        unmapped("wms_east", "unit", "ZZ-77", "order:SO-1"),
        unmapped("wms_east", "state", "ZZ-78", "order:SO-1"),
    ],
    ids=["of another instance", "of another vocabulary", "another code"],
)
def test_another_unknown_code_is_another_case(other: Finding) -> None:
    assert other.group != unmapped("wms_east", "state", "ZZ-77", "order:SO-1").group


def test_a_code_of_great_length_makes_no_case_of_great_length() -> None:
    finding = unmapped("wms_east", "state", "Z" * 10_000, "order:SO-1")
    assert len(finding.group) < 100
    assert len(finding.detail) < 150


def test_a_value_left_out_is_one_case_for_each_place() -> None:
    one = bad_value("tms", "stops.at", "has no zone", "shipment:S-1")
    other = bad_value("tms", "stops.at", "is not a time", "shipment:S-2")
    assert (one.code, one.group) == (other.code, other.group) == (BAD_VALUE, "tms/stops.at")
    assert one.detail == "tms sent an unusable value at stops.at: has no zone"
    assert one.subjects == ("shipment:S-1",)


def test_codes_are_told_apart() -> None:
    assert len({UNMAPPED_CODE, UNLINKED_IDENTIFIER, BAD_RECORD, BAD_VALUE}) == 4


def test_a_new_case_is_open_and_nobodys() -> None:
    finding = Finding(code=BAD_VALUE, group="tms/stops.at")
    case = ExceptionCase(id="1", finding=finding, first_seen=START, last_seen=START)
    assert (case.state, case.owner, case.count) == (CaseState.OPEN, "", 1)
    assert finding.severity is Severity.WARNING


def test_states_and_severities_are_those_of_the_design() -> None:
    assert list(CaseState) == ["OPEN", "ASSIGNED", "RESOLVED"]
    assert list(Severity) == ["INFO", "WARNING", "CRITICAL"]
