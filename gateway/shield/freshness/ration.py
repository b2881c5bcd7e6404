"""Whether turns at a system are short, lane by lane: while they are, what is worth most is read first.

FREE: whoever wants something fresher calls. A call that gets no turn makes its lane SHORT: an older value is
given at once, and one reader of ours chooses what each turn is spent on. When it has got one, it tries at
once whether there is another to spare (EASING). A lane is FREE again when there is, when the system fails for
another reason, which callers are to hear, and when a turn may be had and nothing wanted is worth it.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.partners import Lane
from domain.ports.state import Clock

PATIENCE = timedelta(seconds=1)
"""So long a turn is waited for with the keys that were chosen; then they are chosen anew."""
_EARLY = 0.5
"""Seconds before a turn may come, to be in the line when it does, however busy this machine is."""
_SOON = 0.25
"""Seconds until it is tried again where a turn may come at any moment."""
_SHORTEST, _LONGEST = 0.05, 5.0
"""Seconds until it is tried again in any case: never in a circle, and never much later, as things change."""
_NONE = timedelta(0)


class Supply(StrEnum):
    """Of turns in one lane."""

    FREE = "free"
    SHORT = "short"
    EASING = "easing"


@dataclass(slots=True)
class _Lane:
    """A lane that is not free. until: when the next try is due, on the clock's monotonic scale."""

    supply: Supply
    until: float


class Ration:
    """The lanes of one port of one instance."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lanes: dict[Lane, _Lane] = {}

    def supply(self, lane: Lane) -> Supply:
        """Where a lane stands."""
        its = self._lanes.get(lane)
        return Supply.FREE if its is None else its.supply

    def is_on(self, lane: Lane) -> bool:
        """Whether turns are short in a lane, so that not everybody calls who asks."""
        return lane in self._lanes

    def spent(self, lane: Lane, no_turn_for: timedelta | None) -> None:
        """A call got no turn. no_turn_for: how long there is certainly none, where that is known."""
        pause = _SOON if no_turn_for is None else no_turn_for.total_seconds() - _EARLY
        pause = min(max(pause, _SHORTEST), _LONGEST)
        self._lanes[lane] = _Lane(Supply.SHORT, self._clock.monotonic() + pause)

    def served(self, lane: Lane) -> None:
        """A call that was chosen got its turn."""
        its = self._lanes.get(lane)
        if its is None:
            return
        if its.supply is Supply.EASING:
            del self._lanes[lane]
        else:
            its.supply, its.until = Supply.EASING, self._clock.monotonic()

    def failed(self) -> None:
        """The system failed, and not for want of a turn."""
        self._lanes.clear()

    def idle(self, lane: Lane) -> None:
        """A turn may be had, and nothing that is wanted is worth it."""
        self._lanes.pop(lane, None)

    def pause(self, lane: Lane) -> float:
        """Seconds until the next try is due."""
        its = self._lanes.get(lane)
        return 0.0 if its is None else max(its.until - self._clock.monotonic(), 0.0)

    def patience(self, lane: Lane) -> timedelta:
        """How long the next try waits for its turn."""
        return _NONE if self.supply(lane) is Supply.EASING else PATIENCE
