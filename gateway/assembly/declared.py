"""What is declared about the instances together, and the readers that can be made of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.authority import Authority
from domain.identifiers import IdentifierKind
from domain.ports import backends as ports
from domain.ports.reading import K, Port, Reader, Readers, V
from domain.ports.search import OrderIndex
from domain.ports.state import Crosswalk
from gateway.assembly.carriage.told import ToldCarriers
from gateway.assembly.carriage.turns import Carriage
from gateway.assembly.learning import NOBODY, Learning, Links, Taker
from gateway.assembly.merged import Merge, Merged
from gateway.assembly.naming.keys import Keys
from gateway.assembly.naming.renamed import Rename, Renamed
from gateway.assembly.once_per_request import OncePerRequest
from gateway.assembly.raising import RaiseAll, Raising


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceReaders:
    """One instance's name and the readers of the ports that it offers, in its own names.

    references: the kinds of names by which it finds orders.
    """

    instance: str
    readers: Readers
    references: frozenset[IdentifierKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """What is declared about the instances together. warehouses: our location to who runs it.

    carriers: what is declared of those that track, by instance; told: what shipments say of theirs.
    index: where the orders of a parcel are looked up, for those who work on exception cases.
    """

    instances: Sequence[InstanceReaders]
    crosswalk: Crosswalk
    authority: Authority
    warehouses: Mapping[str, str]
    raise_all: RaiseAll
    index: OrderIndex | None = None
    carriers: Mapping[str, Carriage] = field(default_factory=dict)
    told: ToldCarriers = field(default_factory=ToldCarriers)
    learn: Taker = NOBODY

    def kept(self) -> Mapping[str, list[str]]:
        """The places whose goods each instance keeps."""
        places: dict[str, list[str]] = {}
        for place, instance in self.warehouses.items():
            places.setdefault(instance, []).append(place)
        return places

    def makers(self) -> frozenset[str]:
        """The instances that make shipments, by fulfilling orders."""
        return frozenset(each.instance for each in self.instances if ports.FULFILMENTS in each.readers)

    def sources(self, port: Port[K, V], keys: Keys[K], rename: Rename[V]) -> list[Renamed[K, V]]:
        """Every instance that offers the port, speaking our names."""
        return [
            Renamed(each.instance, each.readers.of(port), self.crosswalk, keys, rename)
            for each in self.instances
            if port in each.readers
        ]

    def reader(self, port: Port[K, V], keys: Keys[K], rename: Rename[V], merge: Merge[K, V]) -> Reader[K, V]:
        """The port over all of them, read once in a request."""
        return self.once(self.merged(port, keys, rename, merge))

    def merged(self, port: Port[K, V], keys: Keys[K], rename: Rename[V], merge: Merge[K, V]) -> Merged[K, V]:
        """The port over all of them."""
        return Merged(self.sources(port, keys, rename), merge)

    def once(self, reader: Reader[K, V]) -> Reader[K, V]:
        """The same reader, asked once in a request, its findings raised."""
        return OncePerRequest(Raising(reader, self.raise_all))

    def taught(self, reader: Reader[K, V], links: Links[V]) -> Reader[K, V]:
        """The same reader, its records' links learned when they are read, once in a request."""
        return self.once(Learning(reader, links, self.learn))
