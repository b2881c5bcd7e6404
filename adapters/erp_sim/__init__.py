"""The simulated ERP: JSON over REST, two-digit codes, times in UTC."""

from adapters.erp_sim.client import connect
from adapters.erp_sim.references import KINDS
from adapters.erp_sim.settings import ErpSimSettings
from adapters.erp_sim.vocabulary import MAPPING_VERSION
from adapters.manifest import Kind, Manifest
from domain.ports.backends import (
    CHANGES,
    CUSTOMERS,
    FULFILMENTS,
    LOCATIONS,
    ORDERS,
    ORDERS_BY_REFERENCE,
    PRODUCTS,
    PURCHASE_ORDERS,
    RETURNS,
    SHIPMENTS,
    STOCK,
    TRACKING,
    WEBHOOK,
)

_PORTS = (ORDERS, ORDERS_BY_REFERENCE, STOCK, PURCHASE_ORDERS, RETURNS, PRODUCTS, LOCATIONS, CUSTOMERS)

MANIFEST = Manifest(
    adapter="erp_sim",
    title="Simulated ERP",
    kind=Kind.ERP,
    settings=ErpSimSettings,
    connect=connect,
    capabilities=frozenset({port.name for port in _PORTS} | {CHANGES, WEBHOOK}),
    lacks={
        FULFILMENTS.name: "picking and packing are the warehouses' work; it hears of the goods issue alone",
        SHIPMENTS.name: "it keeps deliveries inside its orders and cannot be asked for a shipment",
        TRACKING.name: "it keeps tracking numbers and never asks a carrier about them",
    },
    references=KINDS,
    feeds=frozenset({ORDERS.name, PURCHASE_ORDERS.name}),
    mapping_version=MAPPING_VERSION,
)
