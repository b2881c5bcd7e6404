"""What a graph finds in our store."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from domain.ports.following import ToldFeeds
from domain.ports.intake import IntakeOffice
from domain.ports.log import EventLog, TellOwn
from domain.ports.positions import Positions
from domain.ports.reservations import Booking
from domain.ports.search import Feeds, OrderIndex, PurchaseIndex
from domain.ports.selling import ComingSupply, LiveHolds, SupplyIndex
from domain.ports.state import Crosswalk, ExceptionCases
from domain.ports.webhooks import EndpointOffice
from domain.search.email import email_term
from domain.search.terms import Term
from gateway.assembly.declared import Assembly, InstanceReaders
from gateway.assembly.raising import RaiseAll
from gateway.partners.office import PartnerOffice
from gateway.settings.instance_file import InstanceFile
from gateway.shield.guards import GuardState
from gateway.shield.state import ShieldState
from gateway.store.links.sql_links import SqlLinks
from gateway.store.links.writer import LinkWriter
from gateway.sync.assembled import SearchState
from gateway.sync.claims import Claims, ClaimsInProcess
from gateway.sync.telling import TellPolled, keep_silent, tell_nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What our store keeps for a graph: its indexes, its links, and exception cases.

    email_key: under which the index knows e-mail addresses. claims: who polls which instance.
    sync_every: the pause between two polls of an instance that has none of its own. shield: what its readers
    share with those of other graphs and replicas. guards: makes what stands before the calls of each host.
    office: administers partners; booking: holds units; webhooks: endpoints; intake: dead letters. told: makes
    events of polls.
    holds: what is held now; supply: what is on its way, and coming: the same as availability reads it. tell:
    appends events of our own. told_feeds: how far each instance that pushes is heard.
    """

    index: OrderIndex
    purchases: PurchaseIndex
    feeds: Feeds
    links: SqlLinks
    email_key: bytes
    cases: ExceptionCases
    raise_all: RaiseAll
    claims: Claims = field(default_factory=ClaimsInProcess)
    sync_every: timedelta = timedelta(seconds=30)
    shield: ShieldState = field(default_factory=ShieldState)
    guards: GuardState | None = None
    told: TellPolled = tell_nobody
    office: PartnerOffice | None = None
    booking: Booking | None = None
    holds: LiveHolds | None = None
    supply: SupplyIndex | None = None
    coming: ComingSupply | None = None
    tell: TellOwn = keep_silent
    positions: Positions | None = None
    told_feeds: ToldFeeds | None = None
    log: EventLog | None = None
    webhooks: EndpointOffice | None = None
    intake: IntakeOffice | None = None

    def assembly(
        self,
        instances: Sequence[InstanceReaders],
        file: InstanceFile,
        crosswalk: Crosswalk,
        learned: LinkWriter,
    ) -> Assembly:
        """What the answers of these instances are merged by."""
        places = file.locations.items()
        return Assembly(
            instances=instances,
            crosswalk=crosswalk,
            authority=file.authority,
            warehouses={code: place.warehouse for code, place in places if place.warehouse},
            raise_all=self.raise_all,
            index=self.index,
            carriers=file.carriers,
            learn=learned,
        )

    def for_sync(self) -> SearchState:
        """What of it sync works with."""
        return SearchState(
            index=self.index,
            purchases=self.purchases,
            feeds=self.feeds,
            claims=self.claims,
            cases=self.cases,
            email_terms=self.email_term,
            supply=self.supply,
            signal=self.shield.signal,
            told=self.told,
            tell=self.tell,
        )

    def email_term(self, address: str, /, *, field: str = "") -> Term:
        """The term of an address. Raises ImpossibleValue."""
        return email_term(address, self.email_key, field=field)
