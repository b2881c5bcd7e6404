"""The port to what people do about events that came in: dead letters, and deliveries mapped once more.

Those that change something raise NotGranted for a principal that is held to some rows: a delivery is nobody's
own. All raise StoreUnavailable.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from domain.log.records import DeadLetter, DeadState
from domain.log.replays import Replay, Replayed
from domain.partners import Principal


class RetriedLetters(msgspec.Struct, frozen=True, kw_only=True):
    """What became of dead letters, by id, or would. events: so many come into the log.

    gone: their deliveries are not kept any more.
    """

    mapped: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    events: int = 0


class LettersWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which dead letters: all that is given must hold. first: how many; after: an id."""

    source: str | None = None
    reason: str | None = None
    state: DeadState | None = DeadState.WAITING
    first: int = 20
    after: str | None = None


class IntakeOffice(Protocol):
    """Where they are seen to."""

    async def letters(self, asker: Principal, wanted: LettersWanted) -> Sequence[DeadLetter]:
        """The oldest first. For who is held to rows there are none."""
        ...

    async def retry(self, asker: Principal, ids: Sequence[str], *, apply: bool) -> RetriedLetters:
        """Map them once more; without `apply` only say what would come of it. Raises BadInput."""
        ...

    async def discard(self, asker: Principal, ids: Sequence[str]) -> int:
        """Put an end to them; how many were waiting. Raises BadInput."""
        ...

    async def replay(self, asker: Principal, wanted: Replay, *, after: str | None, apply: bool) -> Replayed:
        """Map deliveries once more, or only count what would come of it. Raises BadInput.

        after: a cursor of the log; those of the events behind it.
        """
        ...
