"""What is wrong with a system, or with the way there."""

from datetime import timedelta

from domain.errors.root import OrderGraphError


class BackendError(OrderGraphError):
    """One instance could not answer. `backend` is the instance's name."""

    code = "BACKEND_ERROR"

    def __init__(
        self, public: str, *, backend: str, retry_after: timedelta | None = None, cause: str = ""
    ) -> None:
        super().__init__(public, cause=cause, retry_after=retry_after)
        self.backend = backend


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
    """Not asked: what its host bears is used up, and no turn comes in time.

    no_turn_for: how long there is certainly none; None where one may be there at any moment.
    """

    code = "BACKEND_BUDGET_SPENT"
    retryable = True

    def __init__(
        self,
        public: str,
        *,
        backend: str,
        retry_after: timedelta | None = None,
        cause: str = "",
        no_turn_for: timedelta | None = None,
    ) -> None:
        super().__init__(public, backend=backend, retry_after=retry_after, cause=cause)
        self.no_turn_for = no_turn_for


class BreakerOpen(BackendError):
    """Not asked: its host failed again and again, and is tried anew in `retry_after`.

    Nothing of it is left where only a call for which somebody waits anyway was not to try it.
    """

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
        self, public: str, *, backend: str, reason: str, retry_after: timedelta | None = None, cause: str = ""
    ) -> None:
        super().__init__(public, backend=backend, retry_after=retry_after, cause=cause)
        self.reason = reason


class CapabilityMissing(BackendError):
    """The adapter's manifest does not declare what was asked for."""

    code = "CAPABILITY_MISSING"
