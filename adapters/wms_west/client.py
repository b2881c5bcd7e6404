"""Batch reads of one instance."""

from collections.abc import Mapping, Sequence
from functools import partial

import httpx

from adapters.manifest import Connection, Surroundings
from adapters.reading.references import by_kind
from adapters.reading.subjects import order_subject, shipment_subject, stock_subject
from adapters.transport.answers import all_answered, answering, each_answered
from adapters.transport.decode import mapped
from adapters.transport.http import HttpTransport
from adapters.warehouse.answers import by_shipment
from adapters.wms_west import references, wire
from adapters.wms_west.changes import WmsWestChanges
from adapters.wms_west.elements import ElementKind, read_elements, several
from adapters.wms_west.mapping_orders import fulfilment, shipment
from adapters.wms_west.mapping_stock import position
from adapters.wms_west.notation import Place, Reading
from adapters.wms_west.settings import WmsWestSettings
from adapters.wms_west.soap import Criteria, Soap
from adapters.wms_west.webhook import WmsWestWebhook
from domain.orders import Fulfilment
from domain.ports.backends import FULFILMENTS, ORDERS_BY_REFERENCE, SHIPMENTS, STOCK
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found
from domain.ports.state import Clock
from domain.shipments import Shipment
from domain.stock import StockKey, StockPosition

_MOST_REFERENCES = 50
_MOST_ITEMS = 100

_BY_ORDER = ElementKind(
    element="Order",
    name=wire.OrderName,
    key=lambda order: order.host_ref,
    record=wire.Order,
    subject=order_subject,
)
_BY_SHIPMENTS = ElementKind(
    element="Order",
    name=wire.ShipmentNames,
    key=lambda order: tuple(shipment.no for shipment in order.shipments),
    record=wire.Order,
    subject=lambda names: shipment_subject(", ".join(names)),
)
_BY_PLACE = ElementKind(
    element="Stock",
    name=wire.StockName,
    key=lambda stock: StockKey(stock.item, stock.facility),
    record=wire.Stock,
    subject=stock_subject,
)


class WmsWestClient:
    """Reads one facility. A fetch makes one call for all its keys and raises BackendError."""

    def __init__(self, instance: str, place: Place, soap: Soap, clock: Clock) -> None:
        self._instance = instance
        self._place = place
        self._soap = soap
        self._clock = clock

    async def fulfilments(
        self, keys: Sequence[str], demand: Demand
    ) -> Mapping[str, Found[Fulfilment] | Failed]:
        """By host reference: all warehouse orders of each, with their shipments."""
        reply = await self._orders({"HostRefs": keys}, demand)
        read = read_elements(reply.orders, _BY_ORDER, self._instance)
        mapping = partial(fulfilment, reading=self.reading(reply.as_of))
        return all_answered(
            keys,
            read,
            lambda key, orders: mapped(orders, mapping, self._instance, order_subject(key)),
            absent=several(reply.not_found),
        )

    async def shipments(self, keys: Sequence[str], demand: Demand) -> Mapping[str, Found[Shipment] | Failed]:
        """By shipment number: each order that is in a shipment tells all of it."""
        reply = await self._orders({"ShipmentNos": keys}, demand)
        read = by_shipment(read_elements(reply.orders, _BY_SHIPMENTS, self._instance))
        reading = self.reading(reply.as_of)

        def found(key: str, orders: Sequence[wire.Order]) -> Found[Shipment] | Failed:
            mapping = partial(shipment, name=key, reading=reading)
            return mapped(orders, mapping, self._instance, shipment_subject(key))

        return all_answered(keys, read, found, absent=several(reply.not_found))

    async def stock(
        self, keys: Sequence[StockKey], demand: Demand
    ) -> Mapping[StockKey, Found[StockPosition] | Failed]:
        """By item and facility. Another facility than this instance's is not known here."""
        here = [key for key in keys if key.location == self._place.facility]
        if not here:
            return {}
        items = [key.sku for key in here]
        reply = await self._soap.call("GetStock", {"Items": items}, wire.StockReply, demand)
        read = read_elements(reply.stock, _BY_PLACE, self._instance)
        mapping = partial(position, reading=self.reading(reply.as_of))
        absent = {StockKey(item, self._place.facility) for item in several(reply.not_found)}
        return each_answered(
            here,
            read,
            lambda key, stock: mapped(stock, mapping, self._instance, stock_subject(key)),
            absent=absent,
        )

    async def _orders(self, criteria: Criteria, demand: Demand) -> wire.OrdersReply:
        return await self._soap.call("GetOrders", criteria, wire.OrdersReply, demand)

    def reading(self, as_of: str) -> Reading:
        """What mapping needs to know of a reply besides its records."""
        return Reading(
            instance=self._instance, place=self._place, told_at=as_of, fetched_at=self._clock.now()
        )


def connect(instance: str, settings: WmsWestSettings, surroundings: Surroundings) -> Connection:
    """Connect one facility; nothing is sent before the first read."""
    auth = httpx.BasicAuth(settings.username, settings.password.get_secret_value())
    transport = HttpTransport(instance, settings, surroundings, auth=auth)
    place = Place(facility=settings.facility, zone=settings.zone)
    soap = Soap(transport, settings.facility)
    client = WmsWestClient(instance, place, soap, surroundings.clock)
    by_number = references.reads(instance, soap, client.reading, _MOST_REFERENCES)
    passwords = [password.get_secret_value() for password in settings.webhook_passwords]
    return Connection(
        instance=instance,
        offers=(
            ORDERS_BY_REFERENCE.by(by_kind(by_number)),
            FULFILMENTS.by(answering(client.fulfilments, at_most=_MOST_REFERENCES)),
            SHIPMENTS.by(answering(client.shipments, at_most=_MOST_REFERENCES)),
            STOCK.by(answering(client.stock, at_most=_MOST_ITEMS)),
        ),
        changes=WmsWestChanges(instance, settings.zone, soap),
        webhook=WmsWestWebhook(instance, place.zone, settings.webhook_username, passwords),
        aclose=transport.aclose,
    )
