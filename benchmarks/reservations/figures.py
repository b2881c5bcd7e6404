"""What counts: the time that is measured, and what happened in it.

A window is in seconds of the machine's monotonic clock, which all processes share. Closed loops count what is
answered within it, whenever that was begun; open loops what was due within it, whenever that is answered.
Where nothing is cut off and nothing is lost, the two never count more than was done.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import NamedTuple

_TOLD_EVERY = 0.5


class Window(NamedTuple):
    """From when until when it is measured. Load begins before it, to warm up, and ends with it."""

    begins: float
    ends: float

    def has(self, moment: float) -> bool:
        """Whether that counts."""
        return self.begins <= moment < self.ends


def window(warm: float, seconds: float, begin: float | None = None) -> Window:
    """begin: when load begins, of the monotonic clock; None: now."""
    begins = (time.monotonic() if begin is None else begin) + warm
    return Window(begins, begins + seconds)


async def until(begin: float) -> None:
    """Wait for it. Who comes too late would warm up, or not be measured, while the others are."""
    left = begin - time.monotonic()
    if left < 0:
        raise SystemExit(f"started {-left:.1f} s too late: the machine is too busy to measure anything")
    await asyncio.sleep(left)


@dataclass(slots=True)
class Figures:
    """What happened in the window and was not told yet. times: seconds of each answer."""

    window: Window
    held: int = 0
    full: int = 0
    errors: int = 0
    times: list[float] = field(default_factory=list)

    def answered(self, counts_at: float, took: float, *, held: bool) -> None:
        """A request was held, or refused. counts_at: when it was answered, or in open loops due."""
        if not self.window.has(counts_at):
            return
        self.times.append(took)
        if held:
            self.held += 1
        else:
            self.full += 1

    def failed(self, counts_at: float) -> None:
        """A request was not answered."""
        self.errors += self.window.has(counts_at)

    def told(self) -> str:
        """As one line of JSON, after which it begins anew."""
        line = json.dumps({"held": self.held, "full": self.full, "errors": self.errors, "times": self.times})
        self.held = self.full = self.errors = 0
        self.times = []
        return line


async def telling(figures: Figures) -> None:
    """Print what happened, again and again: of who is killed, all but the last moment is known."""
    while True:
        await asyncio.sleep(_TOLD_EVERY)
        tell(figures)


def tell(figures: Figures) -> None:
    """Print what happened since the last time."""
    sys.stdout.write(f"{figures.told()}\n")
    sys.stdout.flush()
