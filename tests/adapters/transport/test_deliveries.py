import hashlib
import hmac
from datetime import timedelta

import msgspec
import pytest

from adapters.transport.deliveries import TimedHmac, check_age, check_signature, hex_digest, read_delivery
from domain.errors import BadInput, Unauthenticated
from domain.ports.backends import WEBHOOK_TOLERANCE
from tests.doubles.clock import START

NOW = int(START.timestamp())
ONE_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("away", [timedelta(0), WEBHOOK_TOLERANCE, -WEBHOOK_TOLERANCE])
def test_what_was_signed_just_now_is_taken(away: timedelta) -> None:
    check_age(str(NOW), START + away, "tms", "x-time")


@pytest.mark.parametrize("away", [WEBHOOK_TOLERANCE + ONE_SECOND, -WEBHOOK_TOLERANCE - ONE_SECOND])
def test_what_was_signed_at_another_time_is_refused(away: timedelta) -> None:
    with pytest.raises(Unauthenticated, match="tms: the delivery is too old or from the future"):
        check_age(str(NOW), START + away, "tms", "x-time")


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1e9", "1.0", " 1", "\u0663", "\u00b2", "9" * 12])
def test_what_is_no_time_is_refused(stamp: str) -> None:
    with pytest.raises(Unauthenticated, match="tms: the delivery bears no time") as caught:
        check_age(stamp, START, "tms", "x-time")
    assert caught.value.cause == "x-time"


@pytest.mark.parametrize("stamp", ["0", "9" * 11])
def test_every_time_of_a_calendar_can_be_compared(stamp: str) -> None:
    with pytest.raises(Unauthenticated, match="too old or from the future"):
        check_age(stamp, START, "tms", "x-time")


def test_one_valid_signature_is_enough() -> None:
    check_signature([b"bad", b"good"], [b"old", b"good"], "tms", "x-signature")


@pytest.mark.parametrize("given", [[], [b""], [b"bad"], [b"goo"], ["\u00e9".encode()]])
def test_without_a_valid_signature_nothing_is_taken(given: list[bytes]) -> None:
    with pytest.raises(Unauthenticated, match="tms: the signature does not match") as caught:
        check_signature(given, [b"old", b"good"], "tms", "x-signature")
    assert caught.value.cause == "x-signature"


def test_without_a_secret_nothing_is_taken() -> None:
    with pytest.raises(Unauthenticated):
        check_signature([b""], [], "tms", "x-signature")


def test_a_digest_is_that_of_rfc_4231() -> None:
    digest = b"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert hex_digest(b"Jefe", b"what do ya want for nothing?") == digest


SIGNED = TimedHmac(timestamp="x-time", signature="x-signature", between=b"~", prefix=b"v9=")
DIGITS = hmac.new(b"new", f"{NOW}~body".encode(), hashlib.sha256).hexdigest()
HEADERS = {"x-time": str(NOW), "x-signature": f"v9={DIGITS}"}


def test_what_any_live_secret_signed_is_taken() -> None:
    SIGNED.check(HEADERS, b"body", START, [b"old", b"new"], "tms")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"body"),
        ({"x-time": str(NOW)}, b"body"),
        ({"x-signature": f"v9={DIGITS}"}, b"body"),
        (HEADERS, b"another"),
        (HEADERS | {"x-time": str(NOW + 1)}, b"body"),
        (HEADERS | {"x-signature": DIGITS}, b"body"),
        (HEADERS | {"x-signature": f"v8={DIGITS}"}, b"body"),
    ],
)
def test_what_was_not_signed_so_is_refused(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(Unauthenticated, match="tms: the "):
        SIGNED.check(headers, body, START, [b"old", b"new"], "tms")


def test_what_a_secret_that_is_no_longer_live_signed_is_refused() -> None:
    with pytest.raises(Unauthenticated, match="the signature does not match"):
        SIGNED.check(HEADERS, b"body", START, [b"old"], "tms")


@pytest.mark.parametrize(
    ("body", "says"), [(b"", "truncated"), (b"\xff", "tms: "), (b'"1"', "Expected `int`, got `str`")]
)
def test_what_cannot_be_read_is_bad_input(body: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        read_delivery(msgspec.json.Decoder(int), body, "tms")
    assert caught.value.field == "body"
