"""Tryton (8.0), an ERP with REST: sales, shipments, stock, purchases and the catalog of one company.

Every batch is one call, but for stock: one for each warehouse of the batch and one for open moves, side by
side. It needs Tryton's modules purchase, sale_shipment_cost and stock_package_shipping, web_shop where
orders come from web shops, and the key of a user application.
"""

from adapters.erp_tryton.client import connect
from adapters.erp_tryton.references import KINDS
from adapters.erp_tryton.settings import ErpTrytonSettings
from adapters.manifest import Kind, Manifest

MANIFEST = Manifest(
    adapter="erp_tryton",
    title="Tryton",
    kind=Kind.ERP,
    settings=ErpTrytonSettings,
    connect=connect,
    capabilities=frozenset(
        {
            "orders",
            "orders_by_reference",
            "fulfilments",
            "shipments",
            "returns",
            "stock",
            "purchase_orders",
            "products",
            "locations",
            "customers",
            "changes",
        }
    ),
    references=KINDS,
    feeds=frozenset({"orders", "shipments", "purchase_orders", "returns"}),
    lacks={
        "tracking": "it keeps the tracking numbers of packages and does not follow them",
        "webhook": "Tryton pushes nothing: it is polled for changes",
    },
)
