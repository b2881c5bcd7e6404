"""What clients saw, as figures. Pure: times are given, none is taken here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.freshness import FreshState

NO_ANSWER = "NO_ANSWER"
"""Stands for the code where nothing came back that GraphQL could have said."""

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One answer as its client saw it.

    at: when it was there, in seconds of any clock that only goes forward. took: seconds. state, age: of the
    watched system's part; None where it has none, or its age is not known. reasons: why parts of it are
    stale. codes: of the errors.
    """

    at: float
    took: float
    state: FreshState | None = None
    age: float | None = None
    reasons: Sequence[str] = ()
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is told of a stretch of time, in seconds. shares: of answers that have a part of the system.

    reasons, codes: how many answers tell each, the commonest first.
    """

    answers_a_second: float = 0.0
    calls_a_second: float = 0.0
    shares: Mapping[FreshState, float]
    oldest: float | None = None
    median: float | None = None
    slowest: float | None = None
    """The 99th percentile."""
    reasons: Mapping[str, int]
    codes: Mapping[str, int]


def seen(body: Body, system: str, *, at: float, took: float, now: datetime) -> Seen:
    """What a client sees in the body of one answer of the part of `system`. now: for its age."""
    stamp = _stamp(body, system)
    return Seen(
        at=at,
        took=took,
        state=FreshState(str(stamp["state"])) if stamp else None,
        age=_age(stamp, now),
        reasons=tuple(_reasons(stamp)),
        codes=tuple(_codes(body)),
    )


def figures(answers: Iterable[Seen], seconds: float, calls: int) -> Figures:
    """The figures of a stretch of so many seconds in which so many calls reached the system."""
    known = list(answers)
    took = sorted(one.took for one in known)
    states = Counter(one.state for one in known if one.state is not None)
    long = max(seconds, 1e-9)
    return Figures(
        answers_a_second=len(known) / long,
        calls_a_second=calls / long,
        shares={state: states[state] / max(states.total(), 1) for state in FreshState},
        oldest=max((one.age for one in known if one.age is not None), default=None),
        median=percentile(took, 50),
        slowest=percentile(took, 99),
        reasons=dict(Counter(reason for one in known for reason in one.reasons).most_common()),
        codes=dict(Counter(code for one in known for code in one.codes).most_common()),
    )


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The smallest value that so many percent are not above; None of nothing."""
    return ordered[max(-(-len(ordered) * percent // 100), 1) - 1] if ordered else None


def _stamp(body: Body, system: str) -> Body | None:
    extensions = body.get("extensions")
    stamps = extensions.get("freshness") if isinstance(extensions, Mapping) else None
    found = (one for one in stamps if one.get("source") == system) if isinstance(stamps, list) else iter(())
    return next(found, None)


def _age(stamp: Body | None, now: datetime) -> float | None:
    """Seconds since the value was last known to be so: since it was read, or its feed vouched for it."""
    instants = [str(stamp[name]) for name in ("verifiedAt", "fetchedAt") if stamp.get(name)] if stamp else []
    ages = [(now - datetime.fromisoformat(instant)).total_seconds() for instant in instants]
    return max(min(ages), 0.0) if ages else None


def _reasons(stamp: Body | None) -> Iterable[str]:
    """Each once, whatever kinds of things are stale for it."""
    stale = stamp.get("stale") if stamp else None
    return dict.fromkeys(str(one.get("reason")) for one in stale) if isinstance(stale, list) else ()


def _codes(body: Body) -> Iterable[str]:
    errors = body.get("errors")
    for error in errors if isinstance(errors, list) else ():
        yield str(error.get("extensions", {}).get("code", NO_ANSWER))
