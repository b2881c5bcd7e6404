"""Instances as an operator sees them: what each is, what it offers, and how it has been answering."""

from datetime import datetime

import msgspec

from domain.hosts import CacheFigures, HostState


class BackendState(msgspec.Struct, frozen=True, kw_only=True):
    """One instance. last_error is a code of our error tree; counts are since the process started.

    host: where it is. cache: by port. feed_watermark: up to when this process knows all its changes.
    oldest_served: since when the oldest value was known that answers of the last minute showed of it.
    """

    instance: str
    adapter: str
    kind: str
    capabilities: tuple[str, ...] = ()
    calls: int = 0
    failures: int = 0
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_error: str = ""
    host: HostState | None = None
    cache: tuple[CacheFigures, ...] = ()
    feed_watermark: datetime | None = None
    oldest_served: datetime | None = None

    @property
    def reachable(self) -> bool | None:
        """Whether the last call was answered; None while nothing has been asked."""
        if self.last_success_at is None and self.last_failure_at is None:
            return None
        if self.last_failure_at is None:
            return True
        return self.last_success_at is not None and self.last_success_at > self.last_failure_at

    @property
    def hit_ratio(self) -> float | None:
        """The part of all keys for which the instance was not asked; None where none was wanted."""
        hits = sum(port.memory + port.shared for port in self.cache)
        wanted = hits + sum(port.asked for port in self.cache)
        return hits / wanted if wanted else None
