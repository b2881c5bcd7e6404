"""What a page of a poll told, for who makes events of it, and who is told of what we found ourselves."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.events.record import Event
from domain.ports.state import Crosswalk


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledPage:
    """changed: as in ChangePage. since, upto: the system's cursors before and after, which name the page."""

    instance: str
    changed: Mapping[str, tuple[str, ...]]
    since: str
    upto: str
    heard_at: datetime
    correlation_id: str


TellPage = Callable[[PolledPage], Awaitable[None]]


class TellPolled(Protocol):
    """Makes events of a page. crosswalk: how its names become ours."""

    async def __call__(self, page: PolledPage, *, crosswalk: Crosswalk) -> None:
        """Return when they are durable. Raises StoreUnavailable."""
        ...


async def tell_nobody(page: PolledPage, *, crosswalk: Crosswalk) -> None:
    """For who keeps no log."""


async def keep_silent(_events: Sequence[Event]) -> bool:
    """For who keeps no log."""
    return True
