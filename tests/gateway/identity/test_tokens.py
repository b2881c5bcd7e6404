import hmac
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import RSAKey
from starlette.datastructures import Headers

from domain.errors import Unauthenticated
from domain.partners import Principal
from domain.registry.records import Subject
from gateway.identity.authenticator import Authenticator
from gateway.identity.credentials import shown
from gateway.identity.declared import DeclaredPartners
from gateway.identity.issuer_keys import IssuerUnavailable
from gateway.identity.tokens import Tokens
from tests.doubles.clock import SettableClock
from tests.gateway.identity.issuing import (
    AUDIENCE,
    ISSUER,
    SHOP,
    STOREFRONT,
    TRUSTED,
    Issuer,
    authenticator,
    b64,
    ec_key,
    keys_of,
    token,
    tokens,
)

KEY = ec_key("a")
OTHER = "https://login.example.net"


async def asked(ours: Authenticator, header: str | None) -> Principal:
    return await ours.principal(shown(Headers({} if header is None else {"authorization": header})))


async def who(header: str | None, clock: SettableClock | None = None) -> Principal:
    return await asked(authenticator(Issuer(KEY), clock or SettableClock()), header)


async def refused(header: str | None) -> str:
    with pytest.raises(Unauthenticated) as caught:
        await who(header)
    return caught.value.public


async def test_a_token_of_the_issuer_stands_for_its_principal() -> None:
    assert await who(f"Bearer {token(KEY, SettableClock())}") == STOREFRONT


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
async def test_the_scheme_is_read_in_any_case(scheme: str) -> None:
    assert await who(f"{scheme} {token(KEY, SettableClock())}") == STOREFRONT


async def test_a_token_signed_with_rsa_is_taken() -> None:
    key = RSAKey.generate_key(2048, {"kid": "rsa"})
    header = f"Bearer {token(key, SettableClock(), 'RS256')}"
    assert await asked(authenticator(Issuer(KEY, key), SettableClock()), header) == STOREFRONT


async def test_one_audience_of_several_is_enough() -> None:
    assert await who(f"Bearer {token(KEY, SettableClock(), aud=['other', AUDIENCE])}") == STOREFRONT


@pytest.mark.parametrize("claim", ["client_id", "azp"])
async def test_a_client_acts_for_the_person_of_its_token(claim: str) -> None:
    principal = await who(f"Bearer {token(KEY, SettableClock(), sub='ann', **{claim: 'storefront'})}")
    assert (principal.partner, principal.person) == ("storefront", "ann")
    assert principal.grant == STOREFRONT.grant


async def test_a_client_may_ask_without_a_person() -> None:
    assert await who(f"Bearer {token(KEY, SettableClock(), sub=None, client_id='storefront')}") == STOREFRONT


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        (
            {"iss": "https://evil.example.com"},
            "The token's 'iss' is missing or not the one that is taken here",
        ),
        ({"iss": None}, "The token's 'iss' is missing or not the one that is taken here"),
        ({"aud": "other"}, "The token's 'aud' is missing or not the one that is taken here"),
        ({"aud": None}, "The token's 'aud' is missing or not the one that is taken here"),
        ({"exp": None}, "The token's 'exp' is missing or not the one that is taken here"),
        ({"exp": "soon"}, "The token's 'exp' is missing or not the one that is taken here"),
        ({"sub": 7}, "The token's 'sub' is missing or not the one that is taken here"),
        ({"sub": "nobody"}, "The token is valid, but its subject is not known here"),
        ({"sub": None}, "The token is valid, but its subject is not known here"),
    ],
)
async def test_a_claim_that_does_not_fit_is_named(claims: dict[str, object], message: str) -> None:
    assert await refused(f"Bearer {token(KEY, SettableClock(), **claims)}") == message


@pytest.mark.parametrize(("late", "taken"), [(320, True), (331, False)])
async def test_an_expired_token_is_refused_after_half_a_minute_of_leeway(late: int, *, taken: bool) -> None:
    made, clock = SettableClock(), SettableClock()
    clock.advance(timedelta(seconds=late))
    header = f"Bearer {token(KEY, made)}"
    if taken:
        assert await who(header, clock) == STOREFRONT
    else:
        with pytest.raises(Unauthenticated, match="expired"):
            await who(header, clock)


async def test_a_token_of_the_future_is_refused_beyond_the_leeway() -> None:
    clock = SettableClock()
    now = int(clock.now().timestamp())
    assert await who(f"Bearer {token(KEY, clock, nbf=now + 20)}") == STOREFRONT
    assert "'nbf'" in await refused(f"Bearer {token(KEY, clock, nbf=now + 60)}")


async def test_an_unsigned_token_is_refused() -> None:
    claims = f'{{"iss": "{ISSUER}", "aud": "{AUDIENCE}", "sub": "storefront", "exp": 9999999999}}'
    header = b64('{"alg": "none", "kid": "a"}')
    assert (
        await refused(f"Bearer {header}.{b64(claims)}.") == "The token should be signed with ES256 or RS256"
    )


async def test_the_public_key_is_no_shared_secret() -> None:
    claims = token(KEY, SettableClock()).split(".")[1]
    signed = b64('{"alg":"HS256","kid":"a"}') + "." + claims
    signature = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    forged = f"{signed}.{b64(signature)}"
    assert await refused(f"Bearer {forged}") == "The token should be signed with ES256 or RS256"


async def test_another_key_under_a_known_name_does_not_sign() -> None:
    assert (
        await refused(f"Bearer {token(ec_key('a'), SettableClock())}")
        == "The token's signature does not hold"
    )


async def test_an_unknown_key_is_refused() -> None:
    forged = token(ec_key("x"), SettableClock())
    assert await refused(f"Bearer {forged}") == "The token can't be read or its key is not known"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer x.y",
        "Bearer a.b.c",
        "Bearer " + "a" * 9_000,
        "Bearer " + b64("[" * 5_000) + ".e30.c2ln",
        "Bearer " + b64('{"alg": "ES256", "kid": {}}') + ".e30.c2ln",
        "Bearer " + b64('{"alg": "ES256", "kid": "a", "crit": ["x"], "x": 1}') + ".e30.c2ln",
        "Bearer \xe9.\xe9.\xe9",
    ],
)
async def test_what_is_no_token_is_refused(header: str | None) -> None:
    assert await refused(header)


@given(text=st.text(st.characters(codec="latin-1"), max_size=200))
async def test_any_text_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(Unauthenticated):
        await who(f"Bearer {text}")


async def test_a_verified_token_is_remembered_until_it_expires() -> None:
    clock, issuer = SettableClock(), Issuer(KEY)
    ours, header = authenticator(issuer, clock), f"Bearer {token(KEY, SettableClock())}"
    assert await asked(ours, header) == STOREFRONT
    issuer.down = True
    assert ours.peek(shown(Headers({"authorization": header}))) == STOREFRONT
    clock.advance(timedelta(seconds=331))
    with pytest.raises(Unauthenticated, match="expired"):
        await asked(ours, header)


async def test_a_verified_token_is_forgotten_when_its_key_is_withdrawn() -> None:
    clock, issuer = SettableClock(), Issuer(KEY)
    ours = authenticator(issuer, clock)
    header = f"Bearer {token(KEY, clock, exp=int(clock.now().timestamp()) + 86_400)}"
    assert await asked(ours, header) == STOREFRONT
    issuer.keys = [ec_key("b")]
    clock.advance(timedelta(minutes=11))
    with pytest.raises(Unauthenticated):
        await asked(ours, header)


async def test_without_the_issuer_nobody_is_known_and_nobody_is_refused() -> None:
    issuer = Issuer(KEY)
    issuer.down = True
    with pytest.raises(IssuerUnavailable):
        await asked(authenticator(issuer, SettableClock()), f"Bearer {token(KEY, SettableClock())}")


async def test_keys_that_were_fetched_again_and_are_the_same_leave_verified_tokens_alone() -> None:
    clock, issuer = SettableClock(), Issuer(KEY)
    ours, end = authenticator(issuer, clock), int(clock.now().timestamp()) + 86_400
    long, other = (f"Bearer {token(KEY, clock, exp=end, jti=name)}" for name in ("long", "other"))
    assert await asked(ours, long) == STOREFRONT
    clock.advance(timedelta(minutes=11))
    assert await asked(ours, other) == STOREFRONT
    assert len(issuer.calls) == 4
    assert ours.peek(shown(Headers({"authorization": long}))) == STOREFRONT


async def test_no_more_tokens_are_remembered_than_there_is_room_for() -> None:
    clock = SettableClock()
    ours = tokens(Issuer(KEY), clock, room=2)
    texts = [token(KEY, clock, jti=name).encode() for name in "abc"]
    for text in texts:
        await ours.verified(text)
    assert [ours.peek(text) is not None for text in texts] == [False, True, True]


@pytest.mark.parametrize("claims", [{"iss": ISSUER}, {"iss": OTHER}])
async def test_an_issuer_speaks_for_itself_alone(claims: dict[str, object]) -> None:
    clock, theirs = SettableClock(), ec_key("b")
    trusted = replace(TRUSTED, name="shops", url=OTHER, jwks=f"{OTHER}/keys")
    both = Tokens(
        [(TRUSTED, keys_of(Issuer(KEY), clock)), (trusted, keys_of(Issuer(theirs), clock, trusted))], clock
    )
    text = token(theirs, clock, **claims).encode()
    if claims["iss"] == OTHER:
        assert (await both.verified(text)).subjects == (Subject("shops", "storefront"),)
    else:
        with pytest.raises(Unauthenticated):
            await both.verified(text)


async def test_two_issuers_may_have_the_same_subject_and_it_is_not_the_same() -> None:
    clock = SettableClock()
    trusted = replace(TRUSTED, name="shops")
    ours = Authenticator(tokens(Issuer(KEY), clock, trusted), DeclaredPartners([SHOP]), clock, key_secret=b"")
    with pytest.raises(Unauthenticated, match="not known here"):
        await asked(ours, f"Bearer {token(KEY, clock)}")
