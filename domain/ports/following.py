"""The ports to what follows from events: how far they were dealt with, and how the feeds of them are heard.

All raise StoreUnavailable.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.log.cursors import LogCursor
from domain.search.told_feeds import ToldFeed


class Followed(Protocol):
    """Up to where of the log something was done with every event, by the name of what was done."""

    async def reached(self, name: str) -> LogCursor | None:
        """The place; None where nothing is kept."""
        ...

    async def reach(self, name: str, place: LogCursor) -> None:
        """Keep a place; one of the same log that lies before the kept one changes nothing."""
        ...


class ToldFeeds(Protocol):
    """The feeds of the instances that push."""

    async def feeds(self) -> Sequence[ToldFeed]:
        """Every feed that was heard, by instance."""
        ...

    async def heard(self, instance: str, at: datetime, watermark: datetime | None = None) -> None:
        """Something came then; no time ever goes back. watermark: up to when the source has told all."""
        ...

    async def fell_silent(self, instance: str, *, since: datetime) -> bool:
        """Keep that it is silent, unless it was heard after `since` or is known to be; whether so."""
        ...

    async def recovered(self, instance: str) -> bool:
        """Keep that it is heard again; whether it was silent."""
        ...
