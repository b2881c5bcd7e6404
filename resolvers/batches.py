"""One read per port and bound for all fields of an operation that want it at the same time.

A field asks with `gather`. What memory holds is answered at once. The rest is collected until the
event loop has gone round once without a new key, and is then read in one batch. What an operation has
read it does not read again, unless a field wants it fresher.

Stamps are told of what was shown, for a record that somebody may not see must not show in its age either.
Of what failed, they are always told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar, cast

from domain.freshness import Stamp
from domain.ports.bounds import ANY_AGE, Bound, Ruler
from domain.ports.demand import Demand, RequestScope
from domain.ports.reading import Found, Outcomes, Port, Reader, Readers
from domain.ports.state import Clock
from resolvers.reading.batch import Batch

K = TypeVar("K")
V = TypeVar("V")
_AllBounds = dict[Bound, dict[str, Batch]] | None


class Shown(NamedTuple):
    """What contributed to an answer: of which port, and under which bound it was read."""

    port: str
    bound: Bound
    stamps: Sequence[Stamp]


class Batches:
    """The batches of one operation under one bound, one for each port that it uses.

    Those of its other bounds share what they have read with it, as far as that is fresh enough.
    """

    def __init__(self, readers: Readers, demand: Demand, clock: Clock, all_bounds: _AllBounds = None) -> None:
        self.demand = demand
        self._readers = readers
        self._clock = clock
        self._bound = Bound(demand.max_age, demand.strict)
        self._ruler = None if self._bound == ANY_AGE else Ruler(self._bound, clock.now())
        self._all: dict[Bound, dict[str, Batch]] = {} if all_bounds is None else all_bounds
        self._by_port = self._all.setdefault(self._bound, {})

    def under(self, bound: Bound) -> "Batches":
        """The batches of the same operation for what has another bound."""
        # A scope of its own, for readers remember what a scope has read, whatever its bound was.
        demand = replace(self.demand, max_age=bound.max_age, strict=bound.strict, scope=RequestScope())
        return Batches(self._readers, demand, self._clock, self._all)

    def known(self, port: Port[K, V], keys: Sequence[K]) -> Outcomes[K, V] | None:
        """The outcomes of all keys if nothing need be awaited for them."""
        return cast("Outcomes[K, V] | None", self._batch(port).known(keys))

    async def gather(self, port: Port[K, V], keys: Sequence[K]) -> Outcomes[K, V]:
        """The outcomes of all keys, read together with what else asks now."""
        return cast("Outcomes[K, V]", await self._batch(port).gather(keys))

    def show(self, port: Port[K, V], keys: Sequence[K]) -> None:
        """Remember that the answer shows something of what was read for these keys.

        Raises FreshnessNotMet where the bound is strict and one of them misses it.
        """
        self._batch(port).show(keys)

    def forget(self, port: Port[K, V]) -> None:
        """Read it anew from here on, since what it is about was changed."""
        for by_port in self._all.values():
            if port.name in by_port:
                by_port[port.name].forget()

    def behind(self, port: Port[K, V], keys: Sequence[K]) -> Iterator[Found[V]]:
        """What this operation has read of these keys so far, under this bound first."""
        others = (by_port for by_port in self._all.values() if by_port is not self._by_port)
        for by_port in (self._by_port, *others):
            outcomes = by_port[port.name].held(keys) if port.name in by_port else ()
            yield from (cast("Found[V]", one) for one in outcomes if isinstance(one, Found))

    def shown(self) -> Iterator[Shown]:
        """Where everything that is shown came from, under whatever bound, and what could not be read."""
        for bound, by_port in self._all.items():
            for port, batch in by_port.items():
                yield Shown(port, bound, list(batch.stamps()))

    def shown_keys(self) -> Iterator[tuple[str, object]]:
        """Port and key of everything that the answer shows something of, each once."""
        told = {
            (port, key): None
            for by_port in self._all.values()
            for port in by_port
            for key in by_port[port].shown
        }
        yield from told

    def close(self) -> None:
        """End what nobody waits for any more, when the operation is over or was given up."""
        for by_port in self._all.values():
            for batch in by_port.values():
                batch.close()

    def _batch(self, port: Port[K, V]) -> Batch:
        batch = self._by_port.get(port.name)
        if batch is None:
            reader = cast("Reader[object, object]", self._readers.of(port))
            batch = Batch(reader, self.demand, self._ruler, lambda: self._others(port.name))
            self._by_port[port.name] = batch
        return batch

    def _others(self, port: str) -> Sequence[Batch]:
        if len(self._all) == 1:
            return ()
        by_ports = (by_port for by_port in self._all.values() if by_port is not self._by_port)
        return [by_port[port] for by_port in by_ports if port in by_port]
