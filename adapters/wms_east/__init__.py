"""wms_east: a warehouse system with a JSON API (OAuth client credentials, cursors, times in milliseconds)."""

from adapters.manifest import Kind, Manifest
from adapters.wms_east.client import connect
from adapters.wms_east.references import KINDS
from adapters.wms_east.settings import WmsEastSettings
from adapters.wms_east.webhook import MAPPING_VERSION

MANIFEST = Manifest(
    adapter="wms_east",
    title="WMS East",
    kind=Kind.WMS,
    settings=WmsEastSettings,
    connect=connect,
    capabilities=frozenset(
        {"orders_by_reference", "fulfilments", "shipments", "stock", "changes", "webhook"}
    ),
    lacks={
        "orders": "a warehouse has its own orders only: an order's header and lines are the ERP's",
        "tracking": "it knows tracking numbers and not what becomes of them",
        "returns": "returned goods come back to it as stock",
        "purchase_orders": "its API has no receipts",
        "products": "its API has item codes and no descriptions",
        "locations": "its API has facility codes and no descriptions",
        "customers": "it knows consignees by account code alone",
    },
    references=KINDS,
    feeds=frozenset({"fulfilments"}),
    mapping_version=MAPPING_VERSION,
)
