"""Dead letters mapped once more: after an adapter has learned a code, or a link ties a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from domain.log.records import DeadLetter, DeadState
from domain.ports.state import Clock
from gateway.intake.meaning.mapping import MappedBatch, Mapping
from gateway.intake.retention import LogStores
from gateway.intake.worker import Effects


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of letters. events: so many came into the log; gone: their deliveries are not kept."""

    mapped: Sequence[DeadLetter] = ()
    failed: Sequence[DeadLetter] = ()
    gone: Sequence[DeadLetter] = ()
    events: int = 0


class Retrying:
    """Maps whole deliveries again: receipts keep what came into the log already from being doubled."""

    def __init__(self, stores: LogStores, mapping: Mapping, effects: Effects, clock: Clock) -> None:
        self._stores = stores
        self._mapping = mapping
        self._effects = effects
        self._clock = clock

    async def again(self, letters: Sequence[DeadLetter], *, apply: bool) -> Retried:
        """Map the deliveries of these letters; without `apply` only say what would come of it.

        Raises StoreUnavailable.
        """
        found = [await self._stores.inbox.raw(name) for name in dict.fromkeys(each.raw for each in letters)]
        raws = [raw for raw in found if raw is not None]
        now = self._clock.now()
        batch = await self._mapping.of(raws, now)
        told = _told(letters, batch, {raw.id for raw in raws})
        if not apply:
            return told
        # An empty raw: the deliveries are mapped already, and marked so.
        appended = await self._stores.log.append([replace(each, raw="") for each in batch.mapped])
        await self._stores.letters.settle([each.id for each in told.mapped], DeadState.MAPPED, now=now)
        await self._effects(appended, batch.read)
        return Retried(told.mapped, told.failed, told.gone, len(appended.logged))


def _told(letters: Sequence[DeadLetter], batch: MappedBatch, kept: set[str]) -> Retried:
    dead = {letter.id for each in batch.mapped for letter in each.dead}
    there = [each for each in letters if each.raw in kept]
    return Retried(
        mapped=[each for each in there if each.id not in dead],
        failed=[each for each in there if each.id in dead],
        gone=[each for each in letters if each.raw not in kept],
        events=sum(len(each.events) for each in batch.mapped),
    )
