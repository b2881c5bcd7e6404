import pytest

from gateway.settings.naming.check_digits import gs1_digit
from gateway.settings.naming.spelling import Spelling


@pytest.mark.parametrize(
    ("digits", "digit"),
    # Published numbers: a GTIN-13, a GTIN-14, a GTIN-8, a GLN and an SSCC.
    [
        ("400638133393", "1"),
        ("1061414100041", "5"),
        ("7351353", "7"),
        ("061414100003", "6"),
        ("00614141123456789", "0"),
    ],
)
def test_the_check_digit_is_that_of_gs1(digits: str, digit: str) -> None:
    assert gs1_digit(digits) == digit


@pytest.mark.parametrize(
    ("spelling", "ours", "theirs"),
    [
        (Spelling(pad=10), "4711", "0000004711"),
        (Spelling(pad=4), "4711", "4711"),
        (Spelling(pad=10), "AX-1", "AX-1"),
        (Spelling(pad=6, strip_prefix="SO-"), "SO-42", "000042"),
        (Spelling(pad=6, add_prefix="EU/"), "42", "EU/000042"),
        (Spelling(check_digit="gs1"), "400638133393", "4006381333931"),
        (Spelling(check_digit="gs1", pad=5, add_prefix="4006381"), "33393", "4006381333931"),
        (Spelling(check_digit="gs1", strip_prefix="SO-"), "SO-400638133393", "4006381333931"),
    ],
)
def test_a_rule_is_turned_round(spelling: Spelling, ours: str, theirs: str) -> None:
    assert spelling.theirs(ours) == theirs
    assert spelling.ours(theirs) == ours


@pytest.mark.parametrize(
    ("spelling", "ours"),
    [
        (Spelling(pad=4), "47110"),
        (Spelling(pad=6), "0042"),
        (Spelling(check_digit="gs1"), "AX-1"),
        (Spelling(check_digit="gs1"), "\N{ARABIC-INDIC DIGIT ONE}"),
    ],
    ids=["too long", "a zero that would be lost", "no digits", "digits of another script"],
)
def test_what_cannot_be_written_is_not_written(spelling: Spelling, ours: str) -> None:
    assert spelling.theirs(ours) is None


@pytest.mark.parametrize(
    ("spelling", "theirs"),
    [
        (Spelling(pad=10), "4711"),
        (Spelling(pad=4), "0000"),
        (Spelling(check_digit="gs1"), "4006381333932"),
        (Spelling(check_digit="gs1"), "1"),
        (Spelling(check_digit="gs1"), ""),
    ],
    ids=["not filled up", "nothing but zeros", "a digit read wrong", "nothing before it", "nothing"],
)
def test_what_was_not_written_so_is_none_of_ours(spelling: Spelling, theirs: str) -> None:
    assert spelling.ours(theirs) is None
