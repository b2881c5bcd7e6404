"""wms_west: a warehouse system with a SOAP service (Basic authentication, local times, decimal comma)."""

from adapters.manifest import Kind, Manifest
from adapters.wms_west.client import connect
from adapters.wms_west.references import KINDS
from adapters.wms_west.settings import WmsWestSettings
from adapters.wms_west.webhook import MAPPING_VERSION

MANIFEST = Manifest(
    adapter="wms_west",
    title="WMS West",
    kind=Kind.WMS,
    settings=WmsWestSettings,
    connect=connect,
    capabilities=frozenset(
        {"orders_by_reference", "fulfilments", "shipments", "stock", "changes", "webhook"}
    ),
    lacks={
        "orders": "a warehouse has its own orders only: an order's header and lines are the ERP's",
        "tracking": "it knows tracking numbers and not what becomes of them",
        "returns": "returned goods come back to it as stock",
        "purchase_orders": "its service has no receipts",
        "products": "its service has item codes and no descriptions",
        "locations": "its service speaks of one facility and does not describe it",
        "customers": "it knows consignees by number alone",
    },
    references=KINDS,
    feeds=frozenset({"fulfilments"}),
    mapping_version=MAPPING_VERSION,
)
