"""The port to how far the log was published, and who publishes it. Raises StoreUnavailable."""

from datetime import datetime, timedelta
from typing import Protocol

from domain.log.outbox import Place


class Outbox(Protocol):
    """The places of outgoing feeds by name. Of several processes one publishes a feed at a time."""

    async def begin(self, name: str, place: Place) -> None:
        """Keep where a new feed begins; of one that is there nothing changes."""
        ...

    async def claim(self, name: str, holder: str, *, hold: timedelta, now: datetime) -> Place | None:
        """Where the feed goes on, for this holder alone for so long; None while another has it.

        None also for a feed that has not begun. Whoever has it may claim it again.
        """
        ...

    async def move(self, name: str, holder: str, place: Place, *, hold: timedelta, now: datetime) -> bool:
        """Keep the new place and hold on; False, and nothing is kept, where another took it meanwhile."""
        ...

    async def release(self, name: str, holder: str) -> None:
        """Let another have it at once."""
        ...

    async def place(self, name: str) -> Place | None:
        """How far it came, whoever publishes it."""
        ...
