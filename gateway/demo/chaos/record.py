"""What has been seen so far: of each scene, of the last moments, and second by second."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from gateway.demo.chaos.measuring import Figures, Seen, figures
from gateway.demo.chaos.scenes import Scene

RECENT = 2.0
"""Seconds that count as now."""
_TRACE = 56


@dataclass(slots=True)
class _Stretch:
    """Answers since `began`, and how many calls had reached the system by then. mark: of the trace."""

    began: float
    calls: int
    mark: str = " "
    answers: list[Seen] = field(default_factory=list)


class Record:
    """Takes answers and counts of calls as they come. Times: seconds of one clock that only goes forward."""

    def __init__(self, scenes: Sequence[Scene]) -> None:
        self.scenes = scenes
        self.done: dict[str, Figures] = {}
        self.trace: deque[Figures] = deque(maxlen=_TRACE)
        self.began: deque[str] = deque(maxlen=_TRACE)
        """Beside the trace: the number of each scene at its first second, and blanks."""
        self._mark = " "
        self._recent: deque[Seen] = deque()
        self._counts: deque[tuple[float, int]] = deque()
        self._scene = _Stretch(0.0, 0)
        self._second = _Stretch(0.0, 0)

    def begin(self, scene: Scene, at: float, calls: int) -> None:
        """A scene begins."""
        self._mark = str(self.scenes.index(scene) + 1)
        self._scene = _Stretch(at, calls)

    def answer(self, one: Seen) -> None:
        """A client has its answer."""
        self._scene.answers.append(one)
        self._second.answers.append(one)
        self._recent.append(one)

    def count(self, at: float, calls: int) -> None:
        """So many calls have reached the system by now."""
        if not self._counts:
            self._next_second(at, calls)
        self._counts.append((at, calls))
        while len(self._counts) > 1 and self._counts[0][0] < at - RECENT:
            self._counts.popleft()
        while self._recent and self._recent[0].at < at - RECENT:
            self._recent.popleft()
        if at - self._second.began >= 1.0:
            self.trace.append(_of(self._second, at, calls))
            self.began.append(self._second.mark)
            self._next_second(at, calls)

    def end(self, scene: Scene, at: float, calls: int) -> Figures:
        """A scene has ended; its figures."""
        self.done[scene.name] = self.scene(at, calls)
        return self.done[scene.name]

    def scene(self, at: float, calls: int) -> Figures:
        """The figures of the present scene so far."""
        return _of(self._scene, at, calls)

    def now(self) -> Figures:
        """The figures of the last moments."""
        if not self._counts:
            return figures((), RECENT, 0)
        (since, before), (at, calls) = self._counts[0], self._counts[-1]
        return figures((one for one in self._recent if one.at >= since), at - since or RECENT, calls - before)

    def _next_second(self, at: float, calls: int) -> None:
        self._second = _Stretch(at, calls, self._mark)
        self._mark = " "


def _of(stretch: _Stretch, at: float, calls: int) -> Figures:
    return figures(stretch.answers, at - stretch.began, calls - stretch.calls)
