"""Programs that are killed and begun again: every one that ends is started anew, as a supervisor would."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_AGAIN_AFTER = 0.5


@dataclass(slots=True, kw_only=True)
class Kept:
    """One program. log: to which all its lives write. user: as whom it runs, where not as ourselves.

    lives: how often it was begun. ended: the exit codes of lives that nobody killed.
    """

    name: str
    command: Sequence[str]
    log: Path
    user: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    lives: int = 0
    ended: list[int] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _task: asyncio.Task[None] | None = None
    _down_for: float | None = None

    def start(self) -> None:
        """Begin it. Needs a running loop."""
        self._task = asyncio.create_task(self._keep(), name=f"keep-{self.name}")

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def kill(self, *, down_for: float) -> None:
        """`kill -9` of it and all its children. It is begun again after so many seconds."""
        if self._process is None or self._process.returncode is not None:
            return
        self._down_for = down_for
        _kill_all(self._process.pid)

    async def aclose(self) -> None:
        """End it for good."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._process is not None and self._process.returncode is None:
            _kill_all(self._process.pid)
            await self._process.wait()

    async def _keep(self) -> None:
        while True:
            with self.log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self.command,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env={**os.environ, **self.environment},
                    user=self.user,
                )
            self.lives += 1
            code = await self._process.wait()
            pause, self._down_for = self._down_for, None
            if pause is None:
                self.ended.append(code)
            await asyncio.sleep(_AGAIN_AFTER if pause is None else pause)


def _kill_all(pid: int) -> None:
    """The program first, so that it cannot begin its children again."""
    children = _children(pid)
    for each in (pid, *children):
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _children(pid: int) -> list[int]:
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(each) for each in told.split()]


async def listens(port: int) -> bool:
    """Whether something takes connections at this port of this machine."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
