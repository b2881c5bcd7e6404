"""Events that no system told, but we: appended, and everybody woken."""

from collections.abc import Sequence

import structlog

from domain.errors import StoreUnavailable
from domain.events.record import Event
from domain.log.records import Mapped
from domain.ports.cache import LogGrew, Signal
from domain.ports.log import EventLog

_LOG = structlog.get_logger(__name__)


class OwnNews:
    """Appends them. Where the log is away it says so, and what they tell of stands nevertheless."""

    def __init__(self, log: EventLog, signal: Signal) -> None:
        self._log = log
        self._signal = signal

    async def __call__(self, events: Sequence[Event]) -> bool:
        """Whether they are durable."""
        try:
            appended = await self._log.append([Mapped(events=tuple(events))])
        except StoreUnavailable as error:
            _LOG.warning("what we did is not told in the log", events=len(events), cause=error.cause)
            return False
        if appended.logged:
            await self._signal.tell(LogGrew())
        return True
