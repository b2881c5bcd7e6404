"""The readers of the whole graph, assembled from those of the instances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.authority import Authority, Fact
from domain.identifiers import IdentifierKind as Kind
from domain.ports import backends as ports
from domain.ports.graph import IMPACT, PROGRESS
from domain.ports.reading import K, Port, Reader, Readers, V
from domain.ports.search import OrderIndex
from domain.ports.state import Crosswalk
from domain.shipments import Shipment
from gateway.assembly import renaming
from gateway.assembly.believing import all_together, most_believed
from gateway.assembly.converted import Converted
from gateway.assembly.fulfilments import Fulfilments
from gateway.assembly.impact import ImpactReader
from gateway.assembly.joining import joined_fulfilment, joined_track
from gateway.assembly.keys import Keys, NumberKeys, StockKeys
from gateway.assembly.learning import (
    Learning,
    Links,
    Offer,
    of_fulfilment,
    of_location,
    of_order,
    of_product,
    of_shipment,
    unheard,
)
from gateway.assembly.merged import Merge, Merged
from gateway.assembly.once_per_request import OncePerRequest
from gateway.assembly.positions import by_state
from gateway.assembly.progress import ProgressReader
from gateway.assembly.raising import RaiseAll, Raising
from gateway.assembly.renamed import Rename, Renamed
from gateway.assembly.shipments import shipment_parts
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


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceReaders:
    """One instance's name and the readers of the ports that it offers, in its own names."""

    instance: str
    readers: Readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """What is declared about the instances together. warehouses: our location to who runs it.

    index: where the orders of a parcel are looked up, for those who work on exception cases.
    """

    instances: Sequence[InstanceReaders]
    crosswalk: Crosswalk
    authority: Authority
    warehouses: Mapping[str, str]
    raise_all: RaiseAll
    index: OrderIndex | None = None
    learn: Offer = unheard

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


def assembled(assembly: Assembly) -> Readers:
    """One reader for every port of the graph, in our names."""
    believed, read, merged, taught = assembly.authority, assembly.reader, assembly.merged, assembly.taught
    products = taught(
        merged(ports.PRODUCTS, _ITEM, renaming.product, most_believed(believed, Fact.PRODUCT)), of_product
    )
    places = taught(
        merged(ports.LOCATIONS, _PLACE, renaming.location, most_believed(believed, Fact.LOCATION)),
        of_location,
    )
    customers = read(ports.CUSTOMERS, _CUSTOMER, renaming.customer, most_believed(believed, Fact.CUSTOMER))
    orders = taught(
        merged(ports.ORDERS, _ORDER, renaming.order, most_believed(believed, Fact.ORDER)), of_order
    )
    returns = read(ports.RETURNS, _RETURN, renaming.returned, most_believed(believed, Fact.ORDER))
    purchases = read(
        ports.PURCHASE_ORDERS, _PURCHASE, renaming.purchase_order, most_believed(believed, Fact.ORDER)
    )
    tracks = all_together(believed, Fact.ESTIMATE, joined_track)
    tracking = read(ports.TRACKING, _TRACKING, renaming.track, tracks)
    parts = shipment_parts(believed, assembly.makers())
    shipments = taught(merged(ports.SHIPMENTS, _SHIPMENT, renaming.shipment, parts), of_shipment)
    positions = read(ports.STOCK, StockKeys(), renaming.position, by_state(believed))
    fulfilments = taught(
        Fulfilments(
            sources=assembly.sources(ports.FULFILMENTS, _FULFILMENT, renaming.fulfilment),
            merge=all_together(assembly.authority, Fact.FULFILMENT, joined_fulfilment),
            warehouses=assembly.warehouses,
            orders=orders,
            products=products,
            carriage=_carriage(assembly),
        ),
        of_fulfilment,
    )
    progress = ProgressReader(orders=orders, fulfilments=fulfilments, tracking=tracking, returns=returns)
    return Readers(
        (
            ports.ORDERS.bound(orders),
            ports.FULFILMENTS.bound(fulfilments),
            ports.SHIPMENTS.bound(assembly.once(Converted(shipments, products, SHIPMENTS))),
            ports.TRACKING.bound(tracking),
            ports.STOCK.bound(assembly.once(Converted(positions, products, POSITIONS))),
            ports.RETURNS.bound(returns),
            ports.PURCHASE_ORDERS.bound(purchases),
            ports.PRODUCTS.bound(products),
            ports.LOCATIONS.bound(places),
            ports.CUSTOMERS.bound(customers),
            PROGRESS.bound(assembly.once(progress)),
            IMPACT.bound(OncePerRequest(_impact(assembly))),
        )
    )


def _carriage(assembly: Assembly) -> Reader[str, Shipment]:
    """Shipments at the systems that carry them on: those that do not also make them."""
    makers = assembly.makers()
    sources = assembly.sources(ports.SHIPMENTS, _SHIPMENT, renaming.shipment)
    merge = shipment_parts(assembly.authority, makers)
    return assembly.once(Merged([s for s in sources if s.instance not in makers], merge))


def _impact(assembly: Assembly) -> ImpactReader:
    """Over readers that raise nothing."""
    believed, makers = assembly.authority, assembly.makers()
    orders = assembly.sources(ports.ORDERS, _ORDER, renaming.order)
    shipments = assembly.sources(ports.SHIPMENTS, _SHIPMENT, renaming.shipment)
    tracks = assembly.sources(ports.TRACKING, _TRACKING, renaming.track)
    return ImpactReader(
        orders=Merged(orders, most_believed(believed, Fact.ORDER)),
        shipments=Merged(shipments, shipment_parts(believed, makers)),
        tracking=Merged(tracks, all_together(believed, Fact.ESTIMATE, joined_track)),
        index=assembly.index,
    )
