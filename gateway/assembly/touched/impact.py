"""What exception cases touch, by the entity keys of their subjects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from domain.cases.impact import Goods, Impact, Touched, of_order, of_shipment, of_waiting, touched, union
from domain.errors import ImpossibleValue
from domain.freshness import Stamp, unavailable
from domain.orders import Order
from domain.partners import RowScope
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes, Reader
from domain.ports.search import OrderIndex
from domain.search.terms import Term, TermKind, term
from domain.shipments import Shipment, Track
from gateway.assembly.touched.awaited import AwaitedGoods

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactReader:
    """The IMPACT port: tracks first, then shipments, then every order that they or the subjects name.

    The readers raise no findings, or looking at a case would be one more sighting of it. A case is often
    about what cannot be read: that leaves out its part, with a stamp of who is away, and fails nothing.
    index: knows the orders of a parcel whose carrier was given no reference, and those that wait for goods.
    kept: the places whose goods an instance keeps.
    """

    orders: Reader[str, Order]
    shipments: Reader[str, Shipment]
    tracking: Reader[str, Track]
    index: OrderIndex | None = None
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Impact]:
        trails = {key: _Trail(touched(key, self.kept)) for key in keys}
        tracks = await _of(self.tracking, (trail.said.tracking for trail in trails.values()), demand)
        for trail in trails.values():
            trail.follow_track(tracks)
        shipments = await _of(self.shipments, _each(trail.shipments for trail in trails.values()), demand)
        indexed = await self._indexed(trails.values())
        waiting = await AwaitedGoods(self.index).orders(
            trail.goods for trail in trails.values() if trail.goods
        )
        for trail in trails.values():
            trail.follow_shipments(shipments)
            trail.waiting = waiting.get(trail.goods, ()) if trail.goods else ()
            trail.orders += indexed.get(trail.term, ()) if trail.term else ()
        named = _each([*trail.orders, *trail.waiting] for trail in trails.values())
        orders = await _of(self.orders, named, demand)
        return {key: trail.end(orders) for key, trail in trails.items()}

    def peek(self, keys: Sequence[str], demand: Demand) -> None:
        """Nothing is answered at once: the orders depend on the shipments."""
        del keys, demand

    async def _indexed(self, trails: Iterable["_Trail"]) -> Mapping[Term, tuple[str, ...]]:
        terms = list(dict.fromkeys(trail.term for trail in trails if trail.term))
        if self.index is None or not terms:
            return {}
        return await self.index.named(terms, RowScope())


class _Trail:
    """What one subject leads to, step by step, and who told so."""

    def __init__(self, said: Touched) -> None:
        self.said = said
        self.term = _term(said)
        self.shipments: list[str] = [said.shipment] if said.shipment else []
        self.orders: list[str] = list(said.direct.orders)
        self.goods: Goods | None = said.goods
        self.waiting: tuple[str, ...] = ()
        self._found: list[Impact] = [said.direct]
        self._stamps: list[Stamp] = []

    def follow_track(self, tracks: Outcomes[str, Track]) -> None:
        """A carrier's references are shipments or orders; which of both it seldom says."""
        track = self._told(tracks, self.said.tracking)
        if track is not None:
            self.shipments += track.references
            self.orders += track.references

    def follow_shipments(self, shipments: Outcomes[str, Shipment]) -> None:
        told = [self._told(shipments, name) for name in self.shipments]
        touches = [of_shipment(shipment) for shipment in told if shipment is not None]
        self._found += touches
        self.orders += [number for touch in touches for number in touch.orders]

    def end(self, orders: Outcomes[str, Order]) -> Found[Impact]:
        told = [self._told(orders, number) for number in dict.fromkeys(self.orders)]
        self._found += [of_order(order) for order in told if order is not None]
        self._found += [self._of_waiting(orders, number) for number in self.waiting]
        return Found(union(self._found), tuple(dict.fromkeys(self._stamps)))

    def _of_waiting(self, orders: Outcomes[str, Order], number: str) -> Impact:
        """One that cannot be read now may well wait."""
        order = self._told(orders, number)
        return of_waiting(order, self.goods) if order and self.goods else Impact(orders=(number,))

    def _told(self, outcomes: Outcomes[str, T], key: str) -> T | None:
        outcome = outcomes.get(key)
        if outcome is None:
            return None
        if isinstance(outcome, Failed):
            self._stamps += [unavailable(error.backend) for error in outcome.errors]
            return None
        self._stamps += outcome.stamps
        return outcome.value if isinstance(outcome, Found) else None


async def _of(reader: Reader[str, T], keys: Iterable[str], demand: Demand) -> Outcomes[str, T]:
    """What the reader says of the keys, each once; nobody is asked about nothing."""
    wanted = list(dict.fromkeys(key for key in keys if key))
    nothing: dict[str, Found[T] | Missing | Failed] = {}
    return await reader.read(wanted, demand) if wanted else nothing


def _each(lists: Iterable[Sequence[str]]) -> Iterable[str]:
    return (name for names in lists for name in names)


def _term(said: Touched) -> Term | None:
    """How the index finds the orders of a parcel."""
    kind, text = (TermKind.TRACKING, said.tracking) if said.tracking else (TermKind.SHIPMENT, said.shipment)
    try:
        return term(kind, text)
    except ImpossibleValue:
        return None
