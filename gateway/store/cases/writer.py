"""Findings on their way to the exception cases, behind the requests that made them."""

import asyncio
from collections.abc import Sequence

from domain.exceptions import Finding
from domain.ports.state import Clock, ExceptionCases
from gateway.store.write_behind import CAPACITY, Account, Sleep, WriteBehind
from gateway.telemetry.metrics import Metrics


class CaseWriter(WriteBehind[Finding]):
    """A bounded queue in front of `ExceptionCases`, from `start` to `aclose`."""

    def __init__(
        self,
        cases: ExceptionCases,
        clock: Clock,
        metrics: Metrics,
        *,
        capacity: int = CAPACITY,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        async def raise_all(findings: Sequence[Finding]) -> None:
            await cases.raise_all(findings, clock.now())

        def dropped(findings: Sequence[Finding], reason: str) -> None:
            metrics.findings_dropped(reason, len(findings))

        account = Account(noun="findings", queued=metrics.findings_queued, dropped=dropped)
        super().__init__(raise_all, account, capacity=capacity, sleep=sleep)
