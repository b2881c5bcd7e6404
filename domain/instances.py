"""Instances as an operator sees them: what each is, what it offers, and how it has been answering."""

from datetime import datetime

import msgspec


class BackendState(msgspec.Struct, frozen=True, kw_only=True):
    """One instance. last_error is a code of our error tree; counts are since the process started."""

    instance: str
    adapter: str
    kind: str
    capabilities: tuple[str, ...] = ()
    calls: int = 0
    failures: int = 0
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_error: str = ""

    @property
    def reachable(self) -> bool | None:
        """Whether the last call was answered; None while nothing has been asked."""
        if self.last_success_at is None and self.last_failure_at is None:
            return None
        if self.last_failure_at is None:
            return True
        return self.last_success_at is not None and self.last_success_at > self.last_failure_at
