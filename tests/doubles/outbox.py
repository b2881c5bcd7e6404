"""The outbox in memory."""

from datetime import datetime, timedelta

from domain.log.outbox import Place


class InMemoryOutbox:
    """Implements `Outbox`."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}
        self._held: dict[str, tuple[str, datetime]] = {}

    async def begin(self, name: str, place: Place) -> None:
        self._places.setdefault(name, place)

    async def claim(self, name: str, holder: str, *, hold: timedelta, now: datetime) -> Place | None:
        by, until = self._held.get(name, (holder, now))
        if name not in self._places or (by != holder and until > now):
            return None
        self._held[name] = (holder, now + hold)
        return self._places[name]

    async def move(self, name: str, holder: str, place: Place, *, hold: timedelta, now: datetime) -> bool:
        if name not in self._held or self._held[name][0] != holder:
            return False
        self._places[name] = place
        self._held[name] = (holder, now + hold)
        return True

    async def release(self, name: str, holder: str) -> None:
        if name in self._held and self._held[name][0] == holder:
            del self._held[name]

    async def place(self, name: str) -> Place | None:
        return self._places.get(name)
