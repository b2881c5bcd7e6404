"""Quantities of all systems in the base unit of the item, by the item's own conversions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic

from msgspec.structs import replace

from domain.catalog import Product
from domain.errors import ImpossibleValue
from domain.exceptions import Finding, bad_value
from domain.milestones import Milestone
from domain.orders import Fulfilment, Order
from domain.ports.reading import V
from domain.quantities import EACH, Quantity, converted
from domain.shipments import Content, Shipment
from domain.stock import StockPosition, breaches

Products = Mapping[str, Product]


@dataclass(frozen=True, slots=True)
class Conversion(Generic[V]):
    """How a kind of record is brought to base units.

    foreign: skus with a quantity in another unit than pieces. apply: the record in base units.
    check: what is wrong with it once its quantities can be compared.
    """

    foreign: Callable[[V], set[str]]
    apply: Callable[[V, "Converter"], V]
    check: Callable[[V], list[Finding]]


class Converter:
    """Converts by the products at hand; what cannot be converted is left out and found.

    A quantity in the base unit, or in `EA` of an item that nobody describes, is as it should be.
    unread: skus whose products could not be read; what they lack is a gap, not a finding.
    """

    def __init__(self, products: Products, unread: frozenset[str] = frozenset()) -> None:
        self._products = products
        self._unread = unread
        self.findings: list[Finding] = []

    def base(self, sku: str, value: Quantity) -> Quantity | None:
        """The quantity in the base unit of the item, or None where no conversion is known."""
        product = self._products.get(sku)
        unit = product.base_unit if product else EACH
        table: Mapping[str, Decimal] = product.in_base() if product else {}
        try:
            return converted(value, unit, table)
        except ImpossibleValue as error:
            if sku not in self._unread:
                source = product.source if product else "catalog"
                self.findings.append(bad_value(source, f"unit of {sku}", str(error), f"sku:{sku}"))
            return None


def position_in_base(position: StockPosition, converter: Converter) -> StockPosition:
    """A position whose figures are all in one unit."""
    figures = [
        replace(figure, quantity=quantity)
        for figure in position.figures
        if (quantity := converter.base(position.sku, figure.quantity)) is not None
    ]
    unit = figures[0].quantity.unit if figures else EACH
    transfers = tuple(
        replace(transfer, quantity=quantity)
        for transfer in position.transfers
        if (quantity := converter.base(position.sku, transfer.quantity)) is not None
    )
    return replace(position, figures=tuple(figures), unit=unit, transfers=transfers)


def fulfilment_in_base(record: Fulfilment, order: Order | None, converter: Converter) -> Fulfilment:
    """A fulfilment whose facts and contents are in the units of the items."""
    items = {line.id: line.sku for line in order.lines} if order else {}
    return replace(
        record,
        milestones=_milestones(record.milestones, items, converter),
        shipments=tuple(shipment_in_base(part, converter) for part in record.shipments),
    )


def shipment_in_base(record: Shipment, converter: Converter) -> Shipment:
    """A shipment whose contents are in the units of the items."""
    contents = (_content(content, converter) for content in record.contents)
    return replace(record, contents=tuple(content for content in contents if content is not None))


def _content(content: Content, converter: Converter) -> Content | None:
    quantity = converter.base(content.sku, content.quantity)
    return None if quantity is None else replace(content, quantity=quantity)


def _milestones(
    milestones: Iterable[Milestone], items: Mapping[str, str], converter: Converter
) -> tuple[Milestone, ...]:
    kept: list[Milestone] = []
    for milestone in milestones:
        if milestone.quantity is None or milestone.line not in items:
            kept.append(milestone)
            continue
        quantity = converter.base(items[milestone.line], milestone.quantity)
        if quantity is not None:
            kept.append(replace(milestone, quantity=quantity))
    return tuple(kept)


def _foreign_in_position(position: StockPosition) -> set[str]:
    units = {figure.quantity.unit for figure in position.figures}
    units |= {transfer.quantity.unit for transfer in position.transfers}
    return {position.sku} if units - {EACH} else set()


def _foreign_in_shipment(shipment: Shipment) -> set[str]:
    return {content.sku for content in shipment.contents if content.quantity.unit != EACH}


def foreign_in_fulfilment(record: Fulfilment, order: Order | None) -> set[str]:
    """Skus of which a fact or a content is told in another unit than pieces."""
    items = {line.id: line.sku for line in order.lines} if order else {}
    told = {m.line for m in record.milestones if m.quantity and m.quantity.unit != EACH}
    packed = (_foreign_in_shipment(shipment) for shipment in record.shipments)
    return {items[line] for line in told & items.keys()}.union(*packed)


POSITIONS = Conversion(_foreign_in_position, position_in_base, breaches)
SHIPMENTS = Conversion(_foreign_in_shipment, shipment_in_base, lambda _shipment: [])
