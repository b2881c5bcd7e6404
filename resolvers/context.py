"""What one operation carries through the graph."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from domain.freshness import Stamp, by_source
from domain.partners import Principal
from domain.ports.demand import Demand
from domain.ports.reading import Readers
from domain.ports.state import BackendStates
from resolvers.batches import Batches


@dataclass(slots=True, kw_only=True)
class GraphContext:
    """Who asks, with what demand, through which readers. Made anew for each operation.

    places: our locations that keep stock. backends: how the instances have been answering.
    """

    principal: Principal
    demand: Demand
    readers: Readers
    backends: BackendStates
    places: Sequence[str] = ()
    batches: Batches = field(init=False)
    _stamps: list[Stamp] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.batches = Batches(self.readers, self.demand, self._stamps.extend)

    def freshness(self) -> tuple[Stamp, ...]:
        """The worst stamp of every source that contributed so far."""
        return by_source(self._stamps)

    def note(self, stamps: Iterable[Stamp]) -> None:
        """Remember stamps of values that reached the operation by another way."""
        self._stamps.extend(stamps)
