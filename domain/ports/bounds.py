"""Bounds of freshness: how old a value may be for a caller, and what is said where it is older."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from domain.errors import (
    BackendBudgetSpent,
    BackendError,
    BackendThrottled,
    BackendTimeout,
    BreakerOpen,
    FreshnessNotMet,
)
from domain.freshness import FreshState, StaleReason, Stamp, meets
from domain.ports.reading import Failed, Found, Missing, V

_REASONS: Mapping[str, StaleReason] = {
    BackendBudgetSpent.code: StaleReason.BUDGET_SPENT,
    BackendThrottled.code: StaleReason.BUDGET_SPENT,
    BreakerOpen.code: StaleReason.BREAKER_OPEN,
    BackendTimeout.code: StaleReason.TIMEOUT,
}
"""By the code of the error. A system that asks us to slow down has spent its own budget for us."""


class Bound(NamedTuple):
    """How old a value may be.

    max_age: since it was verified; None leaves it to the port. strict: an error rather than an older one.
    """

    max_age: timedelta | None = None
    strict: bool = False

    def narrowed(self, other: "Bound") -> "Bound":
        """What satisfies both: the smaller age, and strict if either is."""
        ages = [age for age in (self.max_age, other.max_age) if age is not None]
        return Bound(min(ages, default=None), self.strict or other.strict)


ANY_AGE = Bound()


class Ruler(NamedTuple):
    """A bound, and the instant from which ages are measured: what is read after it is of no age."""

    bound: Bound
    since: datetime

    def good(self, stamp: Stamp) -> bool:
        """Whether a contribution is as fresh as is wanted; what is marked stale may have changed."""
        if stamp.state is not FreshState.FRESH:
            return False
        return self.bound.max_age is None or meets(stamp, self.bound.max_age, self.since)

    def marked(self, outcome: Found[V] | Missing | Failed) -> Found[V] | Missing | Failed:
        """The outcome, with stamps that say STALE where they miss the bound; a strict failure says so."""
        if isinstance(outcome, Failed):
            return self._refused(outcome)
        if all(self._is_told(stamp) for stamp in outcome.stamps):
            return outcome
        return replace(outcome, stamps=tuple(map(self._marked, outcome.stamps)))

    def missed(self, outcome: Found[V] | Missing | Failed) -> FreshnessNotMet | None:
        """Why the outcome is not good enough; None where it is, or where no strictness is asked."""
        if not self.bound.strict:
            return None
        if isinstance(outcome, Failed):
            return not_met(outcome.error)
        gaps = outcome.gaps if isinstance(outcome, Found) else ()
        if gaps:
            return not_met(gaps[0])
        return next((_old(stamp) for stamp in outcome.stamps if not self.good(stamp)), None)

    def _is_told(self, stamp: Stamp) -> bool:
        return stamp.state is not FreshState.FRESH or self.good(stamp)

    def _marked(self, stamp: Stamp) -> Stamp:
        if self._is_told(stamp):
            return stamp
        return replace(stamp, state=FreshState.STALE, reason=StaleReason.TTL)

    def _refused(self, outcome: Failed) -> Failed:
        if not self.bound.strict:
            return outcome
        return replace(outcome, error=not_met(outcome.error), beside=tuple(map(not_met, outcome.beside)))


def reason_of(error: BackendError) -> StaleReason:
    """The reason that an error gives to serve an older value."""
    return _REASONS.get(error.code, StaleReason.ERROR)


def not_met(error: BackendError) -> FreshnessNotMet:
    """What a strict caller hears of a system that could not answer."""
    if isinstance(error, FreshnessNotMet):
        return error
    return _not_met(error.backend, reason_of(error), error)


def all_fresh(stamps: Iterable[Stamp]) -> bool:
    """Whether nothing is stale or missing."""
    return all(stamp.state is FreshState.FRESH for stamp in stamps)


def _old(stamp: Stamp) -> FreshnessNotMet:
    return _not_met(stamp.source, stamp.reason or StaleReason.TTL)


def _not_met(backend: str, reason: StaleReason, error: BackendError | None = None) -> FreshnessNotMet:
    return FreshnessNotMet(
        f"{backend} has nothing as fresh as was asked for",
        backend=backend,
        reason=reason,
        retry_after=error.retry_after if error else None,
        cause=str(error) if error else "",
    )
