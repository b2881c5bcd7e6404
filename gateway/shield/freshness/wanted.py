"""What is wanted to be read again, and the best of it for one call.

A call costs a turn, whatever it brings. So one is worth it where a key that is wanted in its lane is old, or
missed the bound of somebody who asked; the places that are left go to what gains most by them.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from heapq import nlargest
from typing import Generic, NamedTuple

from domain.partners import Lane
from domain.ports.reading import K
from domain.ports.state import Clock
from gateway.shield.freshness.ration import Ration
from gateway.shield.freshness.worth import Worth

BATCH = 50
MOST = 2_000


class _Want(NamedTuple):
    """lane: of who asked. missed: up to when it was known when somebody's bound was missed."""

    lane: Lane
    missed: datetime | None


Judge = Callable[[K, datetime | None, datetime], Worth | None]
"""The worth of a key that missed a bound when it was known up to then, at this instant; None: of none."""


class Wanted(Generic[K]):
    """The keys of one port, by the lane of who asked; while that is not short, they are background's."""

    def __init__(self, judge: Judge[K], ration: Ration, clock: Clock) -> None:
        self._judge = judge
        self._ration = ration
        self._clock = clock
        self._wants: dict[K, _Want] = {}

    def __len__(self) -> int:
        return len(self._wants)

    def add(self, key: K, lane: Lane, missed: datetime | None) -> Lane:
        """Want a key; gives the lane in which it is read."""
        before = self._wants.get(key)
        if before is not None:
            lane, missed = min(lane, before.lane, key=_URGENCY), missed or before.missed
        elif len(self._wants) >= MOST:
            self._keep_the_better_half()
        want = self._wants[key] = _Want(lane, missed)
        return self._lane(want)

    def best(self, lane: Lane) -> list[K]:
        """The keys of the next call in a lane; none where nothing is worth one. Forgets what nobody wants."""
        now, places, worth_it = self._clock.now(), list[tuple[bool, float, K]](), False
        for key, want in list(self._wants.items()):
            worth, own = self._judge(key, want.missed, now), self._lane(want)
            if worth is None or not (worth.call or self._ration.is_on(own)):
                del self._wants[key]
                continue
            worth_it = worth_it or (worth.call and own is lane)
            if worth.gain:
                places.append((own is lane, worth.gain, key))
        best = nlargest(BATCH, places, key=_place) if worth_it else []
        return [key for _, _, key in best]

    def forget(self, keys: Iterable[K]) -> None:
        """Want these no more."""
        for key in keys:
            self._wants.pop(key, None)

    def clear(self) -> None:
        """Want nothing more."""
        self._wants.clear()

    def _lane(self, want: _Want) -> Lane:
        return want.lane if self._ration.is_on(want.lane) else Lane.BACKGROUND

    def _keep_the_better_half(self) -> None:
        now = self._clock.now()
        judged = ((self._judge(key, want.missed, now), key) for key, want in self._wants.items())
        gains = [(worth.gain, key) for worth, key in judged if worth is not None]
        kept = [key for _, key in nlargest(MOST // 2, gains, key=lambda each: each[0])]
        self._wants = {key: self._wants[key] for key in kept}


def _place(each: tuple[bool, float, object]) -> tuple[bool, float]:
    return each[0], each[1]


_URGENCY = {lane: urgency for urgency, lane in enumerate(Lane)}.__getitem__
