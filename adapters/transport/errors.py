"""The border where foreign errors become ours, most specific first."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from domain.errors import (
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    ReplyInvalid,
)

_THROTTLED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_LONGEST_RETRY_AFTER = timedelta(hours=1)
_MOST_DIGITS = 9  # of a number that is worth reading


@contextmanager
def foreign_errors(backend: str) -> Iterator[None]:
    """Turn what httpx raises inside the block into the errors of our tree."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise BackendTimeout("did not answer in time", backend=backend, cause=repr(error)) from error
    except httpx.RemoteProtocolError as error:
        raise BackendUnavailable("broke off its answer", backend=backend, cause=repr(error)) from error
    except httpx.DecodingError as error:
        raise ReplyInvalid(
            "sent a body that cannot be decoded", backend=backend, cause=repr(error)
        ) from error
    except httpx.ConnectError as error:
        raise BackendUnavailable(
            "cannot be reached", backend=backend, cause=repr(error), connected=False
        ) from error
    except httpx.TransportError as error:
        raise BackendUnavailable("cannot be reached", backend=backend, cause=repr(error)) from error


def refused(response: httpx.Response, backend: str, now: datetime) -> BackendError | None:
    """The error that a status means; None for success. Redirects are never followed."""
    status = response.status_code
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    retry_after = retry_delay(response.headers.get("retry-after"), now)
    cause = f"HTTP {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status in _THROTTLED and retry_after):
        return BackendThrottled("asks us to slow down", backend=backend, retry_after=retry_after, cause=cause)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return BackendUnavailable("failed to answer", backend=backend, retry_after=retry_after, cause=cause)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return BackendRefused("refused our credentials", backend=backend, cause=cause)
    return BackendRefused("refused the request", backend=backend, cause=cause)


def retry_delay(header: str | None, now: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110): seconds or an HTTP date; nonsense counts as absent."""
    if header is None:
        return None
    text = header.strip()
    if text.isdecimal():
        seconds = int(text) if len(text) <= _MOST_DIGITS else _LONGEST_RETRY_AFTER.seconds
        return min(timedelta(seconds=seconds), _LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(zoned - now, timedelta(0)), _LONGEST_RETRY_AFTER)
