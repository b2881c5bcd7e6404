"""Carriers through the karrio SDK: tracking by number, one account an instance."""

from adapters.carrier_karrio.client import connect
from adapters.carrier_karrio.page import page
from adapters.carrier_karrio.settings import CarrierKarrioSettings
from adapters.manifest import Kind, Manifest

_NO_GOODS = "a carrier knows parcels, not what is in them"

MANIFEST = Manifest(
    adapter="carrier_karrio",
    title="Carriers of the karrio SDK",
    kind=Kind.CARRIER,
    settings=CarrierKarrioSettings,
    connect=connect,
    capabilities=frozenset({"tracking"}),
    tables=page,
    lacks={
        "orders": _NO_GOODS,
        "orders_by_reference": _NO_GOODS,
        "fulfilments": _NO_GOODS,
        "shipments": "it knows parcels by tracking number, not which of them are one shipment",
        "stock": _NO_GOODS,
        "returns": _NO_GOODS,
        "purchase_orders": _NO_GOODS,
        "products": _NO_GOODS,
        "locations": "its terminals are not the shipper's places",
        "customers": "a consignee is an address to it, not a customer",
        "changes": "it is asked by number and lists no changes",
        "webhook": "the SDK asks, and takes no deliveries of tracking",
    },
)
