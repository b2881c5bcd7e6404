"""The account of one partner: a bucket of points that fills by the second, and what replicas hold of it."""

from dataclasses import dataclass, field

from domain.ports.quotas import LAPSE_SECONDS, Ask, Lease
from domain.quota import Quota

_TINY = 1e-6
"""Sums of fractions may come out a little below a whole point."""


@dataclass(slots=True)
class Holder:
    """What a replica said last, and when."""

    number: int
    held: int
    slots: int
    seen: float


@dataclass(slots=True)
class Bucket:
    """The points that nobody holds, as of `at` (seconds), and the replicas that are there."""

    at: float
    points: float
    holders: dict[str, Holder] = field(default_factory=dict)

    def take(self, ask: Ask, now: float) -> Lease:
        """Settle what a replica says, and grant of what it wants as much as there is."""
        self._pass(ask.quota, now)
        known = self.holders.get(ask.replica)
        if known is not None and ask.number <= known.number:
            return Lease(points=0, left=self.points, slots=known.slots)
        others = [one for name, one in self.holders.items() if name != ask.replica]
        self.points += (known.held if known else 0) - ask.spent - ask.held
        self.points = min(self.points, ask.quota.points - ask.held - sum(one.held for one in others))
        granted = max(0, min(ask.wanted, int(self.points + _TINY)))
        self.points -= granted
        free = ask.quota.concurrency - sum(one.slots for one in others)
        # What is under way can't be taken back.
        slots = max(ask.running, min(ask.slots, free))
        self.holders[ask.replica] = Holder(ask.number, ask.held + granted, slots, now)
        return Lease(points=granted, left=self.points, slots=slots)

    def _pass(self, quota: Quota, now: float) -> None:
        """Let time pass up to `now`: points come back as far as nobody holds them, silent replicas lapse."""
        # What was held until now left no room, whoever lapses in this moment.
        room = quota.points - sum(one.held for one in self.holders.values())
        if now > self.at:
            fresh = self.points + quota.rate * (now - self.at)
            self.points = max(self.points, min(fresh, room))
            self.at = now
        self.points = min(self.points, quota.points)
        self.holders = {name: one for name, one in self.holders.items() if now - one.seen <= LAPSE_SECONDS}
