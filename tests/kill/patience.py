"""How long is waited for what has not come: as long as more comes, and until the end of the run."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

_STANDSTILL = 60.0
"""Seconds without a step forward after which what is missing counts as lost."""
_LOOK_EVERY = 0.5
_SAY_EVERY = 10.0


class Patience:
    """until: by `time.monotonic`, the end of all waiting. say: is told now and then what is missing."""

    def __init__(self, until: float, say: Callable[[str], None]) -> None:
        self._until = until
        self._say = say

    async def until_none(self, missing: Callable[[], Awaitable[Mapping[str, int]]]) -> None:
        """Return when nothing is missing, or when patience ends."""
        least, since, said = float("inf"), time.monotonic(), time.monotonic()
        while (left := await missing()) and sum(left.values()) > 0:
            now = time.monotonic()
            if sum(left.values()) < least:
                least, since = sum(left.values()), now
            if now > min(self._until, since + _STANDSTILL):
                return
            if now > said + _SAY_EVERY:
                said = now
                self._say(
                    "missing: " + ", ".join(f"{count:,} of {name}" for name, count in left.items() if count)
                )
            await asyncio.sleep(_LOOK_EVERY)
