"""Steps of reservations brought into the log, in the order in which they were taken.

One process at a time, by a claim. What the log has is struck off then: a process that dies between the two
has it told once more, and the log takes it once.
"""

from collections.abc import Callable, Sequence

from domain.log.records import Logged, Mapped
from domain.ports.log import EventLog
from domain.ports.reservations import Reservations
from gateway.sync.claims import Claims

WORK = "tell-of-reservations"
_AT_ONCE = 200

Told = Callable[[Sequence[Logged]], object]


class Telling:
    """Tells, and has whoever listens hear of it, so that this process need not read what it appended."""

    def __init__(self, store: Reservations, log: EventLog, claims: Claims) -> None:
        self._store = store
        self._log = log
        self._claims = claims
        self._told: Told | None = None

    def listen(self, told: Told) -> None:
        """Have it hear of what is appended from now on."""
        self._told = told

    async def step(self) -> int:
        """Tell of some; how many steps it was. Raises StoreUnavailable."""
        async with self._claims.claimed(WORK) as is_ours:
            if not is_ours:
                return 0
            steps = await self._store.untold(_AT_ONCE)
            if not steps:
                return 0
            events = tuple(event for each in steps for event in each.events)
            appended = await self._log.append([Mapped(events=events)])
            await self._store.told([each.number for each in steps])
            if self._told is not None:
                self._told(appended.logged)
            return len(steps)
