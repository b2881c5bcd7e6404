"""Why an older value is given: what kept its system from being asked, in one word."""

from collections.abc import Mapping

from domain.errors import BackendBudgetSpent, BackendError, BackendThrottled, BackendTimeout, BreakerOpen
from domain.freshness import StaleReason

_REASONS: Mapping[str, StaleReason] = {
    BackendBudgetSpent.code: StaleReason.BUDGET_SPENT,
    BackendThrottled.code: StaleReason.BUDGET_SPENT,
    BreakerOpen.code: StaleReason.BREAKER_OPEN,
    BackendTimeout.code: StaleReason.TIMEOUT,
}
"""By the code of the error. A system that asks us to slow down has spent its own budget for us."""


def reason_of(error: BackendError) -> StaleReason:
    """The reason that an error gives to serve an older value."""
    return _REASONS.get(error.code, StaleReason.ERROR)
