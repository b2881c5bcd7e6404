"""What one operation carries through the graph."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.errors import BackendError
from domain.folds.overdue import DueRule
from domain.freshness import Stamp, by_source, unavailable
from domain.partners import Principal
from domain.ports.demand import Demand
from domain.ports.reading import Readers
from domain.ports.search import Feeds, Learner, OrderIndex
from domain.ports.state import BackendStates, Clock, Crosswalk, ExceptionCases
from domain.search.terms import Term
from resolvers.batches import Batches


class EmailTerm(Protocol):
    """The term of an e-mail address: its hash under this company's key. Raises ImpossibleValue."""

    def __call__(self, address: str, /, *, field: str = "") -> Term: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What searching rests on: our index, how far its feeds are, and who is asked for what it lacks."""

    index: OrderIndex
    feeds: Feeds
    learner: Learner
    crosswalk: Crosswalk
    email_term: EmailTerm


@dataclass(slots=True, kw_only=True)
class GraphContext:
    """Who asks, with what demand, through which readers. Made anew for each operation.

    places: our locations that keep stock. backends: how the instances have been answering. due: the
    declared rules of what is due when. search: what is looked up in our own index. cases: what a person
    must look at. unheard: what systems failed with that were asked for names which the index lacks.
    """

    principal: Principal
    demand: Demand
    readers: Readers
    backends: BackendStates
    clock: Clock
    search: Search
    cases: ExceptionCases
    due: Sequence[DueRule] = ()
    places: Sequence[str] = ()
    batches: Batches = field(init=False)
    unheard: list[BackendError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.batches = Batches(self.readers, self.demand)

    def freshness(self) -> tuple[Stamp, ...]:
        """The worst stamp of every source that contributed, or should have, so far."""
        away = (unavailable(error.backend) for error in self.unheard)
        return by_source((*self.batches.stamps(), *away))
