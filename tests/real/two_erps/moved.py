"""An order that was moved from Tryton into the simulated ERP, and that the simulated warehouse ships."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.real.adapters.raw import Row, ask
from tests.real.tryton.manifest import SeededSale
from tests.real.tryton.server import TrytonServer

_NEW_CUSTOMER = "K-4711"
_END = ("delivered", "invoiced", "return_received")
"""How far Tryton's order is too: it was invoiced when it was placed, and a part of it came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """names: what a caller may read out, by the fields of the filter. new_, old_: one ERP's own names."""

    names: Mapping[str, str]
    customer: str
    email: str
    new_number: str
    new_return: str
    new_customer: str
    old_shipment: str

    @property
    def number(self) -> str:
        return self.names["number"]


async def move(tryton: TrytonServer, control: httpx.AsyncClient) -> Moved:
    """Read the order from Tryton, put it into the new ERP under a number of its own, and ship it."""
    (sale,) = tryton.manifest.sales["from_shop"]
    back = _return_of(tryton, sale)
    (told,) = ask(tryton, "sale.sale", [("number", "=", sale.number)], "web_id", "create_date")
    body = _as_posted(tryton, sale, back, told)
    made = (await control.post("/_sim/orders", json=body)).raise_for_status().json()
    for stage in _END:
        await advance(control, str(sale.number), stage)
    return Moved(
        names={
            "number": str(sale.number),
            "channelOrder": body["channel_ref"],
            "customerPo": str(sale.reference),
            "warehouseOrder": made["warehouse_orders"][0],
            "invoice": str(sale.invoices[0].number),
            "shipment": made["shipments"][0],
            "trackingNumber": made["tracking"][0],
            "return": str(back.number),
        },
        customer=sale.customer,
        email=tryton.manifest.customers[sale.customer],
        new_number=made["erp"],
        new_return=made["return"],
        new_customer=_NEW_CUSTOMER,
        old_shipment=sale.shipments[0].number,
    )


async def advance(control: httpx.AsyncClient, number: str, stage: str) -> None:
    """Let the order reach a stage in the simulated world."""
    path = f"/_sim/orders/{number}/advance"
    (await control.post(path, params={"to": stage})).raise_for_status()


def _return_of(tryton: TrytonServer, sale: SeededSale) -> SeededSale:
    returns = tryton.manifest.sales["return_received"]
    return next(each for each in returns if each.customer == sale.customer)


def _as_posted(tryton: TrytonServer, sale: SeededSale, back: SeededSale, told: Row) -> dict[str, Any]:
    (party,) = ask(tryton, "party.party", [("code", "=", sale.customer)], "name")
    return {
        "number": sale.number,
        "site": "WEST",
        "legs": 2,
        "mode": "manual",
        "customer": {
            "number": _NEW_CUSTOMER,
            "name": party["name"],
            "email": tryton.manifest.customers[sale.customer],
        },
        "channel_ref": told["web_id"],
        "customer_po": sale.reference,
        "erp": {
            "channel": "WEB",
            "placed_at": _instant(told["create_date"]),
            "invoice": sale.invoices[0].number,
        },
        "lines": list(_lines(tryton, sale, back)),
    }


def _lines(tryton: TrytonServer, sale: SeededSale, back: SeededSale) -> Sequence[dict[str, Any]]:
    returned = {line.product: int(-line.quantity) for line in back.lines}
    sold = ask(tryton, "sale.line", [("sale", "=", sale.id)], "product.code", "quantity", "unit_price")
    return [
        {
            "line": 10 * place,
            "sku": line["product."]["code"],
            "quantity": int(line["quantity"]),
            "unit_price": line["unit_price"]["decimal"],
            "returned": returned[line["product."]["code"]],
        }
        for place, line in enumerate(_as_any(sold), start=1)
    ]


def _as_any(rows: Sequence[Row]) -> Any:  # noqa: ANN401 - another program's JSON
    return rows


def _instant(moment: Any) -> str:  # noqa: ANN401 - as above
    day = (moment["year"], moment["month"], moment["day"])
    return datetime(*day, moment["hour"], moment["minute"], moment["second"], tzinfo=UTC).isoformat()
