"""Who waits for a turn at one host: by lane, and in a lane fairly between accounts, by their weight."""

import asyncio
import heapq
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from domain.budgets import LANES, Counts
from domain.ports.demand import Demand
from domain.ports.limits import Call

_LANE = {lane: index for index, lane in enumerate(LANES)}


@dataclass(slots=True, eq=False, kw_only=True)
class Waiter:
    """One call that waits since `began`. latest: when it gives up; `turn` is set when it may go.

    Lane, deadline and patience are those of the demand, which may change while it waits. is_first: whether
    it is the first call for its demand, for which alone the patience holds.
    """

    demand: Demand
    began: float
    latest: float
    instance: str
    turn: "asyncio.Future[None]"
    is_first: bool
    lane: int = 0

    @property
    def until(self) -> float:
        """When there is nothing left to wait for."""
        ends, patience = min(self.demand.deadline, self.latest), self.demand.patience
        if patience is None or not self.is_first:
            return ends
        return min(ends, self.began + patience.total_seconds())


def waiting(call: Call, began: float, latest: float) -> Waiter:
    """A call that waits from now on."""
    return Waiter(
        demand=call.demand,
        began=began,
        latest=latest,
        instance=call.instance,
        turn=asyncio.get_running_loop().create_future(),
        is_first=not call.demand.begun,
    )


@dataclass(slots=True)
class _Line:
    """The waiters of one account in one lane; tag: where it stands among the accounts."""

    weight: int
    tag: float = 0.0
    waiters: deque[Waiter] = field(default_factory=deque)


class _LaneQueue:
    """Start-time fair queueing over accounts: each turn moves an account on by 1 / weight."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._now = 0.0
        self._patience: list[tuple[float, int, Waiter]] = []
        self._order = count()
        self.size = 0

    def __iter__(self) -> Iterator[Waiter]:
        for line in self._lines.values():
            yield from line.waiters

    def put(self, waiter: Waiter) -> None:
        account = waiter.demand.account
        line = self._lines.setdefault(account.name, _Line(weight=max(1, account.weight)))
        if not line.waiters:
            line.tag = max(line.tag, self._now)
        line.waiters.append(waiter)
        self._remember(waiter)
        self.size += 1

    def impatient(self, moment: float) -> Iterator[Waiter]:
        """Those who wait no longer than until then."""
        while self._patience and self._patience[0][0] <= moment:
            _, _, waiter = heapq.heappop(self._patience)
            if waiter.turn.done():
                continue
            if waiter.until <= moment:
                yield waiter
            else:
                self._remember(waiter)

    def ends(self) -> float:
        """When the first of them gives up, at the earliest."""
        while self._patience and self._patience[0][2].turn.done():
            heapq.heappop(self._patience)
        return self._patience[0][0] if self._patience else float("inf")

    def _remember(self, waiter: Waiter) -> None:
        heapq.heappush(self._patience, (waiter.until, next(self._order), waiter))

    def pop(self) -> Waiter | None:
        waiting = [line for line in self._lines.values() if line.waiters]
        if not waiting:
            return None
        line = min(waiting, key=lambda one: one.tag)
        self._now = max(self._now, line.tag)
        line.tag += 1.0 / line.weight
        self.size -= 1
        waiter = line.waiters.popleft()
        self._forget()
        return waiter

    def remove(self, waiter: Waiter) -> None:
        for line in self._lines.values():
            if waiter in line.waiters:
                line.waiters.remove(waiter)
                self.size -= 1
                return

    def _forget(self) -> None:
        """An account that waits for nothing and is not ahead of the others needs no place."""
        done = [name for name, line in self._lines.items() if not line.waiters and line.tag <= self._now]
        for name in done:
            del self._lines[name]


class Queue:
    """All who wait for one host."""

    def __init__(self) -> None:
        self._lanes = [_LaneQueue() for _ in LANES]

    def __len__(self) -> int:
        return sum(lane.size for lane in self._lanes)

    def __iter__(self) -> Iterator[Waiter]:
        for lane in self._lanes:
            yield from lane

    def waiting(self, most: int) -> Counts:
        """How many wait in each lane, up to so many."""
        sizes = [min(lane.size, most) for lane in self._lanes]
        return (sizes[0], sizes[1], sizes[2], sizes[3])

    def put(self, waiter: Waiter) -> bool:
        """Let one wait; whether its lane had been empty."""
        waiter.lane = _LANE[waiter.demand.lane]
        lane = self._lanes[waiter.lane]
        lane.put(waiter)
        return lane.size == 1

    def pop(self, lane: int) -> Waiter | None:
        """Whose turn it is in a lane."""
        return self._lanes[lane].pop()

    def impatient(self, lane: int, moment: float) -> Iterator[Waiter]:
        """Those of a lane who wait no longer than until then."""
        return self._lanes[lane].impatient(moment)

    def ends(self) -> float:
        """When the first of all gives up, at the earliest."""
        return min(lane.ends() for lane in self._lanes)

    def remove(self, waiter: Waiter) -> None:
        """One has given up."""
        self._lanes[waiter.lane].remove(waiter)

    def rearranged(self) -> None:
        """Move those whose demand changed its lane meanwhile."""
        for waiter in [one for one in self if one.lane != _LANE[one.demand.lane]]:
            self.remove(waiter)
            self.put(waiter)
