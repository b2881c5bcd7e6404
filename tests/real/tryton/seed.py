"""Fills a freshly activated Tryton database and prints, as one JSON object, what it has made.

Runs inside Tryton's own environment: `python -m tests.real.tryton.seed DATABASE SEEDED_ON`, with the date as
ISO 8601. Sales are there in every state, with shipments in every state that a sale brings, in part, with
backorders and with returns; purchases from asked for to received. `manifest.py` describes what is printed.
"""

import datetime as dt
import json
import sys

from tests.real.tryton.seed_catalog import Catalog, opening_quantity, seed_catalog, seed_opening_stock
from tests.real.tryton.seed_client import Record, connect, refuse_queue_errors
from tests.real.tryton.seed_company import COMPANY, COMPANY_ZONE, Company, seed_application_key, seed_company
from tests.real.tryton.seed_invoices import pay_invoices, post_invoices
from tests.real.tryton.seed_purchases import seed_purchases
from tests.real.tryton.seed_sales import seed_returns, seed_sales
from tests.real.tryton.seed_shipments import seed_shipments

INVOICED = ("invoiced_ahead", "done_invoiced", "closed", "from_shop")


def main(database: str, seeded_on: dt.date) -> None:
    """Seed everything and print the manifest; RuntimeError when Tryton could not process an order."""
    connect(f"sqlite:///{database}")
    company = seed_company(seeded_on)
    catalog = seed_catalog(company)
    seed_opening_stock(company, catalog)
    sales = seed_sales(company, catalog, seeded_on)
    references = seed_shipments(sales)
    post_invoices([sale for group in INVOICED for sale in sales[group]])
    pay_invoices(sales["closed"], seeded_on)
    returns = seed_returns([*sales["to_return"], *sales["from_shop"]])
    purchases = seed_purchases(company, catalog, seeded_on)
    refuse_queue_errors()
    manifest = {
        "company": {"id": company.record.id, "name": COMPANY, "zone": COMPANY_ZONE},
        "application_key": seed_application_key(),
        "seeded_on": seeded_on.isoformat(),
        "sales": {group: [_sale(sale) for sale in made] for group, made in (sales | returns).items()},
        "purchases": {group: [_purchase(one) for one in made] for group, made in purchases.items()},
        "tracking_references": references,
        **_codes(company, catalog),
    }
    print(json.dumps(manifest, indent=1, sort_keys=True))  # noqa: T201 - the caller reads it from standard output


def _sale(sale: Record) -> dict[str, object]:
    sale.reload()
    return {
        "id": sale.id,
        "number": sale.number,
        "reference": sale.reference,
        "state": sale.state,
        "shipment_state": sale.shipment_state,
        "invoice_state": sale.invoice_state,
        "customer": sale.party.code,
        "warehouse": sale.warehouse.code,
        "lines": [
            [line.product.code, line.quantity, line.unit.symbol] for line in sale.lines if line.product
        ],
        "shipments": [_shipment(shipment) for shipment in sale.shipments],
        "returns": [_shipment(shipment) for shipment in sale.shipment_returns],
        "invoices": [{"number": bill.number, "state": bill.state} for bill in sale.invoices],
    }


def _shipment(shipment: Record) -> dict[str, object]:
    tracking = [package.shipping_reference for package in getattr(shipment, "packages", [])]
    return {"id": shipment.id, "number": shipment.number, "state": shipment.state, "tracking": tracking}


def _purchase(purchase: Record) -> dict[str, object]:
    purchase.reload()
    return {
        "id": purchase.id,
        "number": purchase.number,
        "reference": purchase.reference,
        "state": purchase.state,
        "shipment_state": purchase.shipment_state,
        "supplier": purchase.party.code,
        "warehouse": purchase.warehouse.code,
        "lines": [[line.product.code, line.quantity, line.unit.symbol] for line in purchase.lines],
    }


def _codes(company: Company, catalog: Catalog) -> dict[str, object]:
    return {
        "products": {
            code: {
                "unit": product.default_uom.symbol,
                "opening": {w: opening_quantity(code, w) for w in company.warehouses},
            }
            for code, product in catalog.products.items()
        },
        "warehouses": {code: warehouse.id for code, warehouse in company.warehouses.items()},
        "customers": {code: party.email for code, party in catalog.customers.items()},
        "suppliers": sorted(catalog.suppliers),
        "carriers": {code: carrier.party.name for code, carrier in catalog.carriers.items()},
    }


if __name__ == "__main__":
    main(sys.argv[1], dt.date.fromisoformat(sys.argv[2]))
