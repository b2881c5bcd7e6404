"""The keys of one port that fields of an operation want under one bound, read together."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from domain.freshness import Stamp, unavailable
from domain.ports.bounds import Bound, Ruler, all_fresh
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Reader

Outcome: TypeAlias = Found[object] | Missing | Failed
Others = Callable[[], Sequence["Batch"]]
"""The batches of the same port under the other bounds of the operation."""


class Batch:
    """Collects keys, reads them once, and remembers what was said of them.

    ruler: measures what was read; None where there is no bound, so that nothing need be measured.
    """

    def __init__(
        self, reader: Reader[object, object], demand: Demand, ruler: Ruler | None, others: Others
    ) -> None:
        self.bound = Bound(demand.max_age, demand.strict)
        self._shown: dict[object, None] = {}
        self._reader = reader
        self._demand = demand
        self._ruler = ruler
        self._others = others
        self._known: dict[object, Outcome] = {}
        self._waiting: dict[object, asyncio.Future[None]] = {}
        self._wanted: list[object] = []
        self._round: asyncio.Future[None] | None = None
        self._reads: set[asyncio.Task[None]] = set()

    def known(self, keys: Sequence[object]) -> Mapping[object, Outcome] | None:
        unknown = self._unknown(keys)
        if unknown:
            held = self._reader.peek(unknown, self._demand)
            if held is None:
                return None
            self._learn(held)
        return {key: self._known[key] for key in keys}

    async def gather(self, keys: Sequence[object]) -> Mapping[object, Outcome]:
        for done in {self._join(key) for key in keys if key not in self._known}:
            await asyncio.shield(done)
        return {key: self._known[key] for key in keys}

    def forget(self) -> None:
        self._known.clear()

    def show(self, keys: Iterable[object]) -> None:
        self._shown.update(dict.fromkeys(keys))
        if self._ruler is None:
            return
        for key in keys:
            missed = self._ruler.missed(self._known[key])
            if missed is not None:
                raise missed

    @property
    def shown(self) -> Iterable[object]:
        """The keys of which something is shown."""
        return self._shown

    def held(self, keys: Iterable[object]) -> list[Outcome]:
        return [self._known[key] for key in keys if key in self._known]

    def stamps(self) -> Iterator[Stamp]:
        for key, outcome in self._known.items():
            if isinstance(outcome, Failed):
                yield from (unavailable(error.backend) for error in outcome.errors)
            elif key in self._shown:
                yield from outcome.stamps

    def taken(self, keys: Iterable[object]) -> Iterator[tuple[object, Outcome]]:
        return ((key, self._known[key]) for key in keys if key in self._known)

    def under_way(self, keys: Iterable[object]) -> set[asyncio.Future[None]]:
        return {self._waiting[key] for key in keys if key in self._waiting}

    def close(self) -> None:
        for task in self._reads:
            task.cancel()

    def _learn(self, outcomes: Mapping[object, Outcome]) -> None:
        if self._ruler is None:
            self._known.update(outcomes)
            return
        self._known.update({key: self._ruler.marked(outcome) for key, outcome in outcomes.items()})

    def _unknown(self, keys: Iterable[object]) -> list[object]:
        """Keys that are not known, once what others have read is taken as far as it is fresh enough."""
        unknown = [key for key in keys if key not in self._known]
        others = self._others() if unknown else ()
        for other in others:
            self._known.update(
                (key, told) for key, told in other.taken(unknown) if self._suffices(other, told)
            )
        return [key for key in unknown if key not in self._known] if others else unknown

    def _suffices(self, other: "Batch", outcome: Outcome) -> bool:
        """Whether what another bound let through is good under this one too."""
        if isinstance(outcome, Failed) or not all_fresh(outcome.stamps):
            return False
        if self._ruler is None or _is_as_young(other.bound, self.bound):
            return True
        return bool(outcome.stamps) and all(map(self._ruler.good, outcome.stamps))

    def _join(self, key: object) -> asyncio.Future[None]:
        if key in self._waiting:
            return self._waiting[key]
        if self._round is None:
            loop = asyncio.get_running_loop()
            self._round = loop.create_future()
            loop.call_soon(self._settle, 0)
        self._waiting[key] = self._round
        self._wanted.append(key)
        return self._round

    def _settle(self, seen: int) -> None:
        """Start the read once a whole turn of the loop brought no further key."""
        if len(self._wanted) > seen:
            asyncio.get_running_loop().call_soon(self._settle, len(self._wanted))
            return
        keys, done = self._wanted, self._round
        self._wanted, self._round = [], None
        if done is not None:
            task = asyncio.create_task(self._read(keys, done))
            self._reads.add(task)
            task.add_done_callback(self._reads.discard)

    async def _read(self, keys: Sequence[object], done: asyncio.Future[None]) -> None:
        try:
            others = self._others()
            left = await self._left_by(others, keys) if others else keys
            if left:
                self._learn(await self._reader.read(left, self._demand))
        except asyncio.CancelledError:
            done.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours reaches each field that waits for it
            done.set_exception(error)
        else:
            done.set_result(None)
        finally:
            for key in keys:
                self._waiting.pop(key, None)

    async def _left_by(self, others: Iterable["Batch"], keys: Sequence[object]) -> list[object]:
        """The keys that are still to be read once those who want them fresher have read theirs."""
        for other in others:
            under_way = other.under_way(keys) if _goes_before(other.bound, self.bound) else ()
            if under_way:
                await asyncio.wait(under_way)
        return self._unknown(keys)


def _is_as_young(one: Bound, other: Bound) -> bool:
    """Whether all that the one bound lets through fresh is fresh under the other."""
    return other.max_age is None or (one.max_age is not None and one.max_age <= other.max_age)


def _goes_before(one: Bound, other: Bound) -> bool:
    """Whether the one reads first where both want a key: the younger, and of equals the lenient."""
    if one.max_age == other.max_age:
        return other.strict and not one.strict
    return _is_as_young(one, other)
