"""The lease of one partner's quota that this process has, and its talk with the store about it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from domain.ports.quotas import LEASE_SECONDS, Ask, Lease, QuotaStore, QuotaWatch
from domain.ports.state import Clock
from domain.quota import Quota

_TINY = 1e-6
_AT_ONCE = 0.05
"""Seconds for which nothing is believed to have come back, so that little is asked for in one go."""
_AGAIN = 1.0
"""Seconds for which it is believed that nothing is left but what comes back by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What accounts work with.

    part: of a quota, which is taken at a time. credit: points that may be spent before the store has said
    that there are any, so that what costs one point need not wait for it; none where the store answers at
    once. names: gives a name under which nobody has asked yet.
    """

    store: QuotaStore
    clock: Clock
    watch: QuotaWatch
    part: float
    credit: int
    names: Callable[[], str]


class Hold(NamedTuple):
    """Points that are reserved, and the name under which they were taken."""

    points: int
    name: str


class Leasing:
    """Points of a partner in this process.

    free: points that may be spent, below nothing on credit. reserved: points that operations under way may
    still spend. spent: points that the store was not told of. used, peak: points spent, and the most
    operations at once, since the store was last told by the clock.
    """

    def __init__(self, partner: str, quota: Quota, means: Means) -> None:
        self.size = max(1, int(quota.points * means.part))
        self.running = 0
        self.peak = self.used = 0
        self._free = self._reserved = self._spent = 0
        self._partner = partner
        self._quota = quota
        self._means = means
        self._name = means.names()
        self._number = self._held = 0
        self._lease = Lease(points=0, left=0.0, slots=0)
        self._told_at: float | None = None
        self._until = 0.0
        self._refused_at = -_AGAIN
        self._asking: asyncio.Task[None] | None = None

    @property
    def is_counted(self) -> bool:
        """Whether the store counts; nothing is refused while it does not."""
        return self._lease.counted

    @property
    def is_asking(self) -> bool:
        """Whether the answer to an ask is under way."""
        return self._asking is not None

    @property
    def is_settled(self) -> bool:
        """Whether the store knows all, and nothing is held."""
        held = self._held or self._reserved or (self._told_at is not None and self._lease.slots)
        return not (held or self._spent or self._asking or self.running)

    @property
    def is_full(self) -> bool:
        """Whether no other operation may begin: one may at any rate, so that the first waits for nobody."""
        return self.running >= max(1, self._lease.slots)

    @property
    def is_refused_slots(self) -> bool:
        """Whether there are no more operations at once to be had, as the store said a moment ago."""
        if self._lease.slots >= self._quota.concurrency:
            return True
        return self._means.clock.monotonic() - self._refused_at < _AGAIN / 2

    @property
    def free(self) -> int:
        """Points that may be spent now."""
        if self._free > 0 and self._means.clock.monotonic() >= self._until:
            self._free = 0
        return self._free

    @property
    def left(self) -> float | None:
        """Points that nobody holds, with what came back since the store said so; None where it never did."""
        if self._told_at is None:
            return None
        since = self._means.clock.monotonic() - self._told_at
        return min(self._lease.left + self._quota.rate * since, float(self._quota.points))

    @property
    def has_credit(self) -> bool:
        """Whether a point may be spent before the store has granted it."""
        left = self.left
        return self._free > -self._means.credit and (left is None or left >= 1)

    def is_short(self, points: int) -> bool:
        """Whether the store said a moment ago that so many cannot be had, and still knows how things are."""
        left = self.left
        if left is None or self._told_at is None or self._spent >= self.size:
            return False
        since = self._means.clock.monotonic() - self._told_at
        there = self._lease.left if since < _AT_ONCE else left
        return points - self.free > there + _TINY and since < _AGAIN

    def reserve(self, points: int) -> Hold:
        """Set free points aside."""
        self._free -= points
        self._reserved += points
        return Hold(points, self._name)

    def settle(self, hold: Hold, cost: int) -> None:
        """Spend of what was set aside; the rest is free again. What was taken under another name is over."""
        if hold.name == self._name:
            spent = min(cost, hold.points)
            self._reserved -= hold.points
            self._free += hold.points - spent
            self._spent += spent
            self.used += spent

    def keep(self, points: int) -> None:
        """Give back what is free beyond so many, with the next ask."""
        self._free = min(self._free, points)

    async def asked(self, wanted: int) -> None:
        """Wait for the ask under way, or for one of its own. Who is cancelled ends no ask of others."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask(wanted), name="quota")
        await asyncio.shield(self._asking)

    def ask_ahead(self, wanted: int) -> None:
        """Ask for so many points, unless an ask is under way; nobody need wait for it."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask(wanted), name="quota")

    async def _ask(self, wanted: int) -> None:
        try:
            began, held = self._means.clock.monotonic(), max(0, self.free) + self._reserved
            debt = max(0, -self._free)
            self._number += 1
            ask = Ask(
                partner=self._partner,
                quota=self._quota,
                replica=self._name,
                number=self._number,
                spent=self._spent,
                held=held,
                wanted=wanted,
                running=self.running,
                # A few to spare where there are many; what nobody uses may be another replica's.
                slots=min(self._quota.concurrency, self.peak + self.peak // 4),
            )
            self._taken(ask, await self._means.store.take(ask), debt)
            self._until = began + LEASE_SECONDS
        finally:
            self._asking = None

    def _taken(self, ask: Ask, lease: Lease, debt: int) -> None:
        self._lease = lease
        if lease.counted:
            self._means.watch.asked("granted" if lease.points >= ask.wanted else "short")
            self._told_at = self._means.clock.monotonic()
            if lease.slots < ask.slots:
                self._refused_at = self._told_at
            self._spent -= ask.spent
            self._free += lease.points + debt
            self._held = ask.held + lease.points
        else:
            # Nobody knows whether it was heard: what is counted begins anew, under another name.
            self._name = self._means.names()
            self._number = self._held = self._free = self._reserved = self._spent = 0
            self._told_at = None
