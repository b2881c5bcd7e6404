"""One partner's quota in this process: who may begin an operation, and what it may cost."""

from datetime import timedelta

from domain.errors import QuotaSpent
from domain.quota import Quota
from gateway.quotas.leasing import Hold, Leasing, Means

POINTS = "points"
OPERATIONS = "operations"
"""The two policies of a quota, as headers and errors name them."""

_TRIES = 5
_PAUSE = timedelta(seconds=1)
"""How long a caller is told to wait until one of its operations may be over."""


class Account:
    """Decides by the lease that this process has, and asks for more where that is too little."""

    def __init__(self, partner: str, quota: Quota, means: Means) -> None:
        self.quota = quota
        self._near = not means.credit
        self._lease = Leasing(partner, quota, means)
        self._wanted = self._entering = 0

    @property
    def running(self) -> int:
        """Operations under way."""
        return self._lease.running

    @property
    def is_counted(self) -> bool:
        """Whether anybody counts; nothing is refused while nobody does."""
        return self._lease.is_counted

    @property
    def remaining(self) -> int | None:
        """Points left for the partner as far as this process knows; None where nobody counts."""
        left = self._lease.left
        if left is None or not self._lease.is_counted:
            return None
        return max(0, min(self.quota.points, int(self._lease.free + left)))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is lost if it begins anew."""
        left = self._lease.left
        return self._lease.is_settled and (left is None or left >= self._lease.size)

    async def enter(self) -> Hold | None:
        """Begin an operation: a place among those at once, and one point set aside; None where nobody counts.

        Raises QuotaSpent.
        """
        lease = self._lease
        if lease.is_full:
            await self._another_slot()
        lease.running += 1
        lease.peak = max(lease.peak, lease.running)
        try:
            if lease.is_counted and lease.free < 1 and not lease.has_credit:
                await self._more(1)
        except BaseException:
            lease.running -= 1
            raise
        return self._held(1)

    def leave(self) -> None:
        """The operation is over."""
        self._lease.running -= 1

    async def reserve(self, points: int) -> Hold | None:
        """Set points aside for an operation; None where nobody counts. Raises QuotaSpent."""
        lease = self._lease
        if lease.is_counted and lease.free < points:
            await self._more(points)
        return self._held(points)

    def settle(self, hold: Hold | None, cost: int) -> None:
        """Spend what the operation cost of what was set aside for it, never more."""
        if hold is not None:
            self._lease.settle(hold, cost)

    async def tell(self, *, closing: bool = False) -> None:
        """Tell the store what was spent, give back what nobody seems to need, and take what will be."""
        lease = self._lease
        expected = 0 if closing else min(lease.size, 2 * lease.used)
        lease.used = 0
        if lease.is_asking:
            await lease.asked(0)
        elif lease.is_settled and lease.is_counted:
            return
        lease.keep(expected)
        await lease.asked(max(0, expected - max(0, lease.free)))
        lease.peak = lease.running

    def _held(self, points: int) -> Hold | None:
        if not self._lease.is_counted:
            return None
        hold = self._lease.reserve(points)
        self._top_up()
        return hold

    async def _more(self, points: int) -> None:
        """Have so many points free, or be told that nobody counts. Raises QuotaSpent."""
        lease = self._lease
        self._wanted += points
        try:
            for _ in range(_TRIES):
                if lease.is_short(points):
                    break
                await lease.asked(max(lease.size, self._wanted - max(0, lease.free)))
                if lease.free >= points or not lease.is_counted:
                    return
        finally:
            self._wanted -= points
        raise self._spent(points)

    def _spent(self, points: int) -> QuotaSpent:
        missing = points - self._lease.free - (self._lease.left or 0.0)
        window = self.quota.window.total_seconds()
        return QuotaSpent(
            f"The quota of {self.quota.points} points in {window:g} seconds is used up for now",
            policy=POINTS,
            retry_after=timedelta(seconds=max(missing / self.quota.rate, 0.0)),
        )

    async def _another_slot(self) -> None:
        """Have a place among the operations at once. Raises QuotaSpent."""
        lease = self._lease
        self._entering += 1
        try:
            for _ in range(_TRIES):
                if not lease.is_full or lease.is_refused_slots:
                    break
                lease.peak = max(lease.peak, lease.running + self._entering)
                await lease.asked(0)
        finally:
            self._entering -= 1
        if lease.is_full:
            raise QuotaSpent(
                f"The quota allows {self.quota.concurrency} operations at once",
                policy=OPERATIONS,
                retry_after=_PAUSE,
            )

    def _top_up(self) -> None:
        """Ask ahead, so that hardly any operation waits for the store."""
        lease = self._lease
        low = lease.free < max(1, lease.size // 4)
        if low and not self._near and not lease.is_short(max(0, lease.free) + 1):
            lease.ask_ahead(lease.size)
