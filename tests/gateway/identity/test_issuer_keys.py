import asyncio
import warnings
from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc.jwk import OctKey, RSAKey

from gateway.identity.issuer_keys import IssuerUnavailable
from tests.doubles.clock import SettableClock
from tests.gateway.identity.issuing import TRUSTED, Issuer, ec_key, keys_of

BOTH = ["/realm/.well-known/openid-configuration", "/realm/keys"]


async def kids(issuer: Issuer, clock: SettableClock) -> list[str | None]:
    return [key.kid for key in await keys_of(issuer, clock).holding(None)]


async def test_keys_are_found_by_discovery_and_kept() -> None:
    issuer, clock = Issuer(ec_key("a")), SettableClock()
    keys = keys_of(issuer, clock)
    first = await keys.holding("a")
    assert [key.kid for key in first] == ["a"]
    assert await keys.holding("a") is first
    assert issuer.calls == BOTH


async def test_callers_at_the_same_time_fetch_once() -> None:
    issuer, clock = Issuer(ec_key("a")), SettableClock()
    keys = keys_of(issuer, clock)
    await asyncio.gather(*(keys.holding("a") for _ in range(20)))
    assert issuer.calls == BOTH


async def test_old_keys_are_fetched_again() -> None:
    issuer, clock = Issuer(ec_key("a")), SettableClock()
    keys = keys_of(issuer, clock)
    await keys.holding("a")
    issuer.keys = [ec_key("b")]
    clock.advance(timedelta(minutes=11))
    assert [key.kid for key in await keys.holding("b")] == ["b"]


async def test_an_unknown_key_is_looked_for_once_and_not_at_each_token() -> None:
    issuer, clock = Issuer(ec_key("a")), SettableClock()
    keys = keys_of(issuer, clock)
    await keys.holding("a")
    clock.advance(timedelta(seconds=6))
    for _ in range(3):
        assert [key.kid for key in await keys.holding("x")] == ["a"]
    assert issuer.calls == BOTH * 2
    clock.advance(timedelta(seconds=6))
    issuer.keys.append(ec_key("x"))
    assert [key.kid for key in await keys.holding("x")] == ["a", "x"]


async def test_known_keys_are_used_while_the_issuer_is_down() -> None:
    issuer, clock = Issuer(ec_key("a")), SettableClock()
    keys = keys_of(issuer, clock)
    await keys.holding("a")
    issuer.down = True
    clock.advance(timedelta(hours=11))
    assert [key.kid for key in await keys.holding("a")] == ["a"]


async def test_keys_are_not_used_for_ever_without_their_issuer() -> None:
    issuer, clock = Issuer(ec_key("a")), SettableClock()
    keys = keys_of(issuer, clock)
    await keys.holding("a")
    issuer.down = True
    clock.advance(timedelta(hours=13))
    with pytest.raises(IssuerUnavailable):
        await keys.holding("a")


async def test_an_issuer_that_was_never_reached_is_told_and_tried_again_after_a_pause() -> None:
    issuer, clock = Issuer(ec_key("a")), SettableClock()
    issuer.down = True
    keys = keys_of(issuer, clock)
    for _ in range(3):
        with pytest.raises(IssuerUnavailable) as caught:
            await keys.holding("a")
        assert caught.value.retry_after == timedelta(seconds=5)
    assert len(issuer.calls) == 1
    issuer.down = False
    clock.advance(timedelta(seconds=5))
    assert [key.kid for key in await keys.holding("a")] == ["a"]


async def test_a_document_of_another_issuer_is_not_believed() -> None:
    issuer = Issuer(ec_key("a"))
    issuer.issuer = "https://id.example.com/other"
    with pytest.raises(IssuerUnavailable):
        await kids(issuer, SettableClock())


async def test_an_error_page_is_no_key_set() -> None:
    issuer = Issuer(ec_key("a"))
    issuer.status = 503
    with pytest.raises(IssuerUnavailable):
        await kids(issuer, SettableClock())


async def test_keys_that_cannot_serve_are_left_out() -> None:
    encrypting = ec_key("enc").as_dict(private=False) | {"use": "enc"}
    malformed = {"kty": "EC", "kid": "bad", "crv": "P-256", "x": "?", "y": "?"}
    extended = ec_key("ext").as_dict(private=False) | {"ext": True, "key_ops": ["verify"]}
    issuer = Issuer(
        OctKey.generate_key(256, {"kid": "oct"}, private=True), RSAKey.generate_key(2048, {"kid": "rsa"})
    )
    issuer.published = [encrypting, malformed, extended, {"kty": "AKP", "kid": "new"}, {}]
    assert await kids(issuer, SettableClock()) == ["ext", "rsa"]


async def test_a_set_without_a_usable_key_is_told() -> None:
    with pytest.raises(IssuerUnavailable):
        await kids(Issuer(), SettableClock())


async def test_weak_keys_and_unknown_curves_are_left_out() -> None:
    curve = {"kty": "EC", "kid": "curve", "crv": "P-999", "x": "AA", "y": "AA"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weak = RSAKey.generate_key(1024, {"kid": "weak"})
        issuer = Issuer(weak, ec_key("good"))
        issuer.published = [curve]
        assert await kids(issuer, SettableClock()) == ["good"]


async def test_an_endless_document_is_not_read_to_its_end() -> None:
    issuer = Issuer(ec_key("a"))
    issuer.published = [{"kty": "EC", "kid": "x" * 300_000}]
    with pytest.raises(IssuerUnavailable):
        await kids(issuer, SettableClock())


async def test_keys_without_https_are_not_taken_where_the_issuer_has_it() -> None:
    issuer = Issuer(ec_key("a"))
    issuer.jwks_uri = "http://id.example.com/realm/keys"
    with pytest.raises(IssuerUnavailable):
        await kids(issuer, SettableClock())


async def test_discovery_may_stand_elsewhere_and_keys_may_be_named_at_once() -> None:
    clock, elsewhere = SettableClock(), "https://id.example.com/elsewhere"
    issuer = Issuer(ec_key("a"))
    issuer.discovery = "/elsewhere"
    found = await keys_of(issuer, clock, replace(TRUSTED, discovery=elsewhere)).holding(None)
    assert [key.kid for key in found] == ["a"]
    assert issuer.calls == ["/elsewhere", "/realm/keys"]
    issuer.discovery = ""
    found = await keys_of(issuer, clock, replace(TRUSTED, jwks=elsewhere)).holding(None)
    assert [key.kid for key in found] == ["a"]
    assert issuer.calls[2:] == ["/elsewhere"]
