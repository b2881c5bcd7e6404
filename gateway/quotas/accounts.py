"""The accounts of all partners that ask this process, settled together by the clock."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from uuid import uuid4

import structlog

from domain.ports.quotas import QuotaStore, QuotaWatch
from domain.ports.state import Clock
from domain.quota import Quota
from gateway.quotas.account import Account
from gateway.quotas.leasing import Means

_LOG = structlog.get_logger(__name__)
EVERY_SECONDS = 2.0
"""Between two rounds of settling: so old may be what other replicas know of this one's spending."""

Sleep = Callable[[float], Awaitable[None]]


class Accounts:
    """Made once for a process. part, credit: see Means.

    A changed quota is another account, so that it counts at once.
    """

    def __init__(  # noqa: PLR0913 - each is a part of its own
        self,
        store: QuotaStore,
        clock: Clock,
        watch: QuotaWatch,
        *,
        part: float,
        credit: int = 0,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        process, numbers = uuid4().hex[:8], count(1)
        self._means = Means(
            store=store,
            clock=clock,
            watch=watch,
            part=part,
            credit=credit,
            names=lambda: f"{process}.{next(numbers)}",
        )
        self._sleep = sleep
        self._accounts: dict[tuple[str, Quota], Account] = {}
        self._settling: asyncio.Task[None] | None = None

    def of(self, partner: str, quota: Quota) -> Account:
        """The account of a partner under this quota."""
        account = self._accounts.get((partner, quota))
        if account is None:
            account = self._accounts[partner, quota] = Account(partner, quota, self._means)
        return account

    def start(self) -> None:
        """Settle by the clock from now on."""
        self._settling = asyncio.create_task(self._settle_by_the_clock(), name="settle-quotas")

    async def settle(self, *, closing: bool = False) -> None:
        """One round: tell the store what was spent, and forget who is away."""
        for key, account in list(self._accounts.items()):
            await account.tell(closing=closing)
            if account.is_idle and self._accounts.get(key) is account:
                del self._accounts[key]

    async def aclose(self) -> None:
        """Give back what is held."""
        if self._settling is not None:
            self._settling.cancel()
            await asyncio.gather(self._settling, return_exceptions=True)
        await self.settle(closing=True)
        await self._means.store.aclose()

    async def _settle_by_the_clock(self) -> None:
        while True:
            await self._sleep(EVERY_SECONDS)
            try:
                await self.settle()
            except Exception:  # noqa: BLE001 - whatever it is, the next round may do better
                _LOG.exception("quotas could not be settled")
