import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.identity.api_keys import digest, looks_like_key, new_key, prefix_of, same_digest

SECRET = b"a process's secret"


def test_a_new_key_has_a_prefix_and_160_bits_that_nobody_knows() -> None:
    made = new_key()
    tag, prefix, secret = made.text.split("_")
    assert made.prefix == f"{tag}_{prefix}" == f"og_{prefix}"
    assert len(secret) * 5 == 160
    assert made.text.isascii()
    assert made.text == made.text.lower()


def test_no_two_keys_are_alike() -> None:
    made = [new_key() for _ in range(1_000)]
    assert len({key.text.split("_")[2] for key in made}) == 1_000


def test_a_key_is_found_by_its_prefix() -> None:
    made = new_key()
    assert prefix_of(made.text) == made.prefix
    assert looks_like_key(made.text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "og_",
        "og_abcdefgh",
        "og_abcdefgh_",
        "og_abcdefgh_" + "a" * 31,
        "og_abcdefgh_" + "a" * 33,
        "og_abcdefgh_" + "a" * 32 + "\n",
        "og_abcdefg1_" + "a" * 32,
        "OG_abcdefgh_" + "a" * 32,
        "eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
    ],
)
def test_what_is_no_key_has_no_prefix(text: str) -> None:
    assert prefix_of(text) is None


@given(st.text())
def test_any_text_may_be_looked_at(text: str) -> None:
    assert prefix_of(text) is None or looks_like_key(text)


def test_a_digest_depends_on_every_character_and_on_the_secret() -> None:
    text = new_key().text
    kept = digest(SECRET, text)
    assert len(kept) == 32
    assert same_digest(kept, digest(SECRET, text))
    assert not same_digest(kept, digest(b"another secret", text))
    for place in range(len(text)):
        other = text[:place] + ("a" if text[place] != "a" else "b") + text[place + 1 :]
        assert not same_digest(kept, digest(SECRET, other))
