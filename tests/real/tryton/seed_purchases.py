"""Seeds purchases: asked for, open, received in part, received, received but not put away, cancelled."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tests.real.tryton.seed_catalog import Catalog
from tests.real.tryton.seed_client import Record, by_id, press, save, unsaved
from tests.real.tryton.seed_company import Company


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """One purchase to make; `receive` is what arrives of each product, nothing when empty.

    What arrives is put into storage, save for the group not_put_away: that stays in the input zone.
    """

    group: str
    supplier: str
    warehouse: str
    lines: Mapping[str, float]
    receive: Mapping[str, float]
    due_in_days: int


PLANS = (
    Plan(
        group="quotation",
        supplier="S-FORGE",
        warehouse="WH-E",
        lines={"AX-1001": 50},
        receive={},
        due_in_days=20,
    ),
    Plan(
        group="open",
        supplier="S-FORGE",
        warehouse="WH-E",
        lines={"AX-1005": 40, "AX-1006": 25},
        receive={},
        due_in_days=5,
    ),
    Plan(group="open", supplier="S-POLY", warehouse="WH-W", lines={"AX-1030": 24}, receive={}, due_in_days=9),
    Plan(
        group="partly_received",
        supplier="S-POLY",
        warehouse="WH-E",
        lines={"AX-1037": 30, "AX-1038": 12},
        receive={"AX-1037": 18},
        due_in_days=3,
    ),
    Plan(
        group="received",
        supplier="S-FORGE",
        warehouse="WH-W",
        lines={"AX-1039": 15},
        receive={"AX-1039": 15},
        due_in_days=0,
    ),
    Plan(
        group="not_put_away",
        supplier="S-POLY",
        warehouse="WH-E",
        lines={"AX-1002": 8},
        receive={"AX-1002": 8},
        due_in_days=1,
    ),
    Plan(
        group="cancelled",
        supplier="S-FORGE",
        warehouse="WH-E",
        lines={"AX-1040": 5},
        receive={},
        due_in_days=7,
    ),
)


def seed_purchases(company: Company, catalog: Catalog, today: dt.date) -> dict[str, list[Record]]:
    """Create the planned purchases, grouped by the state they end in."""
    purchases = [_purchase(plan, place, company, catalog, today) for place, plan in enumerate(PLANS, start=1)]
    planned = list(zip(PLANS, purchases, strict=True))
    save(purchases)
    press(purchases, "quote")
    press([purchase for plan, purchase in planned if plan.group == "cancelled"], "cancel")
    press(
        [purchase for plan, purchase in planned if plan.group not in {"quotation", "cancelled"}],
        "confirm",
    )
    arrived = [(plan, _arrival(purchase, plan)) for plan, purchase in planned if plan.receive]
    press([shipment for _, shipment in arrived], "receive")
    press([shipment for plan, shipment in arrived if plan.group != "not_put_away"], "do")
    return {plan.group: [made for other, made in planned if other.group == plan.group] for plan in PLANS}


def _purchase(plan: Plan, place: int, company: Company, catalog: Catalog, today: dt.date) -> Record:
    purchase = unsaved("purchase.purchase", party=catalog.suppliers[plan.supplier])
    purchase.warehouse = company.warehouses[plan.warehouse]
    purchase.reference = f"SO-{7700 + place}"
    purchase.delivery_date = today + dt.timedelta(days=plan.due_in_days)
    for code, quantity in plan.lines.items():
        line = purchase.lines.new()
        line.product = catalog.products[code]
        line.quantity = float(quantity)
        line.unit_price = line.product.cost_price
    return purchase


def _arrival(purchase: Record, plan: Plan) -> Record:
    shipment = unsaved("stock.shipment.in", supplier=purchase.party, reference=f"DN-{purchase.number}")
    shipment.warehouse = purchase.warehouse
    for waiting in purchase.moves:
        arrived = plan.receive.get(waiting.product.code, 0)
        if not arrived:
            continue
        move = by_id("stock.move", waiting.id)
        shipment.incoming_moves.append(move)
        move.quantity = float(arrived)
    shipment.save()
    return shipment
