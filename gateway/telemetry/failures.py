"""Why systems could not answer: a line in the log for each failed call, and fewer where they are many."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from domain.errors import BackendError
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Offer, Outcomes
from domain.ports.state import Clock

_log = structlog.get_logger(__name__)
_LONGEST_CAUSE = 300
_AFTER_THE_PATH = re.compile(r"(https?://[^\s'\"?]*)\?[^\s'\"]*")

Told = tuple[str, str, str]
"""Instance, port and code: what is said of them counts together."""


@dataclass(slots=True)
class _Span:
    """A stretch of time that began at `since`: so many lines were said in it, so many held back."""

    since: float
    said: int = 0
    held_back: int = 0


class FailureLog:
    """Says why calls failed. Of one instance, port and code at most `most` lines in each `span`.

    The first line of a span tells how many were held back in the one before.
    """

    def __init__(self, clock: Clock, *, most: int = 5, span: timedelta = timedelta(seconds=10)) -> None:
        self._clock = clock
        self._most = most
        self._span = span.total_seconds()
        self._spans: dict[Told, _Span] = {}

    def tell(self, offer: Offer, instance: str, outcomes: Outcomes[object, object], demand: Demand) -> None:
        """Say what failed of one batch read, once for each code."""
        errors = [one.error for one in outcomes.values() if isinstance(one, Failed)]
        counts = Counter(error.code for error in errors)
        for error in _first_of_each_code(errors):
            held_back = self._turn((instance, offer.port, error.code))
            if held_back is None:
                continue
            _log.warning(
                "backend_call_failed",
                instance=instance,
                port=offer.port,
                code=error.code,
                message=error.public,
                cause=_cause(error),
                failed=counts[error.code],
                keys=len(outcomes),
                correlation_id=demand.correlation_id,
                **({"held_back": held_back} if held_back else {}),
            )

    def _turn(self, told: Told) -> int | None:
        """How many lines were held back before this one; None where this one is too."""
        now = self._clock.monotonic()
        span = self._spans.get(told)
        held_back = 0
        if span is None or now - span.since >= self._span:
            held_back = span.held_back if span else 0
            span = self._spans[told] = _Span(now)
        if span.said >= self._most:
            span.held_back += 1
            return None
        span.said += 1
        return held_back


def explained(offer: Offer, instance: str, log: FailureLog) -> Offer:
    """The same offer, with each failure told to the log."""

    async def read(keys: Sequence[object], demand: Demand, /) -> Outcomes[object, object]:
        outcomes = await offer.read(keys, demand)
        log.tell(offer, instance, outcomes, demand)
        return outcomes

    return Offer(offer.port, read)


def _first_of_each_code(errors: Iterable[BackendError]) -> Iterable[BackendError]:
    return {error.code: error for error in reversed(list(errors))}.values()


def _cause(error: BackendError) -> str:
    """What is known of the cause, without what URLs ask for."""
    return _AFTER_THE_PATH.sub(r"\1?…", error.cause)[:_LONGEST_CAUSE]
