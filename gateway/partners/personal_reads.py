"""Who was shown personal data, on its way to the store behind the answers."""

import asyncio
from collections.abc import Sequence

from domain.ports.partners import PersonalReads
from domain.registry.personal_reads import PersonalRead
from gateway.store.write_behind import CAPACITY, Account, Sleep, WriteBehind
from gateway.telemetry.partner_metrics import AuditMetrics


class ReadWriter(WriteBehind[PersonalRead]):
    """A bounded queue in front of `PersonalReads`. What is lost is counted, and an error in the log."""

    def __init__(
        self,
        kept: PersonalReads,
        metrics: AuditMetrics,
        *,
        capacity: int = CAPACITY,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        def dropped(reads: Sequence[PersonalRead], reason: str) -> None:
            metrics.dropped(reason, len(reads))

        account = Account(noun="personal reads", queued=metrics.queued, dropped=dropped)
        super().__init__(kept.keep, account, capacity=capacity, sleep=sleep)

    def noted(self, read: PersonalRead) -> None:
        """Take one line, without waiting."""
        self.offer((read,))
