"""A transport management system with a JSON API: loads with stops, legs, X12 status messages, estimates."""

from adapters.manifest import Kind, Manifest
from adapters.tms_sim.client import connect
from adapters.tms_sim.references import KINDS
from adapters.tms_sim.settings import TmsSimSettings
from adapters.tms_sim.webhook import MAPPING_VERSION

_NO_GOODS = "it moves loads and does not know what is in them"

MANIFEST = Manifest(
    adapter="tms_sim",
    title="Transport management",
    kind=Kind.TMS,
    settings=TmsSimSettings,
    connect=connect,
    capabilities=frozenset({"orders_by_reference", "shipments", "changes", "webhook"}),
    lacks={
        "orders": "it knows an order by its number only, as a reference of a load",
        "fulfilments": _NO_GOODS,
        "tracking": "it follows loads; a tracking number is followed by its carrier",
        "stock": _NO_GOODS,
        "returns": "it moves what is sent, returns are the customer's to send",
        "purchase_orders": "inbound transport is the suppliers' here",
        "products": _NO_GOODS,
        "locations": "it has stops of loads and no list of places",
        "customers": "it knows a consignee as the last stop of a load",
    },
    references=KINDS,
    feeds=frozenset({"shipments"}),
    mapping_version=MAPPING_VERSION,
)
