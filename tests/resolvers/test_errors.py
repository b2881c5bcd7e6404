from datetime import timedelta

import pytest
from graphql import GraphQLError, located_error

from domain.errors import (
    BackendThrottled,
    BackendTimeout,
    BadInput,
    ConfigInvalid,
    ImpossibleValue,
    OrderGraphError,
    StoreUnavailable,
    Unauthenticated,
)
from resolvers.errors import coded, exceeded, internal, told
from resolvers.limiting.limits import Excess

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("error", "extensions"),
    [
        (Unauthenticated("who?"), {"code": "UNAUTHENTICATED", "retryable": False}),
        (StoreUnavailable("away"), {"code": "STORE_UNAVAILABLE", "retryable": True}),
        (BadInput("is odd"), {"code": "BAD_INPUT", "retryable": False}),
        (
            ImpossibleValue("is odd", field="at"),
            {"code": "IMPOSSIBLE_VALUE", "retryable": False, "field": "at"},
        ),
        (
            BackendTimeout("slow", backend="erp"),
            {"code": "BACKEND_TIMEOUT", "retryable": True, "backend": "erp"},
        ),
        (
            BackendThrottled("slow", backend="erp", retry_after=timedelta(milliseconds=1)),
            {"code": "BACKEND_THROTTLED", "retryable": True, "backend": "erp", "retryAfter": 1},
        ),
    ],
)
def test_an_error_has_its_code_and_what_helps_the_caller(
    error: OrderGraphError, extensions: dict[str, object]
) -> None:
    assert coded(error) == {"message": error.public, "extensions": extensions}


def test_the_cause_stays_inside() -> None:
    error = ConfigInvalid("is wrong", place="instances.erp", cause="password=hunter2")
    assert "hunter2" not in str(coded(error))


def test_an_error_found_below_others_is_told_with_the_outer_place() -> None:
    inner = GraphQLError("in between", original_error=BackendTimeout("slow", backend="erp"))
    formatted, expected, unexpected = told(located_error(inner, path=["order", 0, "lines"]), TRACE)
    assert formatted["path"] == ["order", 0, "lines"]
    assert formatted["message"] == "slow"
    assert formatted["extensions"]["code"] == "BACKEND_TIMEOUT"
    assert isinstance(expected, BackendTimeout)
    assert unexpected is None


def test_an_unexpected_error_is_handed_over_and_not_told() -> None:
    cause = ZeroDivisionError("a detail")
    formatted, expected, unexpected = told(located_error(cause, path=["order"]), TRACE)
    assert unexpected is cause
    assert expected is None
    assert formatted == {**internal(TRACE), "path": ["order"]}
    assert "detail" not in str(formatted)


def test_an_error_that_came_before_execution_is_about_the_callers_values() -> None:
    at = GraphQLError("$at is no date", original_error=ValueError("no date"))
    formatted, expected, unexpected = told(at, TRACE)
    assert formatted == {
        "message": "$at is no date",
        "extensions": {"code": "BAD_INPUT", "retryable": False},
    }
    assert expected is unexpected is None


def test_a_limit_is_told_with_what_it_allows_and_what_was_measured() -> None:
    assert exceeded(Excess("root_fields", 20, 31)) == {
        "message": "The operation exceeds the limit of 20 root fields: 31 measured",
        "extensions": {
            "code": "LIMIT_EXCEEDED",
            "retryable": False,
            "limit": "root_fields",
            "allowed": 20,
            "measured": 31,
        },
    }
