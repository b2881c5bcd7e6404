"""Every error that OrderGraph raises on purpose, as one tree.

OrderGraphError
├── BadInput                what the caller sent cannot be used; names the field
│   └── ImpossibleValue     a time, quantity or code that no system could mean
├── ConfigInvalid           settings or instance file; names the place
├── Unauthenticated         nobody is known to be asking
├── NotGranted              the asker is known and may not
├── LimitExceeded           the operation is larger than a limit
├── StoreUnavailable        our own database cannot be reached
└── BackendError            one instance could not answer; names it
    ├── BackendUnavailable  no connection, or a 5xx
    ├── BackendTimeout      no answer within the deadline
    ├── BackendThrottled    the system asked us to slow down
    ├── BackendBudgetSpent  what we may ask of its host is used up for now
    ├── BreakerOpen         its host failed so often that it is left in peace for a while
    ├── BackendRefused      credentials or request refused; a retry cannot help
    ├── ReplyInvalid        the reply breaks its own contract; names the path
    ├── FreshnessNotMet     nothing as fresh as the caller strictly wants; names why
    └── CapabilityMissing   the system has no such thing; its manifest says so

`public` is safe to show to any caller; `cause` is for logs only.
"""

from datetime import timedelta
from typing import ClassVar


class OrderGraphError(Exception):
    """Root of the tree: a stable code, whether a retry may help, and two messages."""

    code: ClassVar[str] = "INTERNAL"
    retryable: ClassVar[bool] = False

    def __init__(self, public: str, *, cause: str = "") -> None:
        super().__init__(f"{public} ({cause})" if cause else public)
        self.public = public
        self.cause = cause


class BadInput(OrderGraphError):
    """The caller sent something unusable; `field` says where."""

    code = "BAD_INPUT"

    def __init__(self, public: str, *, field: str = "", cause: str = "") -> None:
        super().__init__(f"{field}: {public}" if field else public, cause=cause)
        self.field = field


class ImpossibleValue(BadInput):
    """A time, quantity, amount or code that cannot be meant as it stands."""

    code = "IMPOSSIBLE_VALUE"


class ConfigInvalid(OrderGraphError):
    """Settings or the instance file are wrong; `place` is a path such as `instances.erp.base_url`."""

    code = "CONFIG_INVALID"

    def __init__(self, public: str, *, place: str = "", cause: str = "") -> None:
        super().__init__(f"{place}: {public}" if place else public, cause=cause)
        self.place = place


class Unauthenticated(OrderGraphError):
    """No valid credential came with the request."""

    code = "UNAUTHENTICATED"


class NotGranted(OrderGraphError):
    """The principal lacks the scope that the field names."""

    code = "FIELD_NOT_GRANTED"


class LimitExceeded(OrderGraphError):
    """The operation is deeper, wider or longer than allowed; the message has limit and measure."""

    code = "LIMIT_EXCEEDED"


class StoreUnavailable(OrderGraphError):
    """Our own store cannot be reached, or its schema is not the one this version needs."""

    code = "STORE_UNAVAILABLE"
    retryable = True


class BackendError(OrderGraphError):
    """One instance could not answer. `backend` is the instance's name."""

    code = "BACKEND_ERROR"

    def __init__(
        self,
        public: str,
        *,
        backend: str,
        retry_after: timedelta | None = None,
        cause: str = "",
    ) -> None:
        super().__init__(public, cause=cause)
        self.backend = backend
        self.retry_after = retry_after


class BackendUnavailable(BackendError):
    """No connection (not `connected`), a reset, or a 5xx answer."""

    code = "BACKEND_UNAVAILABLE"
    retryable = True

    def __init__(
        self,
        public: str,
        *,
        backend: str,
        retry_after: timedelta | None = None,
        cause: str = "",
        connected: bool = True,
    ) -> None:
        super().__init__(public, backend=backend, retry_after=retry_after, cause=cause)
        self.connected = connected


class BackendTimeout(BackendError):
    """No complete answer within the deadline of the request."""

    code = "BACKEND_TIMEOUT"
    retryable = True


class BackendThrottled(BackendError):
    """The system answered 429, or 503 with Retry-After."""

    code = "BACKEND_THROTTLED"
    retryable = True


class BackendBudgetSpent(BackendError):
    """Not asked: what its host bears is used up, and no turn comes within the deadline."""

    code = "BACKEND_BUDGET_SPENT"
    retryable = True


class BreakerOpen(BackendError):
    """Not asked: its host failed again and again, and is tried anew in `retry_after`."""

    code = "BREAKER_OPEN"
    retryable = True


class BackendRefused(BackendError):
    """Our credentials or our request were refused; trying again changes nothing."""

    code = "BACKEND_REFUSED"


class ReplyInvalid(BackendError):
    """The reply is not what the system's own contract says; `path` names the place in it."""

    code = "BACKEND_REPLY_INVALID"

    def __init__(self, public: str, *, backend: str, path: str = "", cause: str = "") -> None:
        super().__init__(public, backend=backend, cause=cause or path)
        self.path = path


class FreshnessNotMet(BackendError):
    """The caller takes nothing older than a bound, and nothing else is there; `reason` is a StaleReason."""

    code = "FRESHNESS_NOT_MET"
    retryable = True

    def __init__(
        self,
        public: str,
        *,
        backend: str,
        reason: str,
        retry_after: timedelta | None = None,
        cause: str = "",
    ) -> None:
        super().__init__(public, backend=backend, retry_after=retry_after, cause=cause)
        self.reason = reason


class CapabilityMissing(BackendError):
    """The adapter's manifest does not declare what was asked for."""

    code = "CAPABILITY_MISSING"
