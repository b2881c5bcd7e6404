"""For which endpoints there may be something: not for each of hundreds is the log asked at every event."""

from collections.abc import Collection, Sequence

from domain.log.filters import matches
from domain.log.records import Logged
from domain.webhooks.records import Endpoint

_MOST = 2_000
_EVERY = 10.0


class Outlook:
    """What the tail told since the last round, and where each endpoint was left.

    Every ten seconds all are looked at, for a word may be lost, and so that none falls far behind.
    """

    def __init__(self) -> None:
        self._heard: list[Logged] = []
        self._lost = False
        self._left: dict[str, int] = {}
        self._next_all = 0.0
        self._round: Sequence[Logged] | None = None

    def hear(self, events: Sequence[Logged] | None) -> bool:
        """As the tail tells it. False where there was no endpoint in the last round: nobody waits for it."""
        if events is None or len(self._heard) + len(events) > _MOST:
            self._heard, self._lost = [], True
        else:
            self._heard += events
        return bool(self._left)

    def begin(self, now: float) -> None:
        """Another round. now: a steady clock, in seconds."""
        self._round = self._heard
        if self._lost or now >= self._next_all:
            self._round, self._next_all = None, now + _EVERY
        self._heard, self._lost = [], False

    def wants(self, endpoint: Endpoint) -> bool:
        """Whether to look for it in this round: also one that was moved by another, and one that had more."""
        if self._round is None or self._left.get(endpoint.id) != endpoint.position:
            return True
        news = (each.event for each in self._round if each.position > endpoint.position)
        return any(matches(endpoint.wanted, event) for event in news)

    def leave(self, endpoint: Endpoint, position: int | None) -> None:
        """It was moved up to there; None where there is more for it."""
        if position is None:
            self._left.pop(endpoint.id, None)
        else:
            self._left[endpoint.id] = position

    def keep(self, known: Collection[str]) -> None:
        """Forget all other endpoints."""
        self._left = {name: position for name, position in self._left.items() if name in known}

    def again(self) -> None:
        """The round failed: look at all in the next one."""
        self._lost = True
