"""What was assembled stands for as long as nothing that it was made of has changed.

To name, merge, convert and check a record costs much more than to find it in memory. So a look into memory
compares what the instances' readers hold with what they held before, by identity: they give the same outcome
until it is another. Names are asked for their edition. Whatever has findings is assembled each time, so that
they are raised each time.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from operator import is_
from typing import Generic, NamedTuple, TypeAlias, cast

from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, Reader, V
from gateway.assembly.naming.renamed import Renamed

MOST = 50_000
"""Records of one port that are remembered."""

Outcome: TypeAlias = Found[V] | Missing | Failed
Edition = Callable[[], Hashable | None]


class _Stood(NamedTuple, Generic[K, V]):
    """What was assembled of a key. names, told: of each instance its own key, and what it holds under that.

    None for one that has no name for it.
    """

    outcome: Found[V] | Missing
    names: tuple[K | None, ...]
    told: tuple[Outcome[V] | None, ...]


class Standing(Generic[K, V]):
    """Implements `Reader` over one that assembles what `sources` say.

    edition: of all names that keys and records have; None where nobody can tell whether they changed. stands:
    whether a record of a source is assembled of nothing else, such as another port's.
    """

    def __init__(
        self,
        reader: Reader[K, V],
        sources: Sequence[Renamed[K, V]],
        edition: Edition,
        stands: Callable[[V], bool],
    ) -> None:
        self._reader = reader
        self._sources = tuple(sources)
        self._edition_now = edition
        self._edition: Hashable | None = None
        self._stands = stands
        self._known: dict[K, _Stood[K, V]] = {}

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        return await self._reader.read(keys, demand)

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        edition = self._edition_now()
        if edition is None or edition != self._edition:
            self._known.clear()
            self._edition = edition
        stood = [self._known.get(key) for key in keys]
        if None not in stood and self._stand_all(cast("list[_Stood[K, V]]", stood), demand):
            return {key: one.outcome for key, one in zip(keys, stood, strict=True) if one is not None}
        return self._assembled(keys, self._standing(keys, demand), demand)

    def _stand_all(self, stood: Sequence[_Stood[K, V]], demand: Demand) -> bool:
        """Whether the sources hold the same of all of them."""
        for number, source in enumerate(self._sources):
            names = [name for one in stood if (name := one.names[number]) is not None]
            held = source.held(names, demand)
            if held is None or len(held) != len(names) or not all(map(is_, held, names)):
                return False
            told = [outcome for one in stood if (outcome := one.told[number]) is not None]
            if not all(map(is_, held.values(), told)):
                return False
        return True

    def _standing(self, keys: Sequence[K], demand: Demand) -> dict[K, Outcome[V]]:
        """Those of which the sources hold the same."""
        stood = {key: one for key in keys if (one := self._known.get(key)) is not None}
        for number, source in enumerate(self._sources):
            names = [name for one in stood.values() if (name := one.names[number]) is not None]
            held = source.held(list(dict.fromkeys(names)), demand) or {}
            stood = {key: one for key, one in stood.items() if _is_same(one, number, held)}
        return {key: one.outcome for key, one in stood.items()}

    def _assembled(
        self, keys: Sequence[K], standing: Outcomes[K, V], demand: Demand
    ) -> Outcomes[K, V] | None:
        lacking = [key for key in keys if key not in standing]
        found = self._reader.peek(lacking, demand)
        if found is None:
            return None
        if self._edition is not None:
            self._note(lacking, found, demand)
        return {key: standing[key] if key in standing else found[key] for key in keys} if standing else found

    def _note(self, keys: Sequence[K], found: Outcomes[K, V], demand: Demand) -> None:
        """Remember what was assembled, and of what: these are looked up again, now without findings."""
        told: list[Mapping[K, tuple[K, Outcome[V]]]] = []
        for source in self._sources:
            theirs = source.theirs(keys)
            held = None if theirs is None else source.held(list(dict.fromkeys(theirs.values())), demand)
            if theirs is None or held is None:
                return
            names = {name: name for name in held}
            told.append({ours: (names[name], held[name]) for ours, name in theirs.items()})
        for key in keys:
            outcome, parts = found[key], [each.get(key, (None, None)) for each in told]
            if not isinstance(outcome, Failed) and self._may_stand(outcome, [part for _, part in parts]):
                self._known[key] = _Stood(
                    outcome, tuple(name for name, _ in parts), tuple(part for _, part in parts)
                )
        while len(self._known) > MOST:
            del self._known[next(iter(self._known))]

    def _may_stand(self, outcome: Found[V] | Missing, told: Sequence[Outcome[V] | None]) -> bool:
        if isinstance(outcome, Found) and (outcome.findings or outcome.gaps):
            return False
        return all(not isinstance(part, Found) or self._stands(part.value) for part in told)


def _is_same(one: _Stood[K, V], number: int, held: Outcomes[K, V]) -> bool:
    name = one.names[number]
    return name is None or held.get(name) is one.told[number]
