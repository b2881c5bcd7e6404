"""Seeds sales in every state; shipments are moved on by seed_shipments."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from trytond import config

from tests.real.tryton.seed_catalog import Catalog
from tests.real.tryton.seed_client import Record, by_id, new, one, press, run_wizard, save, unsaved
from tests.real.tryton.seed_company import Company
from tests.real.tryton.seed_names import SHOP


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """One sale to make: `group` names the state that it shall end in."""

    group: str
    customer: str
    warehouse: str
    lines: Mapping[str, float]
    carrier: str = "CR-SWIFT"
    invoice_method: str = "fulfillment"
    charge_freight: bool = False
    shop_order: str = ""


EAST, WEST = "WH-E", "WH-W"
PLANS = (
    Plan(group="draft", customer="C-ACME", warehouse=EAST, lines={"AX-1001": 2}),
    Plan(group="draft", customer="C-BOLT", warehouse=WEST, lines={"AX-1002": 4}),
    Plan(group="quotation", customer="C-ACME", warehouse=EAST, lines={"AX-1003": 1}),
    Plan(group="quotation", customer="C-CRANE", warehouse=WEST, lines={"AX-1004": 6}),
    Plan(group="confirmed", customer="C-BOLT", warehouse=EAST, lines={"AX-1007": 3}),
    Plan(group="confirmed", customer="C-DELTA", warehouse=WEST, lines={"AX-1008": 2}),
    Plan(group="waiting", customer="C-ACME", warehouse=EAST, lines={"AX-1009": 5, "AX-1010": 2.5}),
    Plan(group="waiting", customer="C-EMBER", warehouse=WEST, lines={"AX-1030": 1}, charge_freight=True),
    Plan(group="waiting", customer="C-DELTA", warehouse=WEST, lines={"AX-1011": 7}, carrier="CR-HAUL"),
    Plan(group="assigned", customer="C-ACME", warehouse=WEST, lines={"AX-1012": 3, "AX-1013": 1}),
    Plan(group="assigned", customer="C-CRANE", warehouse=EAST, lines={"AX-1014": 9}, carrier="CR-HAUL"),
    Plan(group="picked", customer="C-BOLT", warehouse=EAST, lines={"AX-1015": 4}),
    Plan(group="picked", customer="C-EMBER", warehouse=WEST, lines={"AX-1016": 8}),
    Plan(group="packed", customer="C-ACME", warehouse=WEST, lines={"AX-1017": 2, "AX-1018": 3}),
    Plan(group="packed", customer="C-DELTA", warehouse=EAST, lines={"AX-1019": 6}),
    Plan(group="shipped", customer="C-ACME", warehouse=EAST, lines={"AX-1020": 12.5}),
    Plan(group="shipped", customer="C-CRANE", warehouse=WEST, lines={"AX-1021": 2}, carrier="CR-HAUL"),
    Plan(group="done", customer="C-ACME", warehouse=EAST, lines={"AX-1022": 3, "AX-1023": 4}),
    Plan(group="done", customer="C-BOLT", warehouse=WEST, lines={"AX-1024": 5}),
    Plan(group="done", customer="C-EMBER", warehouse=EAST, lines={"AX-1025": 1}),
    Plan(group="done_invoiced", customer="C-CRANE", warehouse=EAST, lines={"AX-1026": 2}),
    Plan(
        group="invoiced_ahead",
        customer="C-DELTA",
        warehouse=WEST,
        lines={"AX-1027": 3},
        invoice_method="order",
    ),
    Plan(group="partial", customer="C-ACME", warehouse=EAST, lines={"AX-1028": 10, "AX-1029": 2}),
    Plan(group="partial", customer="C-BOLT", warehouse=WEST, lines={"AX-1031": 6}),
    Plan(group="backordered", customer="C-EMBER", warehouse=EAST, lines={"AX-1005": 8}),
    Plan(group="backordered", customer="C-CRANE", warehouse=EAST, lines={"AX-1006": 4}),
    Plan(group="cancelled", customer="C-DELTA", warehouse=EAST, lines={"AX-1032": 1}),
    Plan(group="cancelled", customer="C-BOLT", warehouse=WEST, lines={"AX-1033": 2}),
    Plan(group="shipment_cancelled", customer="C-ACME", warehouse=WEST, lines={"AX-1034": 2}),
    Plan(group="to_return", customer="C-BOLT", warehouse=EAST, lines={"AX-1035": 5}),
    Plan(group="to_return", customer="C-EMBER", warehouse=WEST, lines={"AX-1036": 4}),
    Plan(group="closed", customer="C-DELTA", warehouse=EAST, lines={"AX-1037": 1}),
    Plan(
        group="from_shop",
        customer="C-CRANE",
        warehouse=WEST,
        lines={"AX-1038": 4, "AX-1039": 2},
        invoice_method="order",
        shop_order="#5042",
    ),
)

_NOT_PROCESSED = {"draft", "quotation", "confirmed", "cancelled"}


def seed_sales(company: Company, catalog: Catalog, today: dt.date) -> dict[str, list[Record]]:
    """Create every planned sale up to the state that needs no shipment work; grouped by plan."""
    sales: dict[str, list[Record]] = {}
    new("web.shop", name=SHOP, company=company.record, currency=company.currency)
    for place, plan in enumerate(PLANS, start=1):
        sales.setdefault(plan.group, []).append(_sale(plan, place, company, catalog, today))
    save([sale for made in sales.values() for sale in made])
    beyond_draft = [sale for group, made in sales.items() if group != "draft" for sale in made]
    press(beyond_draft, "quote")
    press(sales["cancelled"], "cancel")
    _confirm_for_a_worker(sales["confirmed"])
    press([sale for group, made in sales.items() if group not in _NOT_PROCESSED for sale in made], "confirm")
    return sales


def _confirm_for_a_worker(sales: list[Record]) -> None:
    """Confirm as on a server with a worker queue: without the worker they stay confirmed, unprocessed."""
    settings = by_id("sale.configuration")
    settings.sale_process_after = dt.timedelta(hours=8)
    settings.save()
    config.set("queue", "worker", "True")
    press(sales, "confirm")
    config.set("queue", "worker", "False")
    settings.sale_process_after = None
    settings.save()


def seed_returns(sales: list[Record]) -> dict[str, list[Record]]:
    """Return one unit less than was sold: one return stays announced, the others are received and done."""
    returns = [_return(sale) for sale in sales]
    press(returns, "quote", "confirm")
    announced, *received = returns
    arrived = [shipment for sale in received for shipment in sale.shipment_returns]
    press(arrived, "receive")
    press(arrived, "do")
    return {"return_announced": [announced], "return_received": received}


def _sale(plan: Plan, place: int, company: Company, catalog: Catalog, today: dt.date) -> Record:
    sale = unsaved("sale.sale", party=catalog.customers[plan.customer])
    sale.warehouse = company.warehouses[plan.warehouse]
    sale.reference = f"PO-{4500 + place}"
    sale.invoice_method = plan.invoice_method
    sale.carrier = catalog.carriers[plan.carrier]
    sale.shipment_cost_method = "order" if plan.charge_freight else None
    sale.shipping_date = today + dt.timedelta(days=place % 5)
    if plan.shop_order:
        sale.web_shop, sale.web_id = one("web.shop", ("name", "=", SHOP)), plan.shop_order
    for code, quantity in plan.lines.items():
        line = sale.lines.new()
        line.product = catalog.products[code]
        line.quantity = float(quantity)
    return sale


def _return(sale: Record) -> Record:
    run_wizard("sale.return_sale", [sale], {"return_": {}})
    returned = one("sale.sale", ("origin", "=", f"sale.sale,{sale.id}"))
    for line in returned.lines:
        line.quantity += 1
    returned.save()
    return returned
