"""What one operation carries through the graph."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.folds.overdue import DueRule
from domain.freshness import Stamp, by_source
from domain.partners import Principal
from domain.ports.demand import Demand
from domain.ports.reading import Readers
from domain.ports.state import BackendStates, Clock
from resolvers.batches import Batches


@dataclass(slots=True, kw_only=True)
class GraphContext:
    """Who asks, with what demand, through which readers. Made anew for each operation.

    places: our locations that keep stock. backends: how the instances have been answering. due: the
    declared rules of what is due when.
    """

    principal: Principal
    demand: Demand
    readers: Readers
    backends: BackendStates
    clock: Clock
    due: Sequence[DueRule] = ()
    places: Sequence[str] = ()
    batches: Batches = field(init=False)

    def __post_init__(self) -> None:
        self.batches = Batches(self.readers, self.demand)

    def freshness(self) -> tuple[Stamp, ...]:
        """The worst stamp of every source that contributed, or should have, so far."""
        return by_source(self.batches.stamps())
