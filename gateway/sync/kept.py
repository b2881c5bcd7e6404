"""What a graph finds in our store."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.ports.search import Feeds, OrderIndex
from domain.ports.state import ExceptionCases
from domain.search.email import email_term
from domain.search.terms import Term
from gateway.assembly.raising import RaiseAll
from gateway.shield.guards import GuardState
from gateway.shield.state import ShieldState
from gateway.store.links.sql_links import SqlLinks
from gateway.sync.assembled import SearchState
from gateway.sync.claims import Claims, ClaimsInProcess


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What our store keeps for a graph: its index, its links, and exception cases.

    email_key: under which the index knows e-mail addresses. claims: who polls which instance.
    sync_every: the pause between two polls of an instance that has none of its own. shield: what its readers
    share with those of other graphs and replicas. guards: makes what stands before the calls of each host.
    """

    index: OrderIndex
    feeds: Feeds
    links: SqlLinks
    email_key: bytes
    cases: ExceptionCases
    raise_all: RaiseAll
    claims: Claims = field(default_factory=ClaimsInProcess)
    sync_every: timedelta = timedelta(seconds=30)
    shield: ShieldState = field(default_factory=ShieldState)
    guards: GuardState | None = None

    def for_sync(self) -> SearchState:
        """What of it sync works with."""
        return SearchState(
            index=self.index,
            feeds=self.feeds,
            claims=self.claims,
            cases=self.cases,
            email_terms=self.email_term,
            signal=self.shield.signal,
        )

    def email_term(self, address: str, /, *, field: str = "") -> Term:
        """The term of an address. Raises ImpossibleValue."""
        return email_term(address, self.email_key, field=field)
