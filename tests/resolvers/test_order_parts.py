"""A part of an order whose owner is away is not told, nor is what is derived of it; the rest is."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.authority import OF_ORDERS, Fact
from domain.errors import BackendError, BackendUnavailable
from domain.folds.order_parts import composed
from domain.orders import PartGap
from domain.ports import backends as ports
from domain.ports.reading import Found
from tests.doubles.small_rows import indexed
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import ANN, ask

ORDER = """{ order(number: "SO-1") {
  number source placedAt channel promisedAt shipTo { city } holds { code } invoices { number }
  lines { id promisedAt quantities { shipped { amount } } } status billingStatus returnStatus
  overdue { milestone } customer { code } identifiers { value } shipments { id } milestones { code }
} }"""
DERIVED: Mapping[Fact, set[str]] = {
    Fact.ORDER_PARTIES: {"channel", "shipTo", "customer", "overdue"},
    Fact.ORDER_LINES: {"lines", "status", "billingStatus", "returnStatus", "overdue"},
    Fact.ORDER_PROMISE: {"promisedAt", "overdue"},
    Fact.ORDER_INVOICES: {"invoices", "billingStatus", "overdue"},
    Fact.ORDER_HOLDS: {"holds", "status", "overdue"},
}


def without(part: Fact) -> SmallWorld:
    world = SmallWorld()
    orders = world.reads["erp", "orders"].records
    gap = PartGap(part, BackendUnavailable("cannot be reached", backend="erp_new"))
    orders["SO-1"] = composed(orders["SO-1"], {part: None}, [gap])
    return world


@pytest.mark.parametrize("part", sorted(OF_ORDERS - {Fact.ORDER}))
async def test_what_rests_on_a_part_is_no_guess_without_it(part: Fact) -> None:
    result = await ask(without(part), ORDER)
    assert result.data is not None
    assert result.errors is not None
    order: dict[str, Any] = result.data["order"]
    assert {name: order[name] for name in DERIVED[part]} == dict.fromkeys(DERIVED[part])
    told = {error.path[1]: error.original_error for error in result.errors if error.path}
    assert set(told) == DERIVED[part] | ({"lines"} if part is Fact.ORDER_PROMISE else set())
    assert {error.backend for error in told.values() if isinstance(error, BackendError)} == {"erp_new"}
    if part is Fact.ORDER_PROMISE:
        assert [line["promisedAt"] for line in order["lines"]] == [None, None]
        assert [line["quantities"]["shipped"]["amount"] for line in order["lines"]] == ["10", "0"]


async def test_an_order_whose_lines_are_not_told_is_asked_for_in_every_warehouse() -> None:
    world = without(Fact.ORDER_LINES)
    found = (await world.readers.of(ports.FULFILMENTS).read(["SO-1"], world.clock.within()))["SO-1"]
    assert isinstance(found, Found)
    assert {"wms_east", "wms_west"} <= set(found.value.sources)


async def test_an_order_whose_customer_is_not_told_is_nobodys() -> None:
    whole = await ask(indexed(), ORDER, ANN)
    assert whole.data is not None
    assert whole.data["order"]["number"] == "SO-1"
    hidden = await ask(indexed(without(Fact.ORDER_PARTIES)), ORDER, ANN)
    assert hidden.data == {"order": None}
