"""Parcel One, a carrier: tracking by number, and a webhook for each scan."""

from adapters.carrier_sim.client import connect
from adapters.carrier_sim.settings import CarrierSimSettings
from adapters.carrier_sim.webhook import MAPPING_VERSION
from adapters.manifest import Kind, Manifest

_NO_GOODS = "a carrier knows parcels, not what is in them"

MANIFEST = Manifest(
    adapter="carrier_sim",
    title="Parcel One",
    kind=Kind.CARRIER,
    settings=CarrierSimSettings,
    connect=connect,
    capabilities=frozenset({"tracking", "webhook"}),
    lacks={
        "orders": _NO_GOODS,
        "orders_by_reference": "it tells what a shipper calls a parcel, and finds it by its own number alone",
        "fulfilments": _NO_GOODS,
        "shipments": "it knows parcels by tracking number, not which of them are one shipment",
        "stock": _NO_GOODS,
        "returns": _NO_GOODS,
        "purchase_orders": _NO_GOODS,
        "products": _NO_GOODS,
        "locations": "its terminals are not the shipper's places",
        "customers": "a consignee is an address to it, not a customer",
        "changes": "it pushes each scan and lists no changes",
    },
    mapping_version=MAPPING_VERSION,
)
