"""Who polls an instance: one process at a time."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol


class Claims(Protocol):
    """Gives work that must not be done twice at once to one caller."""

    def claimed(self, work: str) -> AbstractAsyncContextManager[bool]:
        """Whether the work is the caller's for as long as the context lasts. Raises StoreUnavailable."""
        ...


class ClaimsInProcess:
    """For the one process of an embedded store."""

    def __init__(self) -> None:
        self._held: set[str] = set()

    @asynccontextmanager
    async def claimed(self, work: str) -> AsyncIterator[bool]:
        if work in self._held:
            yield False
            return
        self._held.add(work)
        try:
            yield True
        finally:
            self._held.discard(work)
