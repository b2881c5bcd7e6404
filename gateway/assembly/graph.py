"""The readers of the whole graph, assembled from those of the instances."""

from functools import cached_property

from domain.authority import Belonging, Fact
from domain.catalog import Customer, Location, Product
from domain.identifiers import IdentifierKind as Kind
from domain.orders import Fulfilment, Order
from domain.ports import backends as ports
from domain.ports.graph import IMPACT, PROGRESS
from domain.ports.reading import Reader, Readers
from domain.purchasing import PurchaseOrder
from domain.returns import Return
from domain.shipments import Shipment, Track
from domain.stock import StockKey, StockPosition
from gateway.assembly.believing import all_together, most_believed, most_believed_there
from gateway.assembly.carriage.choosing import ChosenCarriers
from gateway.assembly.carriage.noting import noting_fulfilments, noting_shipments
from gateway.assembly.converted import Converted
from gateway.assembly.declared import Assembly
from gateway.assembly.fulfilments import Fulfilments
from gateway.assembly.joining import joined_fulfilment, joined_track
from gateway.assembly.learning import (
    of_fulfilment,
    of_location,
    of_order,
    of_product,
    of_shipment,
)
from gateway.assembly.merged import Merge, Merged
from gateway.assembly.naming import renaming
from gateway.assembly.naming.keys import NumberKeys, StockKeys
from gateway.assembly.once_per_request import OncePerRequest
from gateway.assembly.orders import one_order
from gateway.assembly.positions import by_state
from gateway.assembly.progress import ProgressReader
from gateway.assembly.references import orders_by_reference
from gateway.assembly.shipments import shipment_parts
from gateway.assembly.standing import Standing
from gateway.assembly.touched.impact import ImpactReader
from gateway.assembly.units import POSITIONS, SHIPMENTS

_ORDER = NumberKeys(Kind.ORDER, "number")
_ITEM = NumberKeys(Kind.ITEM, "sku")
_PLACE = NumberKeys(Kind.LOCATION, "code")
_CUSTOMER = NumberKeys(Kind.CUSTOMER, "code")
_RETURN = NumberKeys(Kind.RETURN, "number")
_PURCHASE = NumberKeys(Kind.PURCHASE_ORDER, "number")
_SHIPMENT = NumberKeys(Kind.SHIPMENT, "id")
_TRACKING = NumberKeys(Kind.TRACKING, "tracking_number", shared=True)
_FULFILMENT = NumberKeys(Kind.ORDER, "order")


def assembled(assembly: Assembly) -> Readers:
    """One reader for every port of the graph, in our names."""
    return _Graph(assembly).readers()


class _Graph:
    """Each reader once, made of the others where it needs them."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._believed = assembly.authority

    def readers(self) -> Readers:
        """All of them, by port."""
        once = self._assembly.once
        return Readers(
            (
                ports.ORDERS.bound(self.orders),
                ports.ORDERS_BY_REFERENCE.bound(orders_by_reference(self._assembly)),
                ports.FULFILMENTS.bound(self.fulfilments),
                ports.SHIPMENTS.bound(once(Converted(self.shipments, self.products, SHIPMENTS))),
                ports.TRACKING.bound(self.tracking),
                ports.STOCK.bound(once(self.positions)),
                ports.RETURNS.bound(self.returns),
                ports.PURCHASE_ORDERS.bound(self.purchases),
                ports.PRODUCTS.bound(self.products),
                ports.LOCATIONS.bound(self.places),
                ports.CUSTOMERS.bound(self.customers),
                PROGRESS.bound(once(self.progress)),
                IMPACT.bound(OncePerRequest(_impact(self._assembly))),
            )
        )

    @cached_property
    def products(self) -> Reader[str, Product]:
        merge: Merge[str, Product] = most_believed(self._believed, Fact.PRODUCT)
        merged = self._assembly.merged(ports.PRODUCTS, _ITEM, renaming.product, merge)
        return self._assembly.taught(merged, of_product)

    @cached_property
    def places(self) -> Reader[str, Location]:
        merge: Merge[str, Location] = most_believed_there(self._believed, Fact.LOCATION)
        merged = self._assembly.merged(ports.LOCATIONS, _PLACE, renaming.location, merge)
        return self._assembly.taught(merged, of_location)

    @cached_property
    def customers(self) -> Reader[str, Customer]:
        merge: Merge[str, Customer] = most_believed(self._believed, Fact.CUSTOMER)
        return self._assembly.reader(ports.CUSTOMERS, _CUSTOMER, renaming.customer, merge)

    @cached_property
    def orders(self) -> Reader[str, Order]:
        merged = self._assembly.merged(ports.ORDERS, _ORDER, renaming.order, one_order(self._believed))
        return self._assembly.taught(merged, of_order)

    @cached_property
    def returns(self) -> Reader[str, Return]:
        merge = most_believed(self._believed, Fact.ORDER, _of_return)
        return self._assembly.reader(ports.RETURNS, _RETURN, renaming.returned, merge)

    @cached_property
    def purchases(self) -> Reader[str, PurchaseOrder]:
        merge = most_believed(self._believed, Fact.ORDER, _of_purchase)
        return self._assembly.reader(ports.PURCHASE_ORDERS, _PURCHASE, renaming.purchase_order, merge)

    @cached_property
    def tracking(self) -> Reader[str, Track]:
        return self._assembly.once(_tracking(self._assembly))

    @cached_property
    def shipments(self) -> Reader[str, Shipment]:
        merge = shipment_parts(self._believed, self._assembly.makers())
        merged = self._assembly.merged(ports.SHIPMENTS, _SHIPMENT, renaming.shipment, merge)
        return self._assembly.taught(noting_shipments(merged, self._assembly.told), of_shipment)

    @cached_property
    def positions(self) -> Reader[StockKey, StockPosition]:
        assembly = self._assembly
        sources = assembly.sources(ports.STOCK, StockKeys(), renaming.position)
        merged = Merged(sources, by_state(self._believed))
        converted = Converted(merged, self.products, POSITIONS)
        return Standing(
            converted,
            sources,
            lambda: assembly.crosswalk.edition((Kind.ITEM, Kind.LOCATION)),
            lambda position: not POSITIONS.foreign(position),
        )

    @cached_property
    def fulfilments(self) -> Reader[str, Fulfilment]:
        assembly = self._assembly
        joined = Fulfilments(
            sources=assembly.sources(ports.FULFILMENTS, _FULFILMENT, renaming.fulfilment),
            merge=all_together(self._believed, Fact.FULFILMENT, joined_fulfilment),
            warehouses=assembly.warehouses,
            orders=self.orders,
            products=self.products,
            carriage=_carriage(assembly),
        )
        return assembly.taught(noting_fulfilments(joined, assembly.told), of_fulfilment)

    @property
    def progress(self) -> ProgressReader:
        return ProgressReader(
            orders=self.orders,
            fulfilments=self.fulfilments,
            tracking=self.tracking,
            returns=self.returns,
        )


def _of_return(record: Return) -> Belonging:
    return Belonging(business_unit=record.business_unit)


def _of_purchase(record: PurchaseOrder) -> Belonging:
    return Belonging(frozenset({record.location}) - {""}, record.business_unit)


def _carriage(assembly: Assembly) -> Reader[str, Shipment]:
    """Shipments at the systems that carry them on: those that do not also make them."""
    makers = assembly.makers()
    sources = assembly.sources(ports.SHIPMENTS, _SHIPMENT, renaming.shipment)
    merge = shipment_parts(assembly.authority, makers)
    return assembly.once(Merged([s for s in sources if s.instance not in makers], merge))


def _tracking(assembly: Assembly) -> ChosenCarriers:
    """Carriers, each asked for what may be its own."""
    sources = assembly.sources(ports.TRACKING, _TRACKING, renaming.track)
    merge = all_together(assembly.authority, Fact.ESTIMATE, joined_track)
    return ChosenCarriers(sources, merge, assembly.carriers, assembly.told, assembly.crosswalk)


def _impact(assembly: Assembly) -> ImpactReader:
    """Over readers that raise nothing."""
    believed, makers = assembly.authority, assembly.makers()
    orders = assembly.sources(ports.ORDERS, _ORDER, renaming.order)
    shipments = assembly.sources(ports.SHIPMENTS, _SHIPMENT, renaming.shipment)
    return ImpactReader(
        orders=Merged(orders, one_order(believed)),
        shipments=Merged(shipments, shipment_parts(believed, makers)),
        tracking=_tracking(assembly),
        index=assembly.index,
        kept=assembly.kept(),
    )
