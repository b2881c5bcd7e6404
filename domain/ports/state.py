"""The ports inward: our own state, each with an embedded and a distributed store."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.cases.work import CaseFilter, CasePage, CasePosition
from domain.exceptions import CaseState, ExceptionCase, Finding
from domain.identifiers import Identifier, IdentifierKind, Link
from domain.instances import BackendState
from domain.partners import RowScope
from domain.rows.own_cases import EVERY_ROW


class Clock(Protocol):
    """Time as a parameter."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds on a scale that never goes back; deadlines stand on it."""
        ...


class Store(Protocol):
    """Our database as a whole: whether it is there, and at which revision."""

    async def ping(self) -> None:
        """Raise StoreUnavailable unless the database answers."""
        ...

    async def revision(self) -> str | None:
        """The migration that the schema stands at; None where nothing was migrated yet."""
        ...

    async def aclose(self) -> None:
        """Give back every connection."""
        ...


class Crosswalk(Protocol):
    """Ties foreign identifiers to our names, in batches and both ways.

    The `peek_` forms answer from memory at once, or not at all (None), as readers do.
    """

    async def ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str]:
        """Our names of those that are tied; the others are left out."""
        ...

    def peek_ours(self, foreign: Sequence[Identifier]) -> Mapping[Identifier, str] | None: ...

    async def theirs(self, kind: IdentifierKind, names: Sequence[str], instance: str) -> Mapping[str, str]:
        """What `instance` calls the things that we call `names`; the unknown are left out."""
        ...

    def peek_theirs(
        self, kind: IdentifierKind, names: Sequence[str], instance: str
    ) -> Mapping[str, str] | None: ...

    def edition(self, kinds: Collection[IdentifierKind]) -> Hashable | None:
        """As long as it is equal, what the `peek_` forms gave of these kinds is as good as it was.

        None where that cannot be said; then they are to be asked again.
        """
        ...

    async def numbered(self, kinds: Collection[IdentifierKind], number: str) -> Mapping[Identifier, str]:
        """Our names of the things to which any party gives this number; kinds: of PARTY_KINDS.

        Raises StoreUnavailable.
        """
        ...

    async def links(self, kind: IdentifierKind, name: str) -> Sequence[Link]:
        """Every link of one thing of ours."""
        ...


class BackendStates(Protocol):
    """How the instances have been answering."""

    def states(self) -> Sequence[BackendState]:
        """Every configured instance, in the order of the configuration: what the ledger knows of it."""
        ...

    def in_full(self) -> Sequence[BackendState]:
        """The same with host, cache, feed and the oldest value served, which cost more to put together."""
        ...


class ExceptionCases(Protocol):
    """Findings that are kept until a person has dealt with them.

    rows: a scope over what cases are about, as `domain.rows.own_cases` has it; others do not exist under it.
    """

    async def raise_all(self, findings: Sequence[Finding], now: datetime) -> None:
        """Open a case for each new (code, group); count the others again, and reopen the resolved."""
        ...

    async def cases(self, state: CaseState | None = None, *, limit: int = 100) -> Sequence[ExceptionCase]:
        """Cases by last sighting, newest first."""
        ...

    async def page(
        self,
        wanted: CaseFilter,
        *,
        first: int,
        after: CasePosition | None = None,
        rows: RowScope = EVERY_ROW,
    ) -> CasePage:
        """At most `first` cases after `after`, by last sighting, newest first.

        A case that is not seen again while somebody pages is neither lost nor repeated.
        """
        ...

    async def case(self, case_id: str, rows: RowScope = EVERY_ROW) -> ExceptionCase | None:
        """One case with its history; None where no case has the id."""
        ...

    async def of_groups(self, code: str, groups: Sequence[str]) -> Sequence[ExceptionCase]:
        """The cases of a code in these groups, with their history; the unknown are left out."""
        ...

    async def assign(self, case_id: str, owner: str, *, who: str, now: datetime) -> ExceptionCase:
        """Put a case into the hands of `owner`, and keep who did it. Raises BadInput."""
        ...

    async def resolve(self, case_id: str, note: str, *, who: str, now: datetime) -> ExceptionCase:
        """Close a case with a note, and keep who did it. Raises BadInput."""
        ...

    async def settle(self, code: str, group: str, note: str, *, now: datetime) -> bool:
        """Close the case of (code, group) in the system's name, for its cause is gone; whether it was open.

        Seen again, it is opened again as any other.
        """
        ...
