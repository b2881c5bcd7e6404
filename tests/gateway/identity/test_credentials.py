import pytest
from starlette.datastructures import Headers

from domain.errors import Unauthenticated
from gateway.identity.api_keys import new_key
from gateway.identity.credentials import Key, Shown, Token, shown

KEY = new_key().text


def of(*headers: tuple[str, str]) -> Shown | None:
    return shown(Headers(raw=[(name.encode(), value.encode("latin-1")) for name, value in headers]))


def test_nothing_is_nothing() -> None:
    assert of(("accept", "*/*")) is None


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", " Bearer "])
def test_a_bearer_token_is_a_token(scheme: str) -> None:
    assert of(("authorization", f"{scheme} a.b.c ")) == Token(b"a.b.c")


def test_a_key_may_stand_in_either_header() -> None:
    assert of(("authorization", f"Bearer {KEY}")) == of(("x-api-key", KEY)) == Key(KEY)


@pytest.mark.parametrize(
    "headers",
    [
        [("authorization", "Bearer a.b.c"), ("authorization", "Bearer a.b.c")],
        [("authorization", "Bearer a.b.c"), ("x-api-key", KEY)],
        [("authorization", f"Bearer {KEY}"), ("x-api-key", KEY)],
        [("x-api-key", KEY), ("x-api-key", KEY)],
    ],
)
def test_two_credentials_are_none(headers: list[tuple[str, str]]) -> None:
    with pytest.raises(Unauthenticated, match="Send one credential"):
        of(*headers)


@pytest.mark.parametrize(
    "header",
    [
        ("authorization", ""),
        ("authorization", "Bearer"),
        ("authorization", "Bearer  "),
        ("authorization", f"Basic {KEY}"),
        ("authorization", KEY),
        ("authorization", "Bearer " + "a" * 17_000),
        ("x-api-key", ""),
        ("x-api-key", "a.b.c"),
        ("x-api-key", f"Bearer {KEY}"),
    ],
)
def test_what_is_no_credential_is_refused_and_not_taken_for_none(header: tuple[str, str]) -> None:
    with pytest.raises(Unauthenticated):
        of(header)
