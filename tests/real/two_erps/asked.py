"""What is asked of the order, and what may differ between two ERPs that hold it."""

from collections.abc import Mapping
from typing import Any

from tests.acceptance.asking import Caller

ORDER = """
fragment All on Order {
  number source status billingStatus returnStatus channel placedAt promisedAt
  customer { code name email }
  lines {
    id sku description ordered { ...Much } unitPrice { amount currency } location { code }
    quantities {
      allocated { ...Much } picked { ...Much } shipped { ...Much } delivered { ...Much }
      backordered { ...Much } cancelled { ...Much } returned { ...Much }
    }
    shipments { shipment { id } quantity { ...Much } }
  }
  shipments {
    id status sources trackingNumbers contents { order line sku quantity { ...Much } }
    legs { sequence carrier } packages { id }
  }
  invoices { number amount { amount currency } state issuedAt }
  returns { number state lines { line sku quantity { ...Much } } }
}
fragment Much on Quantity { amount unit }
"""
OF_THE_ERP = """
fragment All on Order {
  number source channel placedAt lines { id sku ordered { amount unit } } invoices { number state }
}
"""
OF_ALL = """
fragment All on Order { number source status returnStatus lines { id sku } shipments { id status } }
"""
"""Enough to tell a wrong answer, for many who ask at once: of the ERP alone, and of all systems."""


async def one(caller: Caller, number: str, fragment: str = ORDER) -> Any:  # noqa: ANN401 - the graph's JSON
    """The order by its number."""
    question = "query ($number: String!) { order(number: $number) { ...All } }"
    return (await caller.ask(question + fragment, number=number)).data["order"]


async def found(caller: Caller, text: str, fragment: str = ORDER) -> list[tuple[str, Any]]:
    """What the box finds: what the text was, and the order."""
    question = "query ($text: String!) { find(text: $text) { kind order { ...All } } }"
    matches = (await caller.ask(question + fragment, text=text)).data["find"]
    return [(match["kind"], match["order"]) for match in matches]


async def paged(caller: Caller, wanted: Mapping[str, str]) -> list[Any]:
    """The orders of the only page."""
    question = """query ($filter: OrderFilterInput) {
      orders(filter: $filter) { totalCount edges { node { ...All } } }
    }"""
    orders = (await caller.ask(question + ORDER, filter=dict(wanted))).data["orders"]
    assert orders["totalCount"] == len(orders["edges"])
    return [edge["node"] for edge in orders["edges"]]
