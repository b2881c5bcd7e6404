"""What one operation carries through the graph."""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Protocol

from domain.availability.plans import Ask
from domain.availability.selling import Selling
from domain.errors import BackendError
from domain.folds.overdue import DueRule
from domain.freshness import Stamp, by_source, unavailable
from domain.partners import Principal
from domain.policy import unrestricted
from domain.ports.bounds import ANY_AGE, Bound
from domain.ports.demand import Demand
from domain.ports.intake import IntakeOffice
from domain.ports.log import EventLog
from domain.ports.partner_office import PartnerOffice
from domain.ports.reading import Readers
from domain.ports.reservations import Booking
from domain.ports.search import Feeds, Learner, OrderIndex, PurchaseIndex
from domain.ports.state import BackendStates, Clock, Crosswalk, ExceptionCases
from domain.ports.webhooks import EndpointOffice
from domain.search.terms import Term
from resolvers.batches import Batches, Shown
from resolvers.reading.beside import Reads
from resolvers.rows.admission import Admission
from resolvers.rows.asker import asker
from resolvers.rows.readers import own_readers


class EmailTerm(Protocol):
    """The term of an e-mail address: its hash under this company's key. Raises ImpossibleValue."""

    def __call__(self, address: str, /, *, field: str = "") -> Term: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What searching rests on: our indexes, how far their feeds are, and who is asked for what they lack."""

    index: OrderIndex
    purchases: PurchaseIndex
    feeds: Feeds
    learner: Learner
    crosswalk: Crosswalk
    email_term: EmailTerm


@dataclass(slots=True, kw_only=True)
class GraphContext:
    """Who asks, with what demand, through which readers. Made anew for each operation.

    places: our locations that keep stock; selling: the rules by which they are sold from. backends: how the
    instances have been answering. due: the declared rules of what is due when. search: what is looked up in
    our own index. cases: what a person must look at. unheard: what systems failed with that were asked for
    names which the index lacks.
    log: every event, if there is a log. office: where partners are administered, if they are. webhooks: the
    endpoints of partners, if there are any. bounds: the freshness that the field at these response names
    wants, where fields differ. beside: what is read beside fields, by their place. admission: which keys may
    be read for who is held to some rows; None for whom every row is shown. booking: where units are held.
    """

    principal: Principal
    demand: Demand
    readers: Readers
    backends: BackendStates
    clock: Clock
    search: Search
    cases: ExceptionCases
    log: EventLog | None = None
    office: PartnerOffice | None = None
    booking: Booking | None = None
    webhooks: EndpointOffice | None = None
    intake: IntakeOffice | None = None
    due: Sequence[DueRule] = ()
    places: Sequence[str] = ()
    selling: Selling = field(default_factory=Selling)
    batches: Batches = field(init=False)
    admission: Admission | None = field(init=False, default=None)
    unheard: list[BackendError] = field(default_factory=list)
    bounds: Callable[[Sequence[str]], Bound] | None = None
    beside: dict[tuple[str | None, ...], Reads] = field(default_factory=dict)

    def __post_init__(self) -> None:
        readers, search = self.readers, self.search
        if not unrestricted(self.principal):
            self.admission = Admission(search.index, search.purchases, self.principal.grant.rows)
            readers = own_readers(readers, self.principal, self.admission, search.crosswalk, self.places)
        offices = (each for each in (self.office, self.webhooks) if each is not None)
        readers = readers.instead(*(bound for office in offices for bound in office.bound()))
        self.batches = Batches(readers, self.demand, self.clock)

    def asker(
        self, *, channel: str | None = None, customer: str | None = None, destination: str | None = None
    ) -> Ask:
        """For whom availability is asked. Raises NotGranted and BadInput, see `asker`."""
        return asker(
            self.principal.grant.rows,
            self.selling.channels,
            channel=channel,
            customer=customer,
            destination=destination,
        )

    def under(self, bound: Bound) -> "GraphContext":
        """The same context for fields that want what they show as fresh as that."""
        if (self.demand.max_age, self.demand.strict) == bound:
            return self
        bounded = copy(self)
        bounded.batches = self.batches.under(bound)
        bounded.demand = bounded.batches.demand
        return bounded

    def bound_at(self, names: Sequence[str]) -> Bound:
        """How fresh the field wants to be that these response names lead to."""
        return self.bounds(names) if self.bounds else Bound(self.demand.max_age, self.demand.strict)

    def shown(self) -> Iterator[Shown]:
        """What contributed to the answer so far, or should have."""
        yield from self.batches.shown()
        if self.unheard:
            yield Shown("", ANY_AGE, [unavailable(error.backend) for error in self.unheard])

    def freshness(self) -> tuple[Stamp, ...]:
        """The worst stamp of every source that contributed, or should have, so far."""
        return by_source(stamp for shown in self.shown() for stamp in shown.stamps)
