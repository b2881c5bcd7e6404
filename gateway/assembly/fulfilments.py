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
from gateway.assembly.renamed import Renamed
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
        asked = Merged(self.sources, self.merge, lambda key, name: name in self._places(orders[key]))
        told = await asked.read(keys, demand)
        carried = await self._carried(told, demand)
        numbered = {key: _numbered(outcome, orders[key]) for key, outcome in carried.items()}
        return await self._in_base(numbered, orders, demand)

    def peek(self, keys: Sequence[str], demand: Demand) -> None:
        """Nothing is answered at once: three ports depend on one another here."""
        del keys, demand

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

    async def _carried(self, told: Outcomes[str, Fulfilment], demand: Demand) -> Outcomes[str, Fulfilment]:
        found = [outcome.value for outcome in told.values() if isinstance(outcome, Found)]
        ids = list(dict.fromkeys(shipment.id for record in found for shipment in record.shipments))
        carriage = await self.carriage.read(ids, demand) if ids else {}
        return {
            key: _with_carriage(outcome, carriage) if isinstance(outcome, Found) else outcome
            for key, outcome in told.items()
        }

    async def _in_base(
        self, told: Outcomes[str, Fulfilment], orders: Outcomes[str, Order], demand: Demand
    ) -> Outcomes[str, Fulfilment]:
        known = {key: _value(outcome) for key, outcome in orders.items()}
        found = {key: outcome for key, outcome in told.items() if isinstance(outcome, Found)}
        foreign = {key: foreign_in_fulfilment(o.value, known[key]) for key, o in found.items()}
        skus = sorted(set().union(*foreign.values()))
        products = await self.products.read(skus, demand) if skus else {}
        return dict(told) | {
            key: _converted(outcome, known[key], foreign[key], products) for key, outcome in found.items()
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
