"""Shipments as far as the principal's orders travel in them, by their own numbers and by the orders'."""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from domain.errors import BackendError
from domain.orders import Fulfilment, Order
from domain.partners import Principal
from domain.policy import ALLOW, decide_row
from domain.ports.demand import Demand
from domain.ports.reading import MISSING, Failed, Found, Outcome, Outcomes, Reader
from domain.rows.own_parts import names_of, own_part, parcels
from domain.rows.whose import of_shipment
from domain.search.terms import TermKind
from domain.shipments import Shipment
from resolvers.rows.admission import Admission, OwnShipment
from resolvers.rows.own_orders import OfOwnOrders

P = TypeVar("P", bound=Hashable)
_Part = Shipment | BackendError | None


class Carried(NamedTuple):
    """A shipment, the orders that it carries as far as others know them, and what else these are called."""

    shipment: Shipment
    orders: Sequence[str]
    names: frozenset[str] = frozenset()


class OwnParts:
    """What is left of shipments for the principal, whoever tells of them."""

    def __init__(self, orders: Reader[str, Order], admission: Admission, principal: Principal) -> None:
        self._orders = orders
        self._admission = admission
        self._principal = principal

    async def of(self, told: Mapping[P, Carried], demand: Demand) -> Mapping[P, _Part]:
        """The part of each, None where nothing is; an error where nobody can say whose its orders are."""
        admitted = await self._admission.orders(_every_order(told))
        return self._parts(told, await self._orders.read(sorted(admitted), demand) if admitted else {})

    def peek(self, told: Mapping[P, Carried], demand: Demand) -> Mapping[P, _Part] | None:
        """The same from memory, or not at all."""
        admitted = self._admission.peek_orders(_every_order(told))
        if admitted is None:
            return None
        orders = self._orders.peek(sorted(admitted), demand) if admitted else {}
        return None if orders is None else self._parts(told, orders)

    def _parts(self, told: Mapping[P, Carried], orders: Outcomes[str, Order]) -> Mapping[P, _Part]:
        return {
            place: self._part(each, {number: orders[number] for number in _orders(each) if number in orders})
            for place, each in told.items()
        }

    def _part(self, told: Carried, orders: Outcomes[str, Order]) -> _Part:
        shipment = told.shipment
        own = {
            number: outcome.value
            for number, outcome in orders.items()
            if isinstance(outcome, Found) and self._may_see(shipment, outcome.value)
        }
        if not own:
            failed = (outcome.error for outcome in orders.values() if isinstance(outcome, Failed))
            return next(failed, None)
        names = names_of(own.values()) | told.names
        part = own_part(shipment, own, names, self._admission.rows.carriers)
        for number in parcels(part):
            self._admission.parcels.setdefault(number, []).append(OwnShipment(part, names))
        return part

    def _may_see(self, shipment: Shipment, order: Order) -> bool:
        return decide_row(self._principal, of_shipment(shipment, order)) is ALLOW


class OwnShipments:
    """SHIPMENTS: those of which the index says that an order of the principal's travels in them."""

    def __init__(self, shipments: Reader[str, Shipment], parts: OwnParts, admission: Admission) -> None:
        self._shipments = shipments
        self._parts = parts
        self._admission = admission

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Shipment]:
        named = await self._admission.named(TermKind.SHIPMENT, keys)
        told = await self._shipments.read(list(named), demand) if named else {}
        found = {key: outcome for key, outcome in told.items() if isinstance(outcome, Found)}
        parts = await self._parts.of(
            {key: Carried(outcome.value, named[key]) for key, outcome in found.items()}, demand
        )
        own: dict[str, Outcome[Shipment]] = {key: _seen(found[key], part) for key, part in parts.items()}
        own |= {key: outcome for key, outcome in told.items() if isinstance(outcome, Failed)}
        return {key: own.get(key, MISSING) for key in keys}

    def peek(self, keys: Sequence[str], demand: Demand) -> None:
        """Nothing is answered at once: the index is asked first."""
        del keys, demand


class OwnFulfilments:
    """FULFILMENTS of the principal's orders, with the own parts of the shipments in them."""

    def __init__(self, of_orders: OfOwnOrders[Fulfilment], parts: OwnParts) -> None:
        self._of_orders = of_orders
        self._parts = parts

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Fulfilment]:
        told = await self._of_orders.read(keys, demand)
        return _with_parts(told, await self._parts.of(_carried(told), demand))

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Fulfilment] | None:
        told = self._of_orders.peek(keys, demand)
        parts = None if told is None else self._parts.peek(_carried(told), demand)
        return None if told is None or parts is None else _with_parts(told, parts)


def _orders(told: Carried) -> Sequence[str]:
    """Those in it by its own word, or by that of others where it says nothing."""
    said = list(dict.fromkeys(content.order for content in told.shipment.contents))
    return said or list(told.orders)


def _seen(found: Found[Shipment], part: _Part) -> Outcome[Shipment]:
    if isinstance(part, BackendError):
        return Failed(part)
    return MISSING if part is None else replace(found, value=part)


def _every_order(told: Mapping[P, Carried]) -> frozenset[str]:
    return frozenset(number for each in told.values() for number in _orders(each))


def _carried(told: Outcomes[str, Fulfilment]) -> Mapping[tuple[str, int], Carried]:
    """Every shipment of fulfilments, by its place there."""
    return {
        (key, place): Carried(shipment, [key], frozenset(each.value for each in outcome.value.identifiers))
        for key, outcome in told.items()
        if isinstance(outcome, Found)
        for place, shipment in enumerate(outcome.value.shipments)
    }


def _with_parts(
    told: Outcomes[str, Fulfilment], parts: Mapping[tuple[str, int], _Part]
) -> Outcomes[str, Fulfilment]:
    return {
        key: replace(outcome, value=_fulfilment(key, outcome.value, parts))
        if isinstance(outcome, Found)
        else outcome
        for key, outcome in told.items()
    }


def _fulfilment(key: str, whole: Fulfilment, parts: Mapping[tuple[str, int], _Part]) -> Fulfilment:
    placed = (parts[key, place] for place in range(len(whole.shipments)))
    return replace(whole, shipments=tuple(part for part in placed if isinstance(part, Shipment)))
