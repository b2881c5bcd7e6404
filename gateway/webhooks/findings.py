"""What a person must look at of webhooks: endpoints that take nothing, and deliveries that were given up."""

from domain.exceptions import Finding, Severity
from domain.webhooks.records import Attempt, Delivery

ENDPOINT_DISABLED = "WEBHOOK_ENDPOINT_DISABLED"
DELIVERY_GIVEN_UP = "WEBHOOK_DELIVERY_GIVEN_UP"


def disabled(partner: str, attempt: Attempt) -> Finding:
    """One for each endpoint. Nothing is lost: what waits goes on once it is enabled."""
    return _finding(
        ENDPOINT_DISABLED,
        attempt,
        f"Endpoint {attempt.endpoint} of {partner} has taken nothing for too long and is not tried any more: "
        f"{_last(attempt)}",
    )


def given_up(partner: str, delivery: Delivery, attempt: Attempt) -> Finding:
    """One for each endpoint. It takes others, so its order goes on without this one."""
    return _finding(
        DELIVERY_GIVEN_UP,
        attempt,
        f"Endpoint {attempt.endpoint} of {partner} did not take an event of {delivery.subject} in "
        f"{delivery.attempts} attempts, and does not get it any more: {_last(attempt)}",
    )


def _finding(code: str, attempt: Attempt, detail: str) -> Finding:
    return Finding(
        code=code,
        group=attempt.endpoint,
        severity=Severity.WARNING,
        subjects=(f"endpoint:{attempt.endpoint}",),
        detail=detail,
    )


def _last(attempt: Attempt) -> str:
    return f"HTTP {attempt.status}" if attempt.status else attempt.error
