import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.identity.token_text import token_text
from tests.gateway.identity.issuing import b64

CLAIMS = {"sub": "storefront", "act": {"sub": "ann"}, "aud": ["a", "b"], "exp": 1.5}


def text(header: str | bytes = '{"alg": "ES256"}', payload: str | bytes = "{}") -> bytes:
    return f"{b64(header)}.{b64(payload)}.c2ln".encode()


def test_header_and_claims_are_read() -> None:
    read = token_text(text('{"alg": "ES256", "kid": "a"}', json.dumps(CLAIMS)))
    assert (read.header, read.claims, read.kid) == ({"alg": "ES256", "kid": "a"}, CLAIMS, "a")


def test_a_key_need_not_be_named() -> None:
    assert token_text(text()).kid is None


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt", "AT+JWT"])
def test_types_of_access_tokens_are_taken(kind: str) -> None:
    assert token_text(text(json.dumps({"alg": "ES256", "typ": kind})))


@pytest.mark.parametrize(
    "token",
    [
        b"",
        b"..",
        b"e30.e30",
        b"e30.e30.c2ln.c2ln",
        b" " + text(),
        text() + b"\n",
        text().replace(b".", b"=.", 1),
        text().replace(b".", b"+.", 1),
        text("[]"),
        text('"text"'),
        text("{"),
        text("{}{}"),
        text('{"alg": "none", "alg": "ES256"}'),
        text('{"alg": "ES256", "crit": []}'),
        text('{"alg": "ES256", "b64": true}'),
        text('{"alg": "ES256", "kid": 7}'),
        text('{"alg": "ES256", "kid": null}'),
        text('{"alg": "ES256", "typ": "dpop+jwt"}'),
        text('{"alg": "ES256", "typ": 7}'),
        text("{}".encode("utf-16")),
        text("\ufeff{}"),
        text(payload=b'{"sub": "\xff"}'),
        text(payload='{"sub": "a", "\\u0073ub": "b"}'),
        text(payload='{"a": [{"b": {"c": 1, "c": 2}}]}'),
        text(payload='{"exp": NaN}'),
        text(payload='{"exp": -Infinity}'),
        text(payload='{"exp": ' + "9" * 5_000 + "}"),
    ],
)
def test_what_two_readers_might_read_differently_is_refused(token: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        token_text(token)


@given(token=st.binary(max_size=100) | st.binary(max_size=50).map(lambda octets: text(octets, octets)))
def test_any_octets_are_read_or_refused(token: bytes) -> None:
    try:
        read = token_text(token)
    except ValueError:
        return
    assert isinstance(read.claims, dict)
