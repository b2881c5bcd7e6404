"""What a process does with what it appended: it is counted, and everybody is woken.

What events do to what is known follows when the log is gone through: `known_state`.
"""

from collections.abc import Callable, Sequence

from domain.log.records import Appended, Logged
from domain.ports.cache import LogGrew, Signal
from gateway.intake.meaning.mapping import Read
from gateway.telemetry.intake_metrics import IntakeMetrics


class Effects:
    """Called with what a batch came to. mine: is told what was appended here."""

    def __init__(
        self, signal: Signal, mine: Callable[[Sequence[Logged]], None], metrics: IntakeMetrics
    ) -> None:
        self._signal = signal
        self._mine = mine
        self._metrics = metrics

    async def __call__(self, appended: Appended, read: Sequence[Read] = ()) -> None:
        self._metrics.appended(appended)
        self._metrics.died(letter for each in read for letter in each.letters)
        if appended.logged:
            self._mine(appended.logged)
            await self._signal.tell(LogGrew())
