import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identifiers import Identifier, IdentifierKind
from domain.shapes.personal import (
    HIDDEN,
    masked_codes,
    masked_email,
    masked_name,
    masked_postal_code,
    masked_street,
    masked_text,
)

TEXTS = st.text(max_size=30)
WORDS = st.from_regex(r"[A-Za-z][A-Za-z0-9]{1,9}", fullmatch=True)
MASKS = (masked_name, masked_email, masked_postal_code, masked_text)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Ann Smith", "A. S."),
        ("Ann", "A."),
        ("Ann Maria de la Cruz", "A. C."),
        ("ACME Tools GmbH", "A. G."),
        ("  ", ""),
        ("(Élan)", "É."),
        ("A. S.", "A. S."),
    ],
)
def test_a_name_keeps_its_first_and_its_last_initial(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("jane@example.com", "j***@e***.com"),
        ("jane.doe@mail.example.co.uk", "j***@m***.uk"),
        ("jane@localhost", "j***@l***"),
        ('"j@ne"@example.com', "j***@e***.com"),
        ("nobody", "***"),
        ("", ""),
        ("jane@example.a long text of hers", "j***@e***.***"),
        ("j***@e***.com", "j***@e***.com"),
    ],
)
def test_an_email_keeps_its_first_characters_and_its_ending(address: str, masked: str) -> None:
    assert masked_email(address) == masked


@pytest.mark.parametrize(
    ("code", "masked"),
    [("94107-1234", "94***"), (" SW1A 1AA", "SW***"), ("", ""), ("9", "9***"), ("0*0", "0***")],
)
def test_a_postal_code_keeps_its_first_characters(code: str, masked: str) -> None:
    assert masked_postal_code(code) == masked


def test_of_street_and_text_it_is_told_that_there_is_one() -> None:
    assert masked_street(("1 Main St", "Apt 4")) == (HIDDEN,)
    assert masked_street(("", " ")) == masked_street(()) == ()
    assert masked_text("Signed by A. Smith") == HIDDEN
    assert masked_text(" ") == ""


def test_a_code_keeps_its_end() -> None:
    codes = [Identifier(IdentifierKind.CUSTOMER, "erp", value) for value in ("0001042", "1042", "")]
    assert [code.value for code in masked_codes(codes)] == ["***42", HIDDEN, HIDDEN]
    assert {code.instance for code in masked_codes(codes)} == {"erp"}


@given(text=TEXTS)
def test_to_mask_what_is_masked_changes_nothing(text: str) -> None:
    for mask in MASKS:
        assert mask(mask(text)) == mask(text)
    assert masked_street(masked_street((text,))) == masked_street((text,))
    codes = masked_codes((Identifier(IdentifierKind.CUSTOMER, "erp", text),))
    assert masked_codes(codes) == codes


@given(one=WORDS, middle=st.lists(WORDS, max_size=3), last=WORDS, other=st.lists(WORDS, max_size=3))
def test_names_with_the_same_ends_look_alike(
    one: str, middle: list[str], last: str, other: list[str]
) -> None:
    told = masked_name(" ".join((one, *middle, last)))
    assert told == masked_name(" ".join((one[0] + "x", *other, last[0])))


@given(one=WORDS, site=WORDS, other=WORDS, elsewhere=WORDS)
def test_emails_with_the_same_ends_look_alike(one: str, site: str, other: str, elsewhere: str) -> None:
    told = masked_email(f"{one}@{site}.com")
    assert told == masked_email(f"{one[0]}{other}@{site[0]}{elsewhere}.com")
    assert len(told) == len("j***@e***.com")


@given(one=TEXTS, other=TEXTS)
def test_texts_and_streets_look_alike_whatever_they_say(one: str, other: str) -> None:
    if bool(one.strip()) == bool(other.strip()):
        assert masked_text(one) == masked_text(other)
        assert masked_street((one,)) == masked_street((other, ""))


@given(start=st.from_regex(r"[A-Z0-9]{2}", fullmatch=True), one=WORDS, other=WORDS)
def test_postal_codes_with_the_same_start_look_alike(start: str, one: str, other: str) -> None:
    assert masked_postal_code(start + one) == masked_postal_code(start + other) == f"{start}***"
