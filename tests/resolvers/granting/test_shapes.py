"""Shapes at every way to a value: whatever leads to a field, it shows no more than the grant."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from graphql import ExecutionResult, execute, parse
from msgspec.structs import replace
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from domain.errors import NotGranted
from domain.identifiers import Identifier, IdentifierKind
from domain.orders import Address, Hold, InvoiceReference
from domain.partners import Grant, Principal
from domain.shapes.words import (
    AS_IT_IS,
    Band,
    Capped,
    Exact,
    FieldShape,
    PersonalShape,
    QuantityShape,
    Shapes,
    TimeShape,
    YesNo,
)
from domain.shapes.words import TIMES as TIME_KINDS
from domain.shipments import Estimate, Leg
from resolvers.granting.field_kinds import FIELD_KINDS
from tests.doubles.clock import START
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import EVERYTHING, SCHEMA, context_of, run_in

HOUR = timedelta(hours=1)
DATED = Shapes(time=TimeShape.DATE)
MASKED = Shapes(personal=PersonalShape.MASKED)
ABSENT = Shapes(personal=PersonalShape.ABSENT)
Variables = Mapping[str, object] | None
Execution = Callable[[SmallWorld, str, Principal, Variables], Awaitable[ExecutionResult]]
LATE = START + 41 * HOUR


def told_world() -> SmallWorld:
    """The small world with something personal, and a time, wherever there can be one."""
    world = SmallWorld()
    orders = world.reads["erp", "orders"].records
    orders["SO-1"] = replace(
        orders["SO-1"],
        ship_to=Address(
            name="Ann Smith",
            lines=("1 Main St", "Apt 4"),
            city="Reno",
            postal_code="89501",
            region="NV",
            country="US",
        ),
        promised_at=START + HOUR,
        as_of=START + HOUR,
        holds=(Hold(code="CR", reason="Ann Smith owes", since=START + HOUR),),
        invoices=(InvoiceReference(number="INV-7", issued_at=START + 2 * HOUR),),
    )
    customers = world.reads["erp", "customers"].records
    code = Identifier(IdentifierKind.CUSTOMER, "shop", "ann-0042")
    customers["C-1"] = replace(customers["C-1"], name="Ann Smith", identifiers=(code,))
    loads = world.reads["tms", "shipments"].records
    leg = Leg(sequence=1, carrier="PONE", origin="USEWR01", destination="1 Main St", departs_at=START + HOUR)
    estimate = Estimate(at=LATE, source="tms", told_at=START + 3 * HOUR)
    loads["SHE-1"] = replace(
        loads["SHE-1"],
        destination="1 Main St, Reno",
        promised_at=START + HOUR,
        legs=(leg,),
        estimates=(estimate,),
        as_of=START + HOUR,
    )
    tracks = world.reads["carrier", "tracking"].records
    out = replace(tracks["1Z1"].milestones[0], place="Reno, NV", reason="signed by A. Smith")
    tracks["1Z1"] = replace(tracks["1Z1"], milestones=(out,), as_of=START + HOUR)
    return world


def who(shapes: Shapes = AS_IT_IS) -> Principal:
    return Principal(partner="acme", grant=Grant(scopes=EVERYTHING, shapes=shapes))


async def by_plan(
    world: SmallWorld, text: str, principal: Principal, variables: Variables
) -> ExecutionResult:
    return await run_in(context_of(world, principal), text, variables)


async def by_graphql_core(
    world: SmallWorld, text: str, principal: Principal, variables: Variables
) -> ExecutionResult:
    context = context_of(world, principal)
    pending = execute(
        SCHEMA._schema,
        parse(text),
        context_value=context,
        variable_values=dict(variables or {}),
        executor_class=StrawberryGraphQLCoreExecutionContext,
    )
    result = await pending if inspect.isawaitable(pending) else pending
    context.batches.close()
    return result


each_execution = pytest.mark.parametrize("execution", [by_plan, by_graphql_core])


async def shown(execution: Execution, text: str, shapes: Shapes, **variables: object) -> Any:  # noqa: ANN401 - of either execution, whatever the text selects
    result = await execution(told_world(), text, who(shapes), variables)
    assert not result.errors, result.errors
    return result.data


PERSON = """fragment Person on Order {
  shipTo { name lines city postalCode region country }
  customer { code name email identifiers { kind instance value } }
  holds { code reason }
  shipments { reason destination legs { origin destination } milestones { code place reason } }
}"""
BY_NUMBER = '{ order(number: "SO-1") { ...Person } }' + PERSON
BY_KEY = (
    'query { _entities(representations: [{__typename: "Order", number: "SO-1"}]) { ...Person } }' + PERSON
)
BY_SHIPMENT = '{ shipment(id: "SHE-1") { orders { ...Person } } }' + PERSON


def the_order(data: Any) -> Any:  # noqa: ANN401 - whatever the route gave
    if "order" in data:
        return data["order"]
    return data["_entities"][0] if "_entities" in data else data["shipment"]["orders"][0]


each_route = pytest.mark.parametrize("route", [BY_NUMBER, BY_KEY, BY_SHIPMENT], ids=["number", "key", "box"])


@each_route
@each_execution
async def test_personal_data_in_full(execution: Execution, route: str) -> None:
    order = the_order(await shown(execution, route, AS_IT_IS))
    assert order["customer"]["email"] == "ann@example.net"
    assert order["shipTo"]["lines"] == ["1 Main St", "Apt 4"]
    assert order["holds"] == [{"code": "CR", "reason": "Ann Smith owes"}]
    (box,) = order["shipments"]
    assert box["destination"] == "1 Main St, Reno"
    assert box["legs"] == [{"origin": "USEWR01", "destination": "1 Main St"}]
    assert box["milestones"][-1]["place"] == "Reno, NV"
    assert box["reason"] == "signed by A. Smith"


@each_route
@each_execution
async def test_personal_data_masked(execution: Execution, route: str) -> None:
    order = the_order(await shown(execution, route, MASKED))
    assert order["shipTo"] == {
        "name": "A. S.",
        "lines": ["***"],
        "city": "Reno",
        "postalCode": "89***",
        "region": "NV",
        "country": "US",
    }
    assert order["customer"] == {
        "code": "C-1",
        "name": "A. S.",
        "email": "a***@e***.net",
        "identifiers": [{"kind": "CUSTOMER", "instance": "shop", "value": "***42"}],
    }
    assert order["holds"] == [{"code": "CR", "reason": "***"}]
    (box,) = order["shipments"]
    assert (box["reason"], box["destination"]) == ("***", "***")
    assert box["legs"] == [{"origin": "***", "destination": "***"}]
    assert box["milestones"][-1] == {"code": "OUT_FOR_DELIVERY", "place": "***", "reason": "***"}


@each_route
@each_execution
async def test_personal_data_absent(execution: Execution, route: str) -> None:
    order = the_order(await shown(execution, route, ABSENT))
    assert order["shipTo"] is None
    assert order["customer"] == {"code": "C-1", "name": None, "email": None, "identifiers": None}
    assert order["holds"] == [{"code": "CR", "reason": None}]
    (box,) = order["shipments"]
    assert (box["reason"], box["destination"]) == (None, None)
    assert box["legs"] == [{"origin": None, "destination": None}]
    assert {(each["place"], each["reason"]) for each in box["milestones"]} == {(None, None)}


@each_execution
async def test_what_is_absent_is_not_asked_for(execution: Execution) -> None:
    world = told_world()
    text = '{ shipment(id: "SHE-1") { id reason destination } }'
    result = await execution(world, text, who(ABSENT), None)
    assert result.data == {"shipment": {"id": "SHE-1", "reason": None, "destination": None}}
    assert not world.reads["carrier", "tracking"].calls, "the reason is told by carriers"


TIMES = """{
  order(number: "SO-1") {
    placedAt promisedAt asOf
    lines { promisedAt }
    holds { since releasedAt }
    invoices { issuedAt }
    milestones { occurredAt recordedAt }
    overdue { dueAt }
    shipments {
      promisedAt asOf eta { at toldAt } estimates { at } delay { seconds since } overdue { dueAt }
      legs { departsAt arrivesAt } milestones { occurredAt } freshness { asOf verifiedAt }
    }
    returns { asOf milestones { occurredAt } }
    freshness { asOf verifiedAt }
  }
  track(trackingNumber: "1Z1") { asOf milestones { occurredAt } }
  purchaseOrder(number: "PU-1") { placedAt asOf lines { expectedAt } }
  stockPositions(skus: ["AX-1"]) { asOf figures { asOf } freshness { asOf verifiedAt } }
  products(skus: ["AX-1"]) { asOf }
  locations(codes: ["EAST"]) { asOf }
  availability(skus: ["AX-1"]) { earliest segments { at } explain { asOf verifiedAt } }
}"""


def texts(value: Any) -> list[str]:  # noqa: ANN401 - any part of an answer
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


@each_execution
async def test_times_to_the_day(execution: Execution) -> None:
    exact, dated = await shown(execution, TIMES, AS_IT_IS), await shown(execution, TIMES, DATED)
    assert len(texts(dated)) == len(texts(exact)) > 30
    assert [text for text in texts(dated) if not text.endswith("T00:00:00Z")] == []
    assert [text[:10] for text in texts(dated)] == [text[:10] for text in texts(exact)]
    assert sum(text.endswith("T00:00:00Z") for text in texts(exact)) == 0
    (of_exact,), (of_dated,) = exact["order"]["shipments"], dated["order"]["shipments"]
    assert of_exact["delay"]["seconds"] == (LATE - START - HOUR).total_seconds()
    assert of_dated["delay"] == {"seconds": 2 * 86_400, "since": "2026-03-02T00:00:00Z"}


def test_no_time_of_the_graph_is_left_out_of_the_test() -> None:
    times = {field for kinds in FIELD_KINDS.values() for field, kind in kinds.items() if kind in TIME_KINDS}
    assert {field for field in times if field not in TIMES} == set()


STOCK = """{
  availability(skus: ["AX-1"]) {
    available { amount unit atLeast band inStock }
    locations { location available { amount atLeast band inStock } }
  }
  products(skus: ["AX-1"]) { availability { available { amount atLeast band inStock } } }
}"""


def amount(number: str | None, band: str | None, *, more: bool = False) -> dict[str, object]:
    return {"amount": number, "atLeast": more, "band": band, "inStock": True}


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (Exact(), amount("70", "IN_STOCK")),
        (Exact(Decimal(100)), amount("70", "LOW")),
        (Capped(Decimal(20)), amount("20", "IN_STOCK", more=True)),
        (Capped(Decimal(200), low=Decimal(90)), amount("70", "LOW")),
        (Band(Decimal(69)), amount(None, "IN_STOCK")),
        (Band(Decimal(70)), amount(None, "LOW")),
        (YesNo(), amount(None, None)),
    ],
)
@each_execution
async def test_how_much_there_is_to_promise(execution: Execution, by: QuantityShape, told: object) -> None:
    data = await shown(execution, STOCK, Shapes(quantity=by))
    (one,), (product,) = data["availability"], data["products"]
    unit = one["available"].pop("unit")
    assert unit == "EA"
    assert one["available"] == told
    assert product["availability"]["available"] == told
    assert one["locations"] == [{"location": "EAST", "available": told}]


@pytest.mark.parametrize("by", [Capped(Decimal(5)), Band(), YesNo()])
@each_execution
async def test_figures_are_told_exactly_or_refused_each_by_itself(
    execution: Execution,
    by: QuantityShape,
) -> None:
    world = told_world()
    text = '{ stockPositions(skus: ["AX-1"]) { sku location unit onHand { amount } figures { source } } }'
    result = await execution(world, text, who(Shapes(quantity=by)), None)
    assert result.data == {
        "stockPositions": [{"sku": "AX-1", "location": "EAST", "unit": "EA", "onHand": None, "figures": None}]
    }
    paths = {tuple(error.path or ()): error for error in result.errors or ()}
    assert set(paths) == {("stockPositions", 0, "onHand"), ("stockPositions", 0, "figures")}
    for (_, _, field), error in paths.items():
        assert isinstance(error.original_error, NotGranted)
        assert error.message == f"StockPosition.{field} needs the quantity shape exact"


@each_execution
async def test_one_figure_may_be_granted_by_itself(execution: Execution) -> None:
    own = FieldShape(field="StockPosition.sellable", quantity=Exact())
    shapes = Shapes(quantity=YesNo(), fields=(own,))
    result = await execution(
        told_world(),
        '{ stockPositions(skus: ["AX-1"]) { sellable { amount } picked { amount } } }',
        who(shapes),
        None,
    )
    assert result.data == {"stockPositions": [{"sellable": {"amount": "100"}, "picked": None}]}
    assert len(result.errors or ()) == 1


@each_execution
async def test_what_was_ordered_is_told_in_full_whatever_the_shape(execution: Execution) -> None:
    text = '{ order(number: "SO-1") { lines { ordered { amount } quantities { shipped { amount } } } } }'
    assert await shown(execution, text, Shapes(quantity=YesNo())) == await shown(execution, text, AS_IT_IS)


@each_execution
async def test_aliases_and_fragments_lead_to_the_same_shape(execution: Execution) -> None:
    text = """{ order(number: "SO-1") {
      a: placedAt ... on Order { b: placedAt ...F } ... @include(if: true) { d: placedAt }
    } } fragment F on Order { c: placedAt }"""
    data = await shown(execution, text, DATED)
    assert set(data["order"].values()) == {"2026-02-27T00:00:00Z"}
    assert len(data["order"]) == 4
