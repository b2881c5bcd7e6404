import hashlib
import hmac

import pytest

from domain.errors import ImpossibleValue
from domain.search.email import SHORTEST_KEY, email_term
from domain.search.terms import Term, TermKind

KEY = b"0123456789abcdef"


def test_it_is_the_keyed_hash_of_the_plain_address() -> None:
    digest = hmac.new(KEY, b"mira@example.com", hashlib.sha256).hexdigest()
    assert email_term("mira@example.com", KEY) == Term(TermKind.EMAIL, digest)


@pytest.mark.parametrize("written", ["Mira@Example.COM", "  mira@example.com\n", "mira @ example.com"])
def test_case_and_blanks_do_not_matter(written: str) -> None:
    assert email_term(written, KEY) == email_term("mira@example.com", KEY)


def test_another_address_or_another_key_is_another_term() -> None:
    term = email_term("mira@example.com", KEY)
    assert email_term("mina@example.com", KEY) != term
    assert email_term("mira@example.com", KEY[::-1]) != term


@pytest.mark.parametrize("number", ["po1@example.com", "#1@example.com"])
def test_an_address_is_not_read_as_a_number(number: str) -> None:
    assert email_term(number, KEY) != email_term("1@example.com", KEY)


@pytest.mark.parametrize(
    "text", ["", "   ", "mira", "@example.com", "mira@", "mi\0ra@x", "m\ud800@x", "m" * 300 + "@x"]
)
def test_what_is_no_address_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ImpossibleValue) as caught:
        email_term(text, KEY, field="filter.email")
    assert str(caught.value) == "filter.email: is no e-mail address"


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match=f"15 bytes, {SHORTEST_KEY} are the least"):
        email_term("mira@example.com", KEY[1:])
