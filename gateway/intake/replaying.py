"""Deliveries that the inbox still has, mapped once more under the mapping and the names of now."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from domain.errors import BadInput
from domain.events.record import Event
from domain.log.filters import EventFilter
from domain.log.receipts import receipt
from domain.log.records import Mapped, Raw
from domain.log.replays import Replay, Replayed, correction, standing_by_id
from domain.partners import RowScope
from domain.ports.state import Clock
from gateway.intake.meaning.mapping import MappedBatch, Mapping
from gateway.intake.retention import LogStores
from gateway.intake.worker import Effects

_BATCH = 200
_PAGE = 500
_MOST_PAGES = 40
"""So far behind its delivery an event is looked for in the log."""
_ALL, _ANYBODY = EventFilter(), RowScope()


@dataclass(frozen=True, slots=True)
class _Found:
    """Deliveries of a batch. last: where to go on; None at the end."""

    raws: Sequence[Raw]
    gone: int = 0
    last: str | None = None


class Replaying:
    """Maps whole deliveries again. Receipts keep what is in the log from being doubled, however often."""

    def __init__(self, stores: LogStores, mapping: Mapping, effects: Effects, clock: Clock) -> None:
        self._stores = stores
        self._mapping = mapping
        self._effects = effects
        self._clock = clock

    async def replay(self, wanted: Replay, *, apply: bool) -> Replayed:
        """Map them; without `apply` only say what would come of it.

        Raises BadInput for a position together with times, and StoreUnavailable.
        """
        if wanted.behind is not None and (wanted.since or wanted.until):
            raise BadInput("is either a place in the log or a time", field="after")
        done = Replayed()
        while done.deliveries + done.gone < wanted.most:
            room = min(_BATCH, wanted.most - done.deliveries - done.gone)
            found = await self._found(wanted, room)
            done = done.with_more(await self._batch(found, apply=apply))
            if found.last is None:
                return done
            wanted = replace(wanted, after=found.last)
            if wanted.behind is not None:
                wanted = replace(wanted, behind=int(found.last), after="")
        return done

    async def _found(self, wanted: Replay, room: int) -> _Found:
        if wanted.behind is not None:
            return await self._behind(wanted, wanted.behind, room)
        raws = await self._stores.inbox.listed(
            source=wanted.source, since=wanted.since, until=wanted.until, after=wanted.after, first=room
        )
        return _Found(raws, last=raws[-1].id if len(raws) == room else None)

    async def _behind(self, wanted: Replay, position: int, room: int) -> _Found:
        """The deliveries of the events behind a position."""
        sources = None if wanted.source is None else frozenset({wanted.source})
        page = await self._stores.log.after(position, EventFilter(sources=sources), _ANYBODY, first=room)
        names = dict.fromkeys(each.event.raw_ref for each in page.events if each.event.raw_ref)
        found = [await self._stores.inbox.raw(name) for name in names]
        raws = [raw for raw in found if raw is not None]
        return _Found(raws, len(found) - len(raws), str(page.reached) if page.more else None)

    async def _batch(self, found: _Found, *, apply: bool) -> Replayed:
        raws, now = found.raws, self._clock.now()
        if not raws:
            return Replayed(gone=found.gone, last=found.last)
        batch = await self._mapping.of(raws, now)
        events = [event for each in batch.mapped for event in each.events]
        new, known = await self._sorted(events)
        stands = standing_by_id(await self._logged(known, raws))
        corrected = [
            made
            for event in known
            if event.id in stands and (made := correction(stands[event.id], event, now)) is not None
        ]
        checked = sum(event.id in stands for event in known)
        if apply:
            await self._append([*new, *corrected], batch)
        return Replayed(
            deliveries=len(raws),
            added=len(new),
            corrected=len(corrected),
            same=checked - len(corrected),
            unchecked=len(known) - checked,
            failed=sum(len(each.dead) for each in batch.mapped),
            gone=found.gone,
            last=found.last,
        )

    async def _sorted(self, events: Sequence[Event]) -> tuple[list[Event], list[Event]]:
        """Events that are not in the log, and those that are. One without a name was taken when it came."""
        names = {event.id: receipt(event) for event in events}
        known = await self._stores.log.known([name for name in names.values() if name is not None])
        new = [event for event in events if (name := names[event.id]) is not None and name not in known]
        fresh = {event.id for event in new}
        return new, [event for event in events if event.id not in fresh]

    async def _logged(self, known: Sequence[Event], raws: Sequence[Raw]) -> list[Event]:
        """What the log has of these and of their corrections, as far as it stands near."""
        missing = {event.id for event in known}
        if not missing:
            return []
        sources = frozenset(event.source for event in known)
        wanted = EventFilter(sources=sources, since=min(raw.received_at for raw in raws))
        position, found = 0, list[Event]()
        for _ in range(_MOST_PAGES):
            page = await self._stores.log.after(position, wanted, _ANYBODY, first=_PAGE)
            found += [each.event for each in page.events]
            if not page.more:
                break
            position = page.reached
        return [each for each in found if each.id in missing or each.correction_of]

    async def _append(self, events: Sequence[Event], batch: MappedBatch) -> None:
        letters = tuple(letter for each in batch.mapped for letter in each.dead)
        appended = await self._stores.log.append([Mapped(events=tuple(events), dead=letters)])
        await self._effects(appended, batch.read)
