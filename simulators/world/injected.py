"""Orders of another ERP that the warehouse, the TMS and the carrier of this world handle all the same."""

from collections.abc import Iterator, Mapping

import msgspec

from simulators.orders.facts import NEVER, Fact, Header, Kind, Order
from simulators.orders.plan import plan

FIRST_INDEX = 9_000_001

STAGES: Mapping[str, tuple[Kind, ...]] = {
    "received": (Kind.RELEASED,),
    "allocated": (Kind.ALLOCATED,),
    "pick_started": (Kind.PICK_STARTED,),
    "picked": (Kind.PICK_ENDED,),
    "packed": (Kind.PACKED, Kind.TENDERED),
    "shipped": (Kind.DISPATCHED, Kind.SHIPPED),
    "picked_up": (Kind.PICKED_UP, Kind.ESTIMATED),
    "in_transit": (Kind.HUB_DEPARTED, Kind.CUSTOMS_CLEARED),
    "out_for_delivery": (Kind.OUT_FOR_DELIVERY,),
    "delivered": (Kind.DELIVERED,),
    "invoiced": (Kind.INVOICED,),
    "return_authorised": (Kind.RETURN_AUTHORISED,),
    "return_received": (Kind.RETURN_RECEIVED,),
    "closed": (Kind.CLOSED,),
}


class Injected:
    """The orders that were put into the world from outside, by index and by their own number."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._orders: dict[int, Order] = {}
        self._by_number: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._orders)

    def next_index(self) -> int:
        return FIRST_INDEX + len(self._orders)

    def indexes(self) -> range:
        return range(FIRST_INDEX, self.next_index())

    def add(self, header: Header, *, manual: bool) -> Order:
        """Plan an order; a manual one has only been received, and waits for `advance`.

        Raises ValueError when its number is taken.
        """
        if header.host in self._by_number:
            raise ValueError(f"order {header.host} is already here")
        order = _from(plan(self._seed, header), header.placed_at)
        if manual:
            order = _parked(order, _end_of(order, "received"))
        self._orders[header.index] = order
        self._by_number[header.host] = header.index
        return order

    def get(self, index: int) -> Order | None:
        return self._orders.get(index)

    def find(self, number: str) -> int | None:
        return self._by_number.get(number)

    def copied(self) -> Iterator[Order]:
        """Give the orders that this world's own ERP holds too."""
        return (order for order in self._orders.values() if order.header.copied)

    def advance(self, number: str, stage: str, now: int) -> Order:
        """Let everything up to a stage have happened by now. Raises KeyError for unknown number or stage."""
        index = self._by_number[number]
        order = self._orders[index]
        end = _end_of(order, stage)
        self._orders[index] = advanced = _driven(order, end, now)
        return advanced


def _end_of(order: Order, stage: str) -> int:
    """Give the place after the last fact of a stage."""
    kinds = STAGES[stage]
    end = max((place for place, fact in enumerate(order.facts, 1) if fact.kind in kinds), default=0)
    if not end:
        raise KeyError(stage)
    return end


def _from(order: Order, start: int) -> Order:
    """Let the warehouse have the order at once: what comes before its release happens at `start`."""
    released = next(fact.at for fact in order.facts if fact.kind is Kind.RELEASED)
    shift = start - released
    facts = tuple(
        msgspec.structs.replace(fact, at=max(start, fact.at + shift), due=fact.due + shift if fact.due else 0)
        for fact in order.facts
    )
    return msgspec.structs.replace(order, facts=facts)


def _parked(order: Order, end: int) -> Order:
    facts = order.facts
    later = [_at(fact, NEVER + place) for place, fact in enumerate(facts[end:])]
    return msgspec.structs.replace(order, facts=(*facts[:end], *later))


def _driven(order: Order, end: int, now: int) -> Order:
    facts = list(order.facts)
    earliest = max((fact.at for fact in facts if fact.at <= now), default=now)
    for place in range(end):
        if facts[place].at > now:
            facts[place] = _at(facts[place], max(earliest, now - (end - 1 - place)))
    return msgspec.structs.replace(order, facts=tuple(facts))


def _at(fact: Fact, at: int) -> Fact:
    return msgspec.structs.replace(fact, at=at, heard=0)
