"""When keys were last used, on its way to the registry: to the minute, and never in a request's way."""

from collections.abc import Collection
from datetime import datetime

from domain.ports.partners import PartnerRegistry


class KeyUses:
    """Remembers what is to be written: of each key at most one use a minute, and the latest alone."""

    def __init__(self) -> None:
        self._noted: dict[str, datetime] = {}
        self._waiting: dict[str, datetime] = {}

    @property
    def waiting(self) -> int:
        """Of how many keys a use is to be written."""
        return len(self._waiting)

    def note(self, prefix: str, now: datetime) -> None:
        """A key was used."""
        noted = self._noted.get(prefix)
        minute = now.replace(second=0, microsecond=0)
        if noted is None or noted < minute:
            self._noted[prefix] = self._waiting[prefix] = minute

    def keep(self, prefixes: Collection[str]) -> None:
        """Forget what is not among these: keys that are gone."""
        for gone in self._noted.keys() - prefixes:
            del self._noted[gone]
            self._waiting.pop(gone, None)

    async def write(self, registry: PartnerRegistry) -> None:
        """Write what waits. Raises StoreUnavailable, and then it waits on."""
        writing = dict(self._waiting)
        if not writing:
            return
        await registry.note_used(writing)
        for prefix, minute in writing.items():
            if self._waiting.get(prefix) == minute:
                del self._waiting[prefix]
