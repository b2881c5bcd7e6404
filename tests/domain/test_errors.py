import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain import errors
from domain.errors import (
    BackendBudgetSpent,
    BackendError,
    BackendRefused,
    BackendThrottled,
    BackendTimeout,
    BackendUnavailable,
    BadInput,
    BreakerOpen,
    BrokerUnavailable,
    CapabilityMissing,
    ConfigInvalid,
    FreshnessNotMet,
    IdempotencyConflict,
    ImpossibleValue,
    LimitExceeded,
    NotEnoughStock,
    NotFound,
    NotGranted,
    OrderGraphError,
    Overloaded,
    QuotaSpent,
    ReplyInvalid,
    ReservationContended,
    ReservationEnded,
    ReservationExpired,
    StoreUnavailable,
    Suspended,
    Unauthenticated,
)

# Callers and their tools know errors by these codes: they do not change.
CODES: dict[type[OrderGraphError], str] = {
    OrderGraphError: "INTERNAL",
    BadInput: "BAD_INPUT",
    ImpossibleValue: "IMPOSSIBLE_VALUE",
    ConfigInvalid: "CONFIG_INVALID",
    Unauthenticated: "UNAUTHENTICATED",
    Suspended: "PARTNER_SUSPENDED",
    NotGranted: "FIELD_NOT_GRANTED",
    NotFound: "NOT_FOUND",
    QuotaSpent: "QUOTA_SPENT",
    Overloaded: "OVERLOADED",
    LimitExceeded: "LIMIT_EXCEEDED",
    StoreUnavailable: "STORE_UNAVAILABLE",
    BrokerUnavailable: "BROKER_UNAVAILABLE",
    IdempotencyConflict: "IDEMPOTENCY_KEY_REUSED",
    NotEnoughStock: "NOT_ENOUGH_STOCK",
    ReservationContended: "RESERVATION_CONTENDED",
    ReservationExpired: "RESERVATION_EXPIRED",
    ReservationEnded: "RESERVATION_ENDED",
    BackendError: "BACKEND_ERROR",
    BackendUnavailable: "BACKEND_UNAVAILABLE",
    BackendTimeout: "BACKEND_TIMEOUT",
    BackendThrottled: "BACKEND_THROTTLED",
    BackendBudgetSpent: "BACKEND_BUDGET_SPENT",
    BreakerOpen: "BREAKER_OPEN",
    BackendRefused: "BACKEND_REFUSED",
    ReplyInvalid: "BACKEND_REPLY_INVALID",
    FreshnessNotMet: "FRESHNESS_NOT_MET",
    CapabilityMissing: "CAPABILITY_MISSING",
}
RETRYABLE = {
    BackendUnavailable,
    BackendTimeout,
    BackendThrottled,
    BackendBudgetSpent,
    BreakerOpen,
    FreshnessNotMet,
    QuotaSpent,
    Overloaded,
    StoreUnavailable,
    BrokerUnavailable,
    ReservationContended,
}
CAUSE = "postgres://app:hunter2@db.internal refused"


def tree(root: type[OrderGraphError] = OrderGraphError) -> Iterator[type[OrderGraphError]]:
    yield root
    for kind in root.__subclasses__():
        if kind.__module__.startswith(errors.__name__):
            yield from tree(kind)


def example(kind: type[OrderGraphError]) -> OrderGraphError:
    if issubclass(kind, FreshnessNotMet):
        return kind("wms_east has nothing new", backend="wms_east", reason="TTL", cause=CAUSE)
    if issubclass(kind, BackendError):
        return kind("wms_east did not answer", backend="wms_east", cause=CAUSE)
    return kind("it did not work", cause=CAUSE)


kinds = pytest.mark.parametrize("kind", list(tree()), ids=lambda kind: kind.__name__)


def test_every_error_has_its_own_stable_code() -> None:
    assert {kind: kind.code for kind in tree()} == CODES
    assert len(set(CODES.values())) == len(CODES)


def test_the_tree_at_the_head_of_the_file_is_the_tree() -> None:
    assert errors.__doc__
    drawn = re.findall(r"^[│├└─ ]*([A-Z]\w+)(?: {2,}|$)", errors.__doc__, flags=re.MULTILINE)
    assert sorted(drawn) == sorted(kind.__name__ for kind in tree())


@kinds
def test_the_public_message_says_nothing_of_the_cause_and_the_log_does(kind: type[OrderGraphError]) -> None:
    error = example(kind)
    assert CAUSE not in error.public
    assert error.cause == CAUSE
    assert str(error) == f"{error.public} ({CAUSE})"


@kinds
def test_a_retry_may_help_where_it_may(kind: type[OrderGraphError]) -> None:
    assert example(kind).retryable == (kind in RETRYABLE)


def test_without_a_cause_the_message_is_the_public_one() -> None:
    assert str(NotGranted("Order.shipTo is not granted")) == "Order.shipTo is not granted"


@pytest.mark.parametrize("kind", [BadInput, ImpossibleValue])
def test_bad_input_names_its_field(kind: type[BadInput]) -> None:
    error = kind("is too large", field="lines[20].quantity", cause=CAUSE)
    assert error.public == "lines[20].quantity: is too large"
    assert error.field == "lines[20].quantity"
    assert kind("is too large").public == "is too large"


def test_a_wrong_configuration_names_its_place() -> None:
    error = ConfigInvalid("is not an address", place="instances.erp.base_url")
    assert error.public == "instances.erp.base_url: is not an address"
    assert error.place == "instances.erp.base_url"
    assert ConfigInvalid("there is no file").public == "there is no file"


@pytest.mark.parametrize("kind", [kind for kind in tree() if issubclass(kind, BackendError)])
def test_a_backend_error_names_its_instance(kind: type[BackendError]) -> None:
    error = example(kind)
    assert isinstance(error, BackendError)
    assert error.backend == "wms_east"


def test_a_throttled_backend_may_say_when_to_come_again() -> None:
    told = BackendThrottled("slow down", backend="tms", retry_after=timedelta(seconds=30))
    assert told.retry_after == timedelta(seconds=30)
    assert BackendThrottled("slow down", backend="tms").retry_after is None


def test_an_invalid_reply_names_the_place_for_logs_alone() -> None:
    error = ReplyInvalid("tms answered something else", backend="tms", path="loads[3].stops")
    assert error.path == "loads[3].stops"
    assert error.public == "tms answered something else"
    assert str(error) == "tms answered something else (loads[3].stops)"
    assert error.retry_after is None
