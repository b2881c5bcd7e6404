"""One order under eight names and its customer's e-mail: the same answer, whichever ERP is believed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from tests.acceptance.asking import Caller
from tests.acceptance.compared import changes
from tests.acceptance.names import NAMES_OF_AN_ORDER
from tests.real.two_erps.asked import found, one, paged
from tests.real.two_erps.conftest import Desk, TwoErps, for_all
from tests.real.two_erps.declared import NEW, OLD

EACH_ERPS_OWN: Mapping[str, str] = {
    "source": "it is what was believed",
    "placedAt": "the new ERP keeps whole seconds",
    "promisedAt": "Tryton promises no arrival",
    "lines.id": "each numbers lines in its own way",
    "lines.description": "the new ERP has none",
    "shipments.contents.line": "lines are told by the order's own numbers",
    "returns.lines.line": "as above",
    "invoices.state": "the word of each ERP's own",
    "invoices.issuedAt": "Tryton billed the order ahead, the new ERP what was delivered",
}
"""Of what the answers under two ERPs may differ, and why. All else is the same."""


class Told(NamedTuple):
    """A service desk, and what it is told of the order."""

    caller: Caller
    order: Any


@for_all
async def by_old(two_erps: TwoErps, old_first: Desk) -> Told:
    return Told(old_first.caller, await one(old_first.caller, two_erps.moved.number))


@for_all
async def by_new(two_erps: TwoErps, new_first: Desk) -> Told:
    return Told(new_first.caller, await one(new_first.caller, two_erps.moved.number))


@pytest.fixture(params=[OLD, NEW])
def told(request: pytest.FixtureRequest, by_old: Told, by_new: Told) -> Told:
    """Either."""
    return {OLD: by_old, NEW: by_new}[request.param]


async def test_the_answer_is_the_same_under_both(by_old: Told, by_new: Told) -> None:
    assert (by_old.order["source"], by_new.order["source"]) == (OLD, NEW)
    assert {each.field for each in changes(by_old.order, by_new.order)} == {*EACH_ERPS_OWN}


async def test_all_systems_have_their_part_in_it(two_erps: TwoErps, told: Told) -> None:
    moved, order = two_erps.moved, told.order
    assert (order["number"], order["channel"]) == (moved.number, "WEB")
    assert (order["status"], order["billingStatus"]) == ("DELIVERED", "INVOICED")
    assert order["returnStatus"] == "PARTIALLY_RETURNED"
    assert (order["customer"]["code"], order["customer"]["email"]) == (moved.customer, moved.email)
    counts = [{name: part["amount"] for name, part in line["quantities"].items()} for line in order["lines"]]
    assert [(each["shipped"], each["delivered"], each["returned"]) for each in counts] == [
        ("4", "4", "3"),
        ("2", "2", "1"),
    ]
    (shipment,) = order["shipments"]
    assert (shipment["id"], shipment["sources"]) == (moved.names["shipment"], ["wms_west", OLD, "tms"])
    assert shipment["trackingNumbers"] == [moved.names["trackingNumber"]]
    assert [part["line"] for part in shipment["contents"]] == [line["id"] for line in order["lines"]]
    assert [each["number"] for each in order["invoices"]] == [moved.names["invoice"]]
    assert [(each["number"], each["state"]) for each in order["returns"]] == [
        (moved.names["return"], "RECEIVED")
    ]


@pytest.mark.parametrize("name", NAMES_OF_AN_ORDER)
async def test_each_of_its_names_finds_it_once(two_erps: TwoErps, told: Told, name: str) -> None:
    text = two_erps.moved.names[name]
    assert await found(told.caller, text) == [(NAMES_OF_AN_ORDER[name], told.order)]
    assert await paged(told.caller, {name: text}) == [told.order]


async def test_the_customers_e_mail_finds_it(two_erps: TwoErps, told: Told) -> None:
    email = two_erps.moved.email
    assert ("EMAIL", told.order) in await found(told.caller, email)
    assert await paged(told.caller, {"email": email.upper(), "number": two_erps.moved.number}) == [told.order]


async def test_what_only_one_erp_calls_it_finds_it_too(two_erps: TwoErps, told: Told) -> None:
    moved = two_erps.moved
    for kind, text in (("ORDER", moved.new_number), ("RETURN", moved.new_return)):
        assert await found(told.caller, text) == [(kind, told.order)]
    assert ("SHIPMENT", told.order) in await found(told.caller, moved.old_shipment)
