"""The read of stock from our own store, in the place of a system's: the system is asked for what is not sure.

It stands behind the shield, as a system's own read does: memory and what replicas share are before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import structlog

from domain.errors import BackendUnavailable, FreshnessNotMet, StoreUnavailable
from domain.freshness import FreshState, StaleReason, Stamp
from domain.ports.demand import Demand
from domain.ports.positions import Positions
from domain.ports.reading import Failed, Found, Missing, Outcomes, Read
from domain.ports.state import Clock
from domain.positions.facts import Absolute, Mark
from domain.positions.figures import as_of_held, position_of
from domain.positions.held import Held, needs_reading
from domain.positions.kept import Known
from domain.stock import StockKey, StockPosition

_LOG = structlog.get_logger(__name__)
Outcome = Found[StockPosition] | Missing | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStock:
    """Implements `Read` of one source's positions. system: its own read, None where it has none."""

    source: str
    positions: Positions
    clock: Clock
    stale_after: timedelta
    system: Read[StockKey, StockPosition] | None = None

    async def __call__(
        self, keys: Sequence[StockKey], demand: Demand, /
    ) -> Outcomes[StockKey, StockPosition]:
        wanted = list(dict.fromkeys(keys))
        try:
            known = await self.positions.known(self.source, wanted)
        except StoreUnavailable as error:
            return await self._without_store(wanted, demand, error)
        now = self.clock.now()
        sure = {key: held for key, held in known.positions.items() if self._is_sure(held, known, demand, now)}
        asked = [key for key in wanted if key not in sure]
        read = await self._read(asked, known, demand, now) if asked else {}
        kept = {key: self._found(key, held, known, now) for key, held in sure.items()}
        return {key: kept[key] if key in kept else read[key] for key in wanted}

    async def _without_store(
        self, keys: Sequence[StockKey], demand: Demand, error: StoreUnavailable
    ) -> Outcomes[StockKey, StockPosition]:
        if self.system is not None:
            return await self.system(keys, demand)
        failed = Failed(
            BackendUnavailable("its positions cannot be read now", backend=self.source, cause=error.cause)
        )
        return dict.fromkeys(keys, failed)

    def _is_sure(self, held: Held, known: Known, demand: Demand, now: datetime) -> bool:
        if _is_doubted(held, known):
            return False
        return demand.max_age is None or now - _verified(held, known) <= demand.max_age

    async def _read(
        self, keys: Sequence[StockKey], known: Known, demand: Demand, now: datetime
    ) -> Mapping[StockKey, Outcome]:
        if self.system is None:
            return {key: self._unread(key, known, demand, now, None) for key in keys}
        outcomes = await self.system(keys, demand)
        learned = await self._learned(outcomes, now)
        return {
            key: self._unread(key, known, demand, now, outcome)
            if isinstance(outcome, Failed)
            else _on_top(key, self.source, outcome, learned.get(key))
            for key, outcome in outcomes.items()
        }

    async def _learned(
        self, outcomes: Outcomes[StockKey, StockPosition], begun: datetime
    ) -> Mapping[StockKey, Held]:
        facts = {key: [fact] for key, each in outcomes.items() if (fact := _stated(each, begun)) is not None}
        if not facts:
            return {}
        try:
            return await self.positions.learn(self.source, facts)
        except StoreUnavailable as error:
            _LOG.warning("what was read of stock is not kept", source=self.source, cause=error.cause)
            return {}

    def _unread(
        self, key: StockKey, known: Known, demand: Demand, now: datetime, failed: Failed | None
    ) -> Outcome:
        """What is known of a position that could not be read: it says that it is stale."""
        held = known.positions.get(key)
        if held is None or as_of_held(held) is None:
            return failed or Missing()
        if demand.strict:
            return failed or Failed(
                FreshnessNotMet(
                    f"{self.source} was not heard of late enough",
                    backend=self.source,
                    reason=StaleReason.ERROR,
                )
            )
        return self._found(key, held, known, now)

    def _found(self, key: StockKey, held: Held, known: Known, now: datetime) -> Outcome:
        verified = _verified(held, known)
        doubted = _is_doubted(held, known)
        old = doubted or now - verified > self.stale_after
        stamp = Stamp(
            source=self.source,
            state=FreshState.STALE if old else FreshState.FRESH,
            as_of=as_of_held(held),
            verified_at=(as_of_held(held) or verified) if doubted else verified,
            fetched_at=now,
            reason=StaleReason.ERROR if doubted else StaleReason.TTL if old else None,
        )
        position = position_of(key, self.source, held)
        return Found(position, (stamp,)) if position.figures else Missing((stamp,))


def _is_doubted(held: Held, known: Known) -> bool:
    if needs_reading(held) or held.whole is None:
        return True
    return known.doubted_at is not None and held.whole.at < known.doubted_at


def _verified(held: Held, known: Known) -> datetime:
    """A position that did not move is as sure as the source's events have told."""
    told = [each for each in (as_of_held(held), known.told_until) if each is not None]
    return max(told)


def _stated(outcome: Outcome, begun: datetime) -> Absolute | None:
    """What was read is so from when it was asked for, or as its source says where its clock is ahead."""
    if isinstance(outcome, Missing):
        return Absolute(mark=Mark(begun), amounts={}, unit="EA", whole=True)
    if not isinstance(outcome, Found) or outcome.gaps:
        return None
    position = outcome.value
    at = begun if position.as_of is None else max(begun, position.as_of)
    amounts = {figure.state: figure.quantity.amount for figure in position.figures}
    return Absolute(mark=Mark(at), amounts=amounts, unit=position.unit, whole=True)


def _on_top(
    key: StockKey, source: str, outcome: Found[StockPosition] | Missing, held: Held | None
) -> Outcome:
    """What was read, with what has moved meanwhile and what is on its way there."""
    if held is None or not (held.recent or held.legs):
        return outcome
    position = position_of(key, source, held)
    if isinstance(outcome, Found):
        return msgspec.structs.replace(outcome, value=position)
    return Found(position, outcome.stamps) if position.transfers else outcome
