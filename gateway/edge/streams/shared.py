"""What every open connection needs, made once for a process."""

from collections import Counter
from dataclasses import dataclass, field

from gateway.edge.streams.bounds import Bounds
from gateway.edge.streams.holders import Holders
from gateway.edge.streams.operations import Operations
from gateway.live.groups import Groups
from gateway.telemetry.live_metrics import LiveMetrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """`start` begins to listen to the log and to look at who is there, `leave` ends what is open."""

    operations: Operations
    groups: Groups
    holders: Holders
    metrics: LiveMetrics
    bounds: Bounds = field(default_factory=Bounds)
    _open: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        self.groups.start()
        self.holders.start()

    def leave(self) -> None:
        """The process stops: what was asked is answered, and every stream goes on elsewhere."""
        self.holders.leave()

    def count(self, transport: str, more: int) -> None:
        """So many connections more, or less."""
        self._open[transport] += more
        self.metrics.connections(transport, self._open[transport])

    def full(self, transport: str) -> bool:
        """Whether no connection more is taken."""
        return self.holders.leaving or self._open[transport] >= self.bounds.connections

    async def aclose(self) -> None:
        await self.holders.aclose()
        await self.groups.aclose()
