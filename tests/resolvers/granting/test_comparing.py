"""To find by a field is to see it: inputs need what their fields need."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from graphql import ExecutionResult
from msgspec.structs import replace

from domain.errors import BadInput, NotGranted
from domain.events.owners import Owners
from domain.partners import FieldRights, Grant, Principal, Scope
from domain.search.orders import OrderRow
from domain.shapes.words import AS_IT_IS, FieldShape, PersonalShape, Shapes, TimeShape, YesNo
from resolvers.granting.comparing import Comparison, comparison, require_comparison
from resolvers.granting.input_fields import COMPARED
from resolvers.scopes.field_scopes import FIELD_SCOPES
from tests.doubles.small_rows import SO_1
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, EVERYTHING, ask, data

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
DATED = Shapes(time=TimeShape.DATE)
MASKED = Shapes(personal=PersonalShape.MASKED)
ABSENT = Shapes(personal=PersonalShape.ABSENT)
FILTERED = "query ($f: OrderFilterInput!) { orders(filter: $f) { totalCount } }"


def who(shapes: Shapes = AS_IT_IS, *without: Scope) -> Principal:
    return Principal(partner="acme", grant=Grant(scopes=EVERYTHING - set(without), shapes=shapes))


async def filtered(principal: Principal, **conditions: object) -> ExecutionResult:
    return await ask(SmallWorld(), FILTERED, principal, {"f": conditions})


def cause(result: ExecutionResult) -> Exception:
    assert result.data == {"orders": None}
    assert result.errors is not None
    (error,) = result.errors
    assert error.path == ["orders"]
    assert error.original_error is not None
    return error.original_error


def test_what_may_be_compared_with_a_field() -> None:
    everything = FieldRights(EVERYTHING, Shapes())
    dated, hidden = FieldRights(EVERYTHING, DATED), FieldRights(EVERYTHING, Shapes(quantity=YesNo()))
    assert comparison(everything, "Order.placedAt") == Comparison()
    assert comparison(dated, "Order.placedAt") == Comparison(days=True)
    assert (
        comparison(hidden, "Availability.available").refused == "Availability.available is not shown in full"
    )
    assert comparison(FieldRights(frozenset(), DATED), "Order.placedAt").refused


@pytest.mark.parametrize("shapes", [MASKED, ABSENT])
def test_what_is_not_shown_in_full_is_nothing_to_look_for(shapes: Shapes) -> None:
    with pytest.raises(
        NotGranted, match=r"^A search compares with Customer\.email: Customer\.email is not shown"
    ):
        require_comparison(FieldRights(EVERYTHING, shapes), "Customer.email", "A search")
    full = FieldShape(field="Customer.email", personal=PersonalShape.FULL)
    own = Shapes(personal=shapes.personal, fields=(full,))
    require_comparison(FieldRights(EVERYTHING, own), "Customer.email", "A search")


@pytest.mark.parametrize("principal", [who(AS_IT_IS, Scope.ORDERS_PII), who(MASKED), who(ABSENT)])
async def test_an_email_is_looked_for_by_who_sees_emails_in_full(principal: Principal) -> None:
    refused = cause(await filtered(principal, email="ann@example.net"))
    assert isinstance(refused, NotGranted)
    assert str(refused).startswith("filter.email compares with Customer.email: ")
    assert (await filtered(principal, email=None)).errors is None
    found = await ask(SmallWorld(), '{ find(text: "ann@example.net") { kind } }', principal)
    assert found.errors is not None
    assert isinstance(found.errors[0].original_error, NotGranted)


def values() -> Iterator[tuple[str, Any]]:
    """A value for each condition of the filter."""
    listed = {"status": "SHIPPED", "billingStatus": "INVOICED", "returnStatus": "OPEN"}
    for name in COMPARED["OrderFilterInput"]:
        if name in {"placed", "promised", "changed"}:
            yield name, {"since": "2026-03-02T00:00:00Z"}
        elif name == "overdue":
            yield name, True
        elif name in {"customer", "channel", "sku", "location", *listed}:
            yield name, [listed.get(name, "X-1")]
        else:
            yield name, "x@y.zz" if name == "email" else "X-1"


@pytest.mark.parametrize(("name", "value"), list(values()))
async def test_each_condition_needs_the_scope_of_what_it_compares_with(name: str, value: object) -> None:
    type_name, _, field = COMPARED["OrderFilterInput"][name].partition(".")
    needed = FIELD_SCOPES[type_name][field]
    assert (await filtered(DESK, **{name: value})).errors is None
    if needed not in {None, Scope.ORDERS_READ}:  # which the query itself needs
        refused = cause(await filtered(who(AS_IT_IS, Scope(needed)), **{name: value}))
        assert isinstance(refused, NotGranted)
        assert f"needs the scope {needed}" in str(refused)


@pytest.mark.parametrize("name", ["placed", "promised", "changed"])
@pytest.mark.parametrize("end", ["since", "until"])
async def test_who_is_told_days_asks_for_whole_days(name: str, end: str) -> None:
    for text in ("2026-03-02T08:00:00Z", "2026-03-02T00:00:00+01:00", "2026-03-02T00:00:00.000001Z"):
        refused = cause(await filtered(who(DATED), **{name: {end: text}}))
        assert isinstance(refused, BadInput)
        assert refused.field == f"filter.{name}.{end}"
        assert (await filtered(DESK, **{name: {end: text}})).errors is None
    assert (await filtered(who(DATED), **{name: {end: "2026-03-02T01:00:00+01:00"}})).errors is None


async def test_a_literal_is_as_a_variable() -> None:
    text = '{ orders(filter: {placed: {since: "2026-03-02T08:00:00Z"}}) { totalCount } }'
    assert isinstance(cause(await ask(SmallWorld(), text, who(DATED))), BadInput)


async def test_one_time_may_be_exact_where_the_others_are_days() -> None:
    own = Shapes(time=TimeShape.DATE, fields=(FieldShape(field="Order.placedAt", time=TimeShape.EXACT),))
    exact = {"since": datetime(2026, 3, 2, 8, tzinfo=UTC).isoformat()}
    assert (await filtered(who(own), placed=exact)).errors is None
    assert isinstance(cause(await filtered(who(own), promised=exact)), BadInput)


async def test_the_scope_of_the_query_comes_first() -> None:
    refused = cause(await filtered(who(MASKED, Scope.ORDERS_READ), email="ann@example.net"))
    assert str(refused) == "Query.orders needs the scope orders:read"


async def placed(*days: int) -> SmallWorld:
    """Orders SO-1, SO-2 and so on, placed so many hours after midnight."""
    world = SmallWorld()
    order = world.reads["erp", "orders"].records["SO-1"]
    for place, hours in enumerate(days, start=1):
        number = f"SO-{place}"
        at = MIDNIGHT + timedelta(hours=hours)
        world.reads["erp", "orders"].records[number] = replace(order, number=number, placed_at=at)
        owners = Owners(customers=frozenset({"C-1"}))
        await world.searching.index.put([OrderRow(number=number, source="erp", placed_at=at, owners=owners)])
    return world


PAGE = "query ($after: String) { orders(first: 1, after: $after) { edges { cursor node { number } } } }"


@pytest.mark.parametrize(
    ("principal", "order"), [(who(), "SO-3 SO-1 SO-2"), (who(DATED), "SO-3 SO-2 SO-1")], ids=["exact", "days"]
)
async def test_in_a_day_orders_follow_by_number_for_who_is_told_days(
    principal: Principal, order: str
) -> None:
    world, after, seen, told = await placed(10, 5, 30), None, [], ""
    for _ in range(3):
        (edge,) = (await data(world, PAGE, principal, {"after": after}))["orders"]["edges"]
        after = edge["cursor"]
        seen.append(edge["node"]["number"])
        told += base64.urlsafe_b64decode(after + "==").decode()
    assert " ".join(seen) == order
    assert ("T10:00:00" in told) == (principal == who())
    assert told.count("T00:00:00") == (0 if principal == who() else 3)


async def test_a_cursor_of_an_exact_time_is_no_probe() -> None:
    world = await placed(10, 5)
    (edge,) = (await data(world, PAGE, who(), {}))["orders"]["edges"]
    refused = cause(await ask(world, PAGE, who(DATED), {"after": edge["cursor"]}))
    assert isinstance(refused, BadInput)
    assert refused.field == "after"


@pytest.mark.parametrize(
    ("text", "needed"),
    [("1Z1", Scope.SHIPMENTS_READ), ("SHE-1", Scope.SHIPMENTS_READ), ("RMA-1", Scope.RETURNS_READ)],
)
async def test_a_text_means_nothing_that_its_asker_may_not_see(text: str, needed: Scope) -> None:
    world = SmallWorld()
    await world.searching.index.put([SO_1])
    document = f'{{ find(text: "{text}") {{ order {{ number }} }} }}'
    assert await data(world, document, who()) == {"find": [{"order": {"number": "SO-1"}}]}
    assert await data(world, document, who(AS_IT_IS, needed)) == {"find": []}


def test_an_amount_is_nothing_that_inputs_compare_with() -> None:
    rights = FieldRights(EVERYTHING, Shapes(quantity=YesNo()))
    compared = {field for fields in COMPARED.values() for field in fields.values()}
    assert all(comparison(rights, field) == Comparison() for field in compared)
