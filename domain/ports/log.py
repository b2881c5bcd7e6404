"""The ports to what comes in and what is kept of it: the inbox, and the log of events.

All raise StoreUnavailable. What returned is durable.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from domain.events.record import Event
from domain.log.filters import EventFilter
from domain.log.records import Appended, DeadLetter, DeadState, Logged, LogPage, Mapped, Raw
from domain.partners import RowScope

TellOwn: TypeAlias = Callable[[Sequence[Event]], Awaitable[bool]]
"""Appends events that no system told; whether they are durable."""


class Inbox(Protocol):
    """Raw deliveries between their acknowledgement and their mapping. Several processes work on one."""

    async def keep(self, raws: Sequence[Raw]) -> None:
        """Keep them all, or none."""
        ...

    async def claim(self, worker: str, *, most: int, hold: timedelta, now: datetime) -> Sequence[Raw]:
        """Unmapped deliveries for this worker, the oldest first, which no other gets for so long.

        Those of one source are given out in the order of their arrival, never ahead of one that another
        worker still holds.
        """
        ...

    async def raw(self, raw_id: str) -> Raw | None: ...

    async def listed(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: str = "",
        first: int,
    ) -> Sequence[Raw]:
        """Mapped deliveries, the oldest first, that came from `since` on and before `until`; after: an id."""
        ...

    async def waiting(self) -> int:
        """How many are not mapped yet."""
        ...

    async def prune(self, *, before: datetime) -> int:
        """Forget mapped ones that came before, unless a dead letter waits for them; how many."""
        ...


class EventLog(Protocol):
    """Every event once, in one order without holes that no reader ever sees changed behind it.

    Positions grow in the order in which appends commit: whoever has read up to one never misses an event
    that is committed later.
    """

    async def append(self, mapped: Sequence[Mapped]) -> Appended:
        """In one step: new events, their receipts, dead letters, and the raws as mapped.

        A raw that is mapped already adds nothing. Raises BadInput for a movement without a name.
        """
        ...

    async def after(
        self, position: int, wanted: EventFilter, rows: RowScope, *, first: int, log: str | None = None
    ) -> LogPage:
        """At most `first` events after a position that match and that the rows let through.

        log: which log the position is of, where a cursor said it; of another one, it is a gap.
        """
        ...

    async def at(self, positions: Collection[int]) -> Sequence[Logged]:
        """The events at these positions, oldest first; those that were compacted are left out."""
        ...

    async def head(self) -> Logged | None:
        """The last event, None in an empty log."""
        ...

    async def name(self) -> str:
        """Which log this is: another one after every restore from a backup that said so."""
        ...

    async def standing(self, keys: Collection[str]) -> Sequence[Logged]:
        """Of each of these subjects the last event of each kind, compacted ones too, oldest first."""
        ...

    async def known(self, names: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Those of the names (source and source's id, as `receipt` gives them) that were told already."""
        ...

    async def compact(self, *, before: datetime) -> int:
        """Drop events recorded before, but keep each subject's last of each kind; how many were dropped."""
        ...

    async def prune_receipts(self, *, before: datetime) -> int:
        """Forget by what names events were known that came before."""
        ...


class DeadLetters(Protocol):
    """What could not be mapped, until a person or a newer mapping has dealt with it."""

    async def letters(
        self,
        *,
        source: str | None = None,
        reason: str | None = None,
        state: DeadState | None = DeadState.WAITING,
        first: int = 100,
        after: str | None = None,
    ) -> Sequence[DeadLetter]:
        """The oldest first; after: an id."""
        ...

    async def letter(self, letter_id: str) -> DeadLetter | None: ...

    async def settle(self, letter_ids: Sequence[str], state: DeadState, *, now: datetime) -> int:
        """Put an end to waiting ones; how many were waiting."""
        ...

    async def prune_settled(self, *, before: datetime) -> int:
        """Forget those that were settled before; how many."""
        ...

    async def failed_again(self, letters: Sequence[DeadLetter]) -> None:
        """They were mapped in vain once more."""
        ...
