"""What a live stream is made of, whatever the transport: items that are encoded once, and how it ends."""

from collections.abc import Hashable, Sequence
from enum import Enum
from typing import NamedTuple, Protocol

from domain.log.cursors import LogCursor
from domain.log.filters import EventFilter
from domain.log.records import Gap, Logged
from domain.partners import Principal, RowScope


class Item(NamedTuple):
    """One result of a subscription.

    body: a GraphQL execution result as JSON, the same bytes for everybody who gets it. cursor: from which a
    stream that had this goes on; empty where it is not the last of what belongs together.
    """

    body: bytes
    cursor: str = ""


class End(Enum):
    """Why a stream ends that its client did not end."""

    EXPIRED = "EXPIRED"
    """The token is no longer good, and no other came in its place."""
    SUSPENDED = "SUSPENDED"
    """The partner may not ask any more."""
    LEAVING = "LEAVING"
    """This process stops; another one goes on from the cursor."""


class Live(Protocol):
    """One subscription operation, valid and planned, for the rights of one principal.

    key: (document, operation, variables without the cursor, full fingerprint): whoever shares it is shown
    the same bytes. wanted: what of the log it is about. after: where it resumes; None for a snapshot and
    what comes from now on. conflated: only the latest per key counts, so that several events make one item.
    """

    def grouped(self) -> "Live":
        """As its whole group is told; what it is told leaves out what shows it nothing new."""
        ...

    def joins(self, group: "Live") -> None:
        """It is read for one member of this group, which knows of it from now on."""
        ...

    def rows(self, asker: Principal) -> RowScope:
        """Events of which rows of the log are looked at for this asker."""
        ...

    @property
    def key(self) -> Hashable: ...

    @property
    def wanted(self) -> EventFilter: ...

    @property
    def after(self) -> LogCursor | None: ...

    @property
    def conflated(self) -> bool: ...

    async def snapshot(self, asker: Principal, position: int) -> Sequence[Item]:
        """The state of what was asked for, at a position of the log that was taken before. May be empty.

        Raises StoreUnavailable.
        """
        ...

    async def told(self, asker: Principal, events: Sequence[Logged]) -> Sequence[Item]:
        """What these events of the log (matching, and of rows that the asker may see) are shown as.

        Conflated: one item per key, the cursor on the last. Else one item per event and thing that it is
        about, the cursor on the last of each event. None for what shows nothing of it. Raises
        StoreUnavailable, and then nothing was told.
        """
        ...

    def gap(self, gap: Gap) -> Item:
        """That events were lost before this one came, from where to go on, and what to read again."""
        ...

    def heartbeat(self, position: int) -> Item:
        """That everything up to this position was told."""
        ...
