"""Pipe Parcel: a carrier, not one of ours, that answers in lines of text. test_new_carrier adds it."""

from adapters.manifest import InstanceSettings, Kind, Manifest

from .client import connect

_NO_GOODS = "it knows parcels, not what is in them"

MANIFEST = Manifest(
    adapter="carrier_pipes",
    title="Pipe Parcel",
    kind=Kind.CARRIER,
    settings=InstanceSettings,
    connect=connect,
    capabilities=frozenset({"tracking"}),
    lacks={
        "orders": _NO_GOODS,
        "orders_by_reference": _NO_GOODS,
        "fulfilments": _NO_GOODS,
        "stock": _NO_GOODS,
        "returns": _NO_GOODS,
        "purchase_orders": _NO_GOODS,
        "products": _NO_GOODS,
        "shipments": "it knows parcels by their numbers, not which of them belong together",
        "locations": "it names cities, not places of the shipper",
        "customers": "it names nobody",
        "changes": "it lists no changes",
        "webhook": "it pushes nothing",
    },
)
