"""What is wrong with what was asked, with who asks it, or with us."""

from datetime import timedelta

from domain.errors.root import OrderGraphError


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


class Suspended(OrderGraphError):
    """The partner is known and suspended."""

    code = "PARTNER_SUSPENDED"


class NotFound(OrderGraphError):
    """Nothing has that name as far as the principal may know; the text is the same for every cause."""

    code = "NOT_FOUND"


class LimitExceeded(OrderGraphError):
    """What was sent is deeper, wider or longer than allowed: `limit` by name, `measured` at least."""

    code = "LIMIT_EXCEEDED"

    def __init__(
        self, public: str, *, limit: str = "", allowed: int = 0, measured: int = 0, cause: str = ""
    ) -> None:
        super().__init__(public, cause=cause)
        self.limit = limit
        self.allowed = allowed
        self.measured = measured


class QuotaSpent(OrderGraphError):
    """The partner has asked as much as its quota allows; `retry_after` says when it may again.

    policy: which part of the quota, `points` or `operations` at once.
    """

    code = "QUOTA_SPENT"
    retryable = True

    def __init__(
        self, public: str, *, policy: str = "points", retry_after: timedelta | None = None, cause: str = ""
    ) -> None:
        super().__init__(public, cause=cause, retry_after=retry_after)
        self.policy = policy


class Overloaded(OrderGraphError):
    """This process has too much to do, whoever asks."""

    code = "OVERLOADED"
    retryable = True


class StoreUnavailable(OrderGraphError):
    """Our own store cannot be reached, or its schema is not the one this version needs."""

    code = "STORE_UNAVAILABLE"
    retryable = True


class BrokerUnavailable(OrderGraphError):
    """A message broker of the company's cannot be reached, or did not confirm what was sent."""

    code = "BROKER_UNAVAILABLE"
    retryable = True
