"""Batch reads of one instance."""

from collections.abc import Mapping, Sequence
from functools import partial

from adapters.manifest import Connection, Surroundings
from adapters.reading.references import by_kind
from adapters.reading.subjects import order_subject, shipment_subject, stock_subject
from adapters.transport.answers import all_answered, answering, each_answered
from adapters.transport.decode import RecordKind, mapped, read_records
from adapters.transport.http import HttpTransport
from adapters.warehouse.answers import by_shipment
from adapters.wms_east import references, wire
from adapters.wms_east.authorization import Authorized
from adapters.wms_east.changes import WmsEastChanges
from adapters.wms_east.mapping_orders import fulfilment, shipment
from adapters.wms_east.mapping_stock import position
from adapters.wms_east.pages import MOST_REFERENCES, ORDERS_PATH, STOCK_PATH, Pages
from adapters.wms_east.settings import WmsEastSettings, signing_key
from adapters.wms_east.webhook import WmsEastWebhook
from domain.orders import Fulfilment
from domain.ports.backends import FULFILMENTS, ORDERS_BY_REFERENCE, SHIPMENTS, STOCK
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found
from domain.shipments import Shipment
from domain.stock import StockKey, StockPosition

_MOST_ITEMS = 200

_BY_ORDER = RecordKind(
    name=wire.ORDER_NAME, key=lambda order: order.host_reference, record=wire.ORDER, subject=order_subject
)
_BY_SHIPMENTS = RecordKind(
    name=wire.SHIPMENT_NAMES,
    key=lambda order: tuple(shipment.shipment_id for shipment in order.shipments),
    record=wire.ORDER,
    subject=lambda names: shipment_subject(", ".join(names)),
)
_BY_PLACE = RecordKind(
    name=wire.STOCK_NAME,
    key=lambda stock: StockKey(stock.item_code, stock.facility_code),
    record=wire.STOCK,
    subject=stock_subject,
)


class WmsEastClient:
    """Reads one instance. A fetch makes one query for all its keys and raises BackendError."""

    def __init__(self, instance: str, pages: Pages) -> None:
        self._instance = instance
        self._pages = pages

    async def fulfilments(
        self, keys: Sequence[str], demand: Demand
    ) -> Mapping[str, Found[Fulfilment] | Failed]:
        """By host reference: all warehouse orders of each, with their shipments."""
        answer = await self._pages.all(ORDERS_PATH, {"hostReferences": keys}, demand)
        read = read_records(answer.records, _BY_ORDER, self._instance)
        mapping = partial(fulfilment, reading=answer.reading)
        return all_answered(
            keys, read, lambda key, orders: mapped(orders, mapping, self._instance, order_subject(key))
        )

    async def shipments(self, keys: Sequence[str], demand: Demand) -> Mapping[str, Found[Shipment] | Failed]:
        """By shipment id: each order that is in a shipment tells all of it."""
        answer = await self._pages.all(ORDERS_PATH, {"shipmentIds": keys}, demand)
        read = by_shipment(read_records(answer.records, _BY_SHIPMENTS, self._instance))

        def found(key: str, orders: Sequence[wire.Order]) -> Found[Shipment] | Failed:
            mapping = partial(shipment, name=key, reading=answer.reading)
            return mapped(orders, mapping, self._instance, shipment_subject(key))

        return all_answered(keys, read, found)

    async def stock(
        self, keys: Sequence[StockKey], demand: Demand
    ) -> Mapping[StockKey, Found[StockPosition] | Failed]:
        """By item and facility. Items are asked for everywhere: one unknown facility would fail them all."""
        items = list(dict.fromkeys(key.sku for key in keys))
        answer = await self._pages.all(STOCK_PATH, {"itemCodes": items}, demand)
        read = read_records(answer.records, _BY_PLACE, self._instance)
        mapping = partial(position, reading=answer.reading)
        return each_answered(
            keys, read, lambda key, stock: mapped(stock, mapping, self._instance, stock_subject(key))
        )


def connect(instance: str, settings: WmsEastSettings, surroundings: Surroundings) -> Connection:
    """Connect one instance; nothing is sent before the first read."""
    transport = HttpTransport(instance, settings, surroundings)
    authorized = Authorized(transport, settings.client_id, settings.client_secret.get_secret_value())
    pages = Pages(transport, authorized, settings.most_pages)
    client = WmsEastClient(instance, pages)
    return Connection(
        instance=instance,
        offers=(
            ORDERS_BY_REFERENCE.by(by_kind(references.reads(instance, pages))),
            FULFILMENTS.by(answering(client.fulfilments, at_most=MOST_REFERENCES)),
            SHIPMENTS.by(answering(client.shipments, at_most=MOST_REFERENCES)),
            STOCK.by(answering(client.stock, at_most=_MOST_ITEMS)),
        ),
        changes=WmsEastChanges(instance, pages),
        webhook=WmsEastWebhook(instance, [signing_key(secret) for secret in settings.webhook_secrets]),
        aclose=transport.aclose,
    )
