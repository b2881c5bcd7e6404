"""What the graph tells of orders, compared with what is true in the simulated world."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

FRAGMENTS = """
fragment All on Order {
  number status billingStatus returnStatus
  lines { id quantities {
    ordered { ...Much } allocated { ...Much } picked { ...Much } shipped { ...Much } delivered { ...Much }
    backordered { ...Much } cancelled { ...Much } returned { ...Much }
  } }
  shipments { id status trackingNumbers eta { at } }
}
fragment Much on Quantity { amount unit }
"""
_LINE = 10
"""The ERP numbers lines 10, 20, 30; the truth 1, 2, 3."""


class Word(NamedTuple):
    """One thing that the graph says, and what is true. `said` is None where it says nothing."""

    place: str
    said: object
    true: object


def words(order: Any, truth: Any) -> Iterator[Word]:  # noqa: ANN401 - two programs' JSON
    """Everything that can be compared, of one order."""
    number, expected = order["number"], truth["expected"]
    for name in ("status", "billingStatus", "returnStatus"):
        yield Word(f"{number}.{name}", order[name], expected[name])
    lines = {str(line["line"] * _LINE): line for line in expected["lines"]}
    for line in order["lines"]:
        yield from _of_line(f"{number}.lines.{line['id']}", line["quantities"], lines[line["id"]])
    shipments = {shipment["shipment"]: shipment for shipment in expected["shipments"]}
    left = {fact["shipment"] for fact in truth["facts"] if fact["kind"] == "dispatched" and fact["past"]}
    for shipment in order["shipments"] or ():
        place, true = f"{number}.{shipment['id']}", shipments[shipment["id"]]
        yield from _of_shipment(place, shipment, true, has_left=shipment["id"] in left)


def names(order: Any) -> set[str]:  # noqa: ANN401 - the graph's JSON
    """The shipments and lines of an order."""
    return {one["id"] for part in ("lines", "shipments") for one in order[part]}


def true_names(truth: Any) -> set[str]:  # noqa: ANN401 - the simulated world's JSON
    """The shipments and lines that it has."""
    expected = truth["expected"]
    lines = {str(line["line"] * _LINE) for line in expected["lines"]}
    return lines | {shipment["shipment"] for shipment in expected["shipments"]}


def _of_line(place: str, said: Any, true: Any) -> Iterator[Word]:  # noqa: ANN401 - as above
    for name, quantity in (said or {}).items():
        assert quantity["unit"] == "EA", place
        yield Word(f"{place}.{name}", Decimal(quantity["amount"]), Decimal(true[name]))


def _of_shipment(
    place: str,
    said: Any,  # noqa: ANN401 - as above
    true: Any,  # noqa: ANN401 - as above
    *,
    has_left: bool,
) -> Iterator[Word]:
    """The truth counts scans of the road alone: what the warehouse let go before the first is on the road."""
    unscanned = has_left and true["status"] == "AT_PICKUP"
    yield Word(f"{place}.status", said["status"], "PICKED_UP" if unscanned else true["status"])
    yield Word(f"{place}.trackingNumbers", said["trackingNumbers"], true["tracking"])
    yield Word(f"{place}.eta", (said["eta"] or {}).get("at"), true["eta"])
