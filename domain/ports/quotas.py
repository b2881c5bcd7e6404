"""The port of what partners have left of their quotas, counted together for all replicas.

Nobody asks the store for each operation: a replica takes a lease of points, spends it by itself, and settles
what it spent when it asks again. What it holds counts as taken, so that all replicas together never spend
more than the quota allows.
"""

from typing import Protocol

import msgspec

from domain.quota import Quota

LEASE_SECONDS = 10.0
"""For so long after it asked may a replica spend what it was granted."""
LAPSE_SECONDS = 15.0
"""So long after it was last heard of does a store forget what a replica holds: those points are spent."""


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A replica settles what it has spent of a partner's quota, and asks for more.

    replica: its name; another one after an answer was lost. number: counts its asks of this partner from 1,
    so that one which arrives late or twice changes nothing. spent: points since the ask before. held: points
    that it keeps, those reserved by operations under way among them; what it had besides comes back. wanted:
    points on top. running: operations under way. slots: how many it wants to be allowed at once.
    """

    partner: str
    quota: Quota
    replica: str
    number: int
    spent: int = 0
    held: int = 0
    wanted: int = 0
    running: int = 0
    slots: int = 0


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """What a replica is granted.

    points: on top of what it holds, fewer than it wanted where there are no more. left: points for anybody
    after that, below nothing where somebody spent before it asked. slots: operations at once, for the partner
    has no more of them than its quota says over all replicas. counted: False where nobody can count just now,
    so that nothing is to be refused.
    """

    points: int
    left: float
    slots: int
    counted: bool = True


class QuotaStore(Protocol):
    """Counts what every replica takes of the partners' quotas: atomic, on one clock for all of them."""

    async def take(self, ask: Ask) -> Lease:
        """Settle and grant. The quota is that of the ask, so that a changed one counts at once."""
        ...

    async def aclose(self) -> None: ...


class QuotaWatch(Protocol):
    """Is told what partners spend, and how counting goes: for metrics."""

    def spent(self, partner: str, points: int) -> None:
        """An operation of a partner cost so much in the end."""
        ...

    def asked(self, outcome: str) -> None:
        """The store was asked once. outcome: `granted`, `short` or `away`."""
        ...

    def uncounted(self, uncounted: bool, /) -> None:  # noqa: FBT001 - it is all that is told
        """Quotas are not counted any more, or are again."""
        ...

    def running(self, operations: int) -> None:
        """So many operations are under way in this process."""
        ...
