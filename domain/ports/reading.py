"""The one shape of every backend read, so that each wrapper around it is written once.

`read(keys, demand)` answers every key with Found, Missing or Failed and never raises for a backend's
fault. `peek(keys, demand)` answers the same from memory, at once and whole, or not at all (None), so
that nothing above it needs a task or a future for what is already known.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, Protocol, TypeAlias, TypeVar, cast

import msgspec

from domain.errors import BackendError
from domain.exceptions import Finding
from domain.freshness import Stamp
from domain.ports.demand import Demand

K = TypeVar("K")
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)


class Found(msgspec.Struct, Generic[V_co], frozen=True):
    """The record, where its parts came from, and what its mapping found not to be right.

    gaps: contributing instances that could not answer. What the others know stands; whoever needs
    all of it to be certain must look here.
    """

    value: V_co
    stamps: tuple[Stamp, ...] = ()
    findings: tuple[Finding, ...] = ()
    gaps: tuple[BackendError, ...] = ()


class Missing(msgspec.Struct, frozen=True):
    """Every system that could know the key answered, and none does."""

    stamps: tuple[Stamp, ...] = ()


class Failed(msgspec.Struct, frozen=True):
    """No system that could know the key was able to answer; `beside` is what the others failed with."""

    error: BackendError
    findings: tuple[Finding, ...] = ()
    beside: tuple[BackendError, ...] = ()

    @property
    def errors(self) -> tuple[BackendError, ...]:
        """What every one of them failed with."""
        return (self.error, *self.beside)


MISSING = Missing()
Outcome: TypeAlias = Found[V] | Missing | Failed
Outcomes: TypeAlias = Mapping[K, Found[V] | Missing | Failed]


class Read(Protocol[K, V_co]):
    """A batch read, as an adapter offers it."""

    async def __call__(self, keys: Sequence[K], demand: Demand, /) -> Outcomes[K, V_co]: ...


class Reader(Protocol[K, V_co]):
    """A batch read with a synchronous look into memory, as everything above the adapters sees it."""

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V_co]: ...

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V_co] | None: ...


class Port(NamedTuple, Generic[K, V]):
    """A kind of read by name, typed by its keys and records. The name is the manifest's capability."""

    name: str

    def by(self, read: Read[K, V]) -> "Offer":
        """Offer this port through `read`; the types of both are checked here."""
        return Offer(self.name, cast("Read[object, object]", read))

    def bound(self, reader: Reader[K, V]) -> "Bound":
        """Answer this port through `reader`; the types of both are checked here."""
        return Bound(self.name, cast("Reader[object, object]", reader))


class Offer(NamedTuple):
    """A port and the read behind it, for collections that hold several ports."""

    port: str
    read: Read[object, object]


class Bound(NamedTuple):
    """A port and the reader that answers it, for collections that hold several ports."""

    port: str
    reader: Reader[object, object]


class Readers:
    """The readers of several ports, found again with their types."""

    def __init__(self, bound: Iterable[Bound]) -> None:
        self._readers = dict(bound)

    def of(self, port: Port[K, V]) -> Reader[K, V]:
        """The reader behind `port`. Wiring binds every port of the graph: an unbound one is a KeyError."""
        return cast("Reader[K, V]", self._readers[port.name])

    def instead(self, *bound: Bound) -> "Readers":
        """The same readers, with these in the places of their ports', or beside them."""
        together = Readers(bound)
        together._readers = self._readers | together._readers
        return together

    def __contains__(self, port: Port[K, V]) -> bool:
        return port.name in self._readers
