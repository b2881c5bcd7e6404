"""What warehouses and transport know of an order, in one record.

The order says from where it ships, the configuration says which instance runs that place: only those
are asked, and all of them where the order itself cannot be read. Then each shipment that they made is
asked for at the systems that carry it on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from domain.authority import Fact
from domain.catalog import Product
from domain.errors import BackendError
from domain.orders import Fulfilment, Order
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes, Reader
from domain.shipments import Shipment
from gateway.assembly.believing import with_gaps
from gateway.assembly.converted import converter_for
from gateway.assembly.joining import joined_shipment
from gateway.assembly.lines import in_lines_of
from gateway.assembly.merged import Merge, Merged
from gateway.assembly.naming.renamed import Renamed
from gateway.assembly.units import foreign_in_fulfilment, fulfilment_in_base


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilments:
    """The FULFILMENTS port over all instances.

    warehouses: our location to the instance that runs it. roaming: instances of the port that run
    no location of their own (an ERP that ships) and are therefore always asked.
    """

    sources: Sequence[Renamed[str, Fulfilment]]
    merge: Merge[str, Fulfilment]
    warehouses: Mapping[str, str]
    orders: Reader[str, Order]
    products: Reader[str, Product]
    carriage: Reader[str, Shipment]

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Fulfilment]:
        orders = await self.orders.read(keys, demand)
        told = await self._asked(orders).read(keys, demand)
        ids = _made(told)
        carriage = await self.carriage.read(ids, demand) if ids else {}
        carried = _carried(told, carriage, orders)
        foreign = _foreign(carried, orders)
        skus = sorted(set().union(*foreign.values()))
        products = await self.products.read(skus, demand) if skus else {}
        return _in_base(carried, orders, foreign, products)

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Fulfilment] | None:
        orders = self.orders.peek(keys, demand)
        told = None if orders is None else self._asked(orders).peek(keys, demand)
        if orders is None or told is None:
            return None
        ids = _made(told)
        carriage = self.carriage.peek(ids, demand) if ids else {}
        if carriage is None:
            return None
        carried = _carried(told, carriage, orders)
        foreign = _foreign(carried, orders)
        skus = sorted(set().union(*foreign.values()))
        products = self.products.peek(skus, demand) if skus else {}
        return None if products is None else _in_base(carried, orders, foreign, products)

    def _asked(self, orders: Outcomes[str, Order]) -> Merged[str, Fulfilment]:
        return Merged(self.sources, self.merge, lambda key, name: name in self._places(orders[key]))

    def _places(self, order: Found[Order] | Missing | Failed) -> set[str]:
        """The instances to ask for one order."""
        every = {source.instance for source in self.sources}
        if isinstance(order, Missing):
            return set()
        if isinstance(order, Failed) or order.value.gap(Fact.ORDER_LINES):
            return every
        run = set(self.warehouses.values())
        ships_from = {line.location for line in order.value.lines}
        if not all(place in self.warehouses for place in ships_from):
            return every
        return (every - run) | {self.warehouses[place] for place in ships_from}


def _made(told: Outcomes[str, Fulfilment]) -> list[str]:
    found = (outcome.value for outcome in told.values() if isinstance(outcome, Found))
    return list(dict.fromkeys(shipment.id for record in found for shipment in record.shipments))


def _carried(
    told: Outcomes[str, Fulfilment], carriage: Outcomes[str, Shipment], orders: Outcomes[str, Order]
) -> Outcomes[str, Fulfilment]:
    """With what transport knows of the shipments, and the lines as the order numbers them."""
    return {
        key: _numbered(_with_carriage(outcome, carriage), orders[key])
        if isinstance(outcome, Found)
        else outcome
        for key, outcome in told.items()
    }


def _foreign(told: Outcomes[str, Fulfilment], orders: Outcomes[str, Order]) -> Mapping[str, set[str]]:
    """By order, the items that somebody tells in another unit than pieces."""
    return {
        key: foreign_in_fulfilment(outcome.value, _value(orders[key]))
        for key, outcome in told.items()
        if isinstance(outcome, Found)
    }


def _in_base(
    told: Outcomes[str, Fulfilment],
    orders: Outcomes[str, Order],
    foreign: Mapping[str, set[str]],
    products: Outcomes[str, Product],
) -> Outcomes[str, Fulfilment]:
    return {
        key: _converted(outcome, _value(orders[key]), foreign[key], products)
        if isinstance(outcome, Found)
        else outcome
        for key, outcome in told.items()
    }


def _value(outcome: Found[Order] | Missing | Failed) -> Order | None:
    return outcome.value if isinstance(outcome, Found) else None


def _numbered(
    told: Found[Fulfilment] | Missing | Failed, order: Found[Order] | Missing | Failed
) -> Found[Fulfilment] | Missing | Failed:
    """With the order's own numbers of its lines."""
    if not isinstance(told, Found) or not isinstance(order, Found):
        return told
    return replace(told, value=in_lines_of(order.value, told.value))


def _with_carriage(found: Found[Fulfilment], carriage: Outcomes[str, Shipment]) -> Found[Fulfilment]:
    """The shipments with what transport knows of them; a system that could not say is a gap of each."""
    shipments: list[Shipment] = []
    more: list[Found[Shipment]] = []
    gaps: list[BackendError] = []
    for shipment in found.value.shipments:
        outcome = carriage[shipment.id]
        if isinstance(outcome, Found):
            shipments.append(joined_shipment([shipment, outcome.value]))
            more.append(outcome)
        elif isinstance(outcome, Failed):
            shipments.append(replace(shipment, gaps=outcome.errors))
            gaps += outcome.errors
        else:
            shipments.append(shipment)
    whole = Found(
        replace(found.value, shipments=tuple(shipments)),
        (*found.stamps, *(stamp for outcome in more for stamp in outcome.stamps)),
        found.findings,
        (*found.gaps, *(gap for outcome in more for gap in outcome.gaps)),
    )
    return with_gaps(whole, gaps)


def _converted(
    found: Found[Fulfilment],
    order: Order | None,
    skus: set[str],
    products: Outcomes[str, Product],
) -> Found[Fulfilment]:
    if not skus:
        return found
    converter, gaps = converter_for(skus, products)
    value = fulfilment_in_base(found.value, order, converter)
    findings = (*found.findings, *converter.findings)
    return with_gaps(replace(found, value=value, findings=findings), gaps)
