"""A changed-since poll in memory: rows of changes, told a few at a time."""

from collections.abc import Sequence
from datetime import datetime

from domain.errors import BackendError
from domain.exceptions import Finding
from domain.ports.backends import ChangePage
from domain.ports.demand import Demand
from domain.ports.state import Clock


class InMemoryChanges:
    """Tells `rows` of (kind, key), `page_size` a page; the cursor is the place of the next row.

    Each of `errors` is raised once, instead of an answer; `findings` come with the next page.
    """

    def __init__(self, clock: Clock, rows: Sequence[tuple[str, str]] = (), *, page_size: int = 2) -> None:
        self.clock = clock
        self.rows = list(rows)
        self.page_size = page_size
        self.errors: list[BackendError] = []
        self.findings: tuple[Finding, ...] = ()
        self.cursors: list[str] = []

    async def changes(self, cursor: str, demand: Demand) -> ChangePage:
        assert demand.deadline > self.clock.monotonic()
        self.cursors.append(cursor)
        if self.errors:
            raise self.errors.pop(0)
        start = int(cursor or "0")
        told = self.rows[start : start + self.page_size]
        after = start + len(told)
        findings, self.findings = self.findings, ()
        more = after < len(self.rows)
        return ChangePage(
            cursor=str(after),
            changed={kind: tuple(key for one, key in told if one == kind) for kind, _ in told},
            watermark=None if more else self._watermark(),
            more=more,
            findings=findings,
        )

    def _watermark(self) -> datetime:
        return self.clock.now()
