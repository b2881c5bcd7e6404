"""One remembered outcome: what was answered, and until when it is good for what."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic

from msgspec.structs import replace

from domain.freshness import FreshState, Rank, StaleReason, Stamp, rank_of, verified
from domain.ports.reading import MISSING, Found, Missing, V
from gateway.settings.freshness import Terms

NEVER = datetime.min.replace(tzinfo=UTC)
_NOTHING = Rank(None, NEVER)
FOREVER = datetime.max.replace(tzinfo=UTC)
_EARLIER = 0.1
"""By at most such a part times end sooner, so that what was read together is not read again together."""
_COOLING = timedelta(seconds=30)
"""Long enough that chance does not decide what is wanted most, short enough to follow what people ask."""
AHEAD = 0.8
"""After such a part of its soft time a value is read again behind whoever asks for it."""


@dataclass(slots=True, eq=False)
class Entry(Generic[V]):
    """What one key is known to be.

    outcome: without findings but for those that nobody was told yet (`untold`). rank: how new that is.
    known_at: up to when it is known to be so. watched: whether all news since it was read have been heard.
    spread: 0 to 1, by chance. hits: answers so far. kept: the digest of what the store keeps of it, and since
    when.
    """

    terms: Terms
    spread: float
    outcome: Found[V] | Missing = MISSING
    untold: bool = False
    rank: Rank = _NOTHING
    fetched_at: datetime = NEVER
    known_at: datetime = NEVER
    soft_until: datetime = NEVER
    ttl_until: datetime = NEVER
    ahead_at: datetime = FOREVER
    watched: bool = False
    weight: int = 0
    hits: int = 0
    kept: tuple[int, datetime] = (0, NEVER)
    _seen: int = -1
    _warmth: float = 0.0
    _warm_hits: int = 0
    _warm_at: datetime = NEVER
    _asked_at: datetime = NEVER
    _stale: tuple[StaleReason, Found[V] | Missing] | None = None

    def filled(self, outcome: Found[V] | Missing, fetched_at: datetime, *, watched: bool) -> None:
        """Hold this in the place of what was known before."""
        self.outcome = outcome
        self.untold = isinstance(outcome, Found) and bool(outcome.findings)
        self.rank = rank_of(outcome.stamps, fetched_at)
        self.fetched_at = fetched_at
        self.watched = watched
        self.known(self.rank.known_at)

    def known(self, until: datetime) -> None:
        """It is known to be so until then."""
        terms, spread = self.terms, 1 - _EARLIER * self.spread
        self.known_at = until
        self._stale = None
        if isinstance(self.outcome, Missing):
            self.soft_until = self.ttl_until = until + terms.negative * spread
            return
        self.soft_until = until + terms.soft * spread
        self.ttl_until = max(self.soft_until, until + terms.ttl * spread)
        self.ahead_at = until + terms.soft * (AHEAD * spread)

    def heard(self, until: datetime) -> None:
        """Its feed told of no change until then."""
        if isinstance(self.outcome, Found):
            stamps = tuple(
                replace(stamp, verified_at=verified(stamp.verified_at, until))
                for stamp in self.outcome.stamps
            )
            self.outcome = replace(self.outcome, stamps=stamps)
        self.known(until)

    def doubted(self) -> None:
        """It has changed since: good for nothing but to be the last that is known."""
        self.known_at = self.soft_until = self.ttl_until = NEVER
        self.ahead_at = FOREVER
        self.watched = False

    def is_kept(self, now: datetime) -> bool:
        """Whether it may stand for what cannot be asked. What did not exist may do so by now."""
        return isinstance(self.outcome, Found) and now - self.fetched_at <= self.terms.keep

    def told(self) -> Found[V] | Missing:
        """The outcome, with its findings the first time."""
        outcome = self.outcome
        if self.untold and isinstance(outcome, Found):
            self.untold = False
            self.outcome = replace(outcome, findings=())
        return outcome

    def stale(self, source: str, reason: StaleReason) -> Found[V] | Missing:
        """The outcome, with every stamp saying that it is old, and why."""
        if self._stale is None or self._stale[0] is not reason:
            self._stale = (reason, as_stale(self.outcome, source, reason, self.fetched_at))
        return self._stale[1]

    def age(self, now: datetime) -> float:
        """The part of its soft time that is over, 1 at most."""
        return min((now - self.known_at) / self.terms.soft, 1.0) if self.terms.soft else 1.0

    def used_since_last_time(self) -> bool:
        """Whether it answered anything since this was asked before."""
        used, self._seen = self.hits != self._seen, self.hits
        return used

    def heat(self, now: datetime) -> float:
        """How many answers it gave lately: each counts half as much after `_COOLING`; 0 without any since."""
        elapsed = max((now - self._warm_at) / _COOLING, 0.0)
        self._warmth = self._warmth * 0.5**elapsed + self.hits - self._warm_hits
        if self.hits > self._warm_hits:
            self._asked_at = now
        self._warm_hits, self._warm_at = self.hits, now
        return self._warmth if now - self._asked_at <= _COOLING else 0.0


def as_stale(
    outcome: Found[V] | Missing, source: str, reason: StaleReason, fetched_at: datetime
) -> Found[V] | Missing:
    """The same outcome, stamped as old."""
    stamps = outcome.stamps or (Stamp(source=source, fetched_at=fetched_at),)
    return replace(
        outcome, stamps=tuple(replace(each, state=FreshState.STALE, reason=reason) for each in stamps)
    )
