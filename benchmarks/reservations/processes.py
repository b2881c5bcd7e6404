"""Starting processes of callers, and adding up what they tell."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

CALLER = "benchmarks.reservations.caller"
POSTING = "benchmarks.reservations.posting"


@dataclass(slots=True)
class Sum:
    """What several processes told."""

    held: int = 0
    full: int = 0
    errors: int = 0
    times: list[float] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """So many requests."""
        return self.held + self.full

    def centile(self, part: float) -> float:
        """Seconds within which this part was answered."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


class Process:
    """One of them; `sum` grows while it runs, and what was told stays told when it is killed."""

    def __init__(self, total: Sum, module: str = CALLER) -> None:
        self._total = total
        self._module = module
        self.process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def start(self, options: Sequence[str]) -> None:
        """Start it with these options."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self._module, *options, stdout=asyncio.subprocess.PIPE
        )
        self._reading = asyncio.create_task(self._read(self.process))

    async def kill(self) -> None:
        """As the kernel does it where memory is short."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
        await self.ended()

    async def ended(self) -> int:
        """Its exit code, once all that it told was read."""
        if self.process is None or self._reading is None:
            return 0
        await self._reading
        return await self.process.wait()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            return
        buffer = b""
        while piece := await process.stdout.read(1 << 16):
            *lines, buffer = (buffer + piece).split(b"\n")
            for line in lines:
                told = json.loads(line)
                self._total.held += told["held"]
                self._total.full += told["full"]
                self._total.errors += told["errors"]
                self._total.times += told["times"]
