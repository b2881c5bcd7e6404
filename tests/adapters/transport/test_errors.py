from datetime import UTC, datetime, timedelta

import httpx
import pytest

from adapters.transport.errors import foreign_errors, refused, retry_delay
from domain.errors import (
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    ReplyInvalid,
)

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
REQUEST = httpx.Request("GET", "http://erp.test/")

FOREIGN: list[tuple[Exception, type[BackendError]]] = [
    (httpx.ConnectTimeout("slow"), BackendTimeout),
    (httpx.ReadTimeout("slow"), BackendTimeout),
    (httpx.WriteTimeout("slow"), BackendTimeout),
    (httpx.PoolTimeout("busy"), BackendTimeout),
    (httpx.ConnectError("refused"), BackendUnavailable),
    (httpx.ReadError("reset"), BackendUnavailable),
    (httpx.WriteError("reset"), BackendUnavailable),
    (httpx.CloseError("reset"), BackendUnavailable),
    (httpx.ProxyError("refused"), BackendUnavailable),
    (httpx.RemoteProtocolError("incomplete"), BackendUnavailable),
    (httpx.LocalProtocolError("illegal header"), BackendUnavailable),
    (httpx.UnsupportedProtocol("gopher"), BackendUnavailable),
    (httpx.DecodingError("not gzip"), ReplyInvalid),
]


@pytest.mark.parametrize(("foreign", "ours"), FOREIGN, ids=lambda case: getattr(case, "__name__", repr(case)))
def test_every_foreign_error_becomes_one_of_ours(foreign: Exception, ours: type[BackendError]) -> None:
    with pytest.raises(BackendError) as caught, foreign_errors("erp"):
        raise foreign
    assert type(caught.value) is ours
    assert caught.value.backend == "erp"
    assert repr(foreign) in caught.value.cause
    assert repr(foreign) not in caught.value.public


def test_every_error_of_transport_is_in_the_table() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        children = {child for child in kind.__subclasses__() if child.__module__ == "httpx"}
        return set().union(*(below(child) for child in children)) if children else {kind}

    leaves = below(httpx.TransportError) | below(httpx.DecodingError)
    assert leaves == {type(foreign) for foreign, _ in FOREIGN}


def test_an_error_of_ours_passes_as_it_is() -> None:
    error = BackendRefused("no", backend="erp")
    with pytest.raises(BackendRefused) as caught, foreign_errors("erp"):
        raise error
    assert caught.value is error


@pytest.mark.parametrize(
    ("status", "headers", "ours"),
    [
        (200, {}, None),
        (204, {}, None),
        (301, {"location": "http://elsewhere.test/"}, BackendRefused),
        (400, {}, BackendRefused),
        (401, {}, BackendRefused),
        (403, {}, BackendRefused),
        (404, {}, BackendRefused),
        (429, {}, BackendThrottled),
        (429, {"retry-after": "3"}, BackendThrottled),
        (500, {}, BackendUnavailable),
        (502, {}, BackendUnavailable),
        (503, {}, BackendUnavailable),
        (503, {"retry-after": "3"}, BackendThrottled),
        (503, {"retry-after": "soon"}, BackendUnavailable),
        (599, {}, BackendUnavailable),
    ],
)
def test_every_status_has_its_meaning(
    status: int, headers: dict[str, str], ours: type[BackendError] | None
) -> None:
    error = refused(httpx.Response(status, headers=headers, request=REQUEST), "erp", NOW)
    assert (type(error) if error else None) is ours
    if error is not None:
        assert error.backend == "erp"
        assert str(status) in error.cause


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_refusal_says_when_to_come_back(status: int) -> None:
    response = httpx.Response(status, headers={"retry-after": "3"}, request=REQUEST)
    error = refused(response, "erp", NOW)
    assert error is not None
    assert error.retry_after == timedelta(seconds=3)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0),
        ("7", 7),
        (" 7 ", 7),
        ("3600", 3600),
        ("86400", 3600),
        ("1800", 1800),
        ("9" * 40, 3600),
        ("9" * 5_000, 3600),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Mon, 02 Mar 2026 08:00:09 GMT", 9),
        ("Mon, 02 Mar 2026 09:00:09 +0100", 9),
        ("Mon, 02 Mar 2026 08:00:09 -0000", 9),
        ("Mon, 02 Mar 2026 07:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 3600),
        ("Mon, 99 Mar 2026 08:00:09 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_never_more_than_an_hour(
    header: str | None, seconds: int | None
) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert retry_delay(header, NOW) == expected
