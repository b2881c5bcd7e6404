"""Of whatever world, to whatever rows: no foreign key, no foreign name, and no way to tell what is hidden."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import BackendUnavailable
from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.ports.backends import FULFILMENTS, ORDERS
from domain.ports.reading import Found
from domain.rows.whose import of_order
from domain.search.orders import OrderRow
from domain.search.terms import TermKind, looked_up
from tests.doubles.recording import Recorded
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import EVERYTHING
from tests.resolvers.rows.asking_rows import Said, say
from tests.resolvers.rows.random_worlds import (
    CARRIERS,
    CUSTOMERS,
    MOST,
    PLANS,
    SCOPES,
    Plan,
    number,
    world_of,
)

BOX = """fragment Box on Shipment {
  id status carrier trackingNumbers packages { id trackingNumber } contents { order line package }
  legs { carrier trackingNumber } identifiers { value } milestones { reference line } estimates { at }
  eta { at } overdue { milestone } freshness { source } origin { code }
}"""
WHOLE = """fragment Whole on Order {
  number status returnStatus customer { code } identifiers { value } overdue { milestone }
  milestones { reference line } returns { number order } freshness { source }
  lines { id location { code } product { sku identifiers { value } } quantities { shipped { amount } }
    shipments { package shipment { ...Box orders { number } } } }
  shipments { ...Box orders { number } }
}"""
ALL = """query ($order: String!, $shipment: String!, $return: String!, $track: String!, $bought: String!) {
  order(number: $order) { ...Whole }
  shipment(id: $shipment) { ...Box orders { ...Whole } }
  return(number: $return) { number order }
  track(trackingNumber: $track) { trackingNumber references milestones { reference } }
  purchaseOrder(number: $bought) { number supplier location identifiers { value } }
  orders(first: 10) { totalCount edges { node { ...Whole } } }
  find(text: $track) { kind order { number } shipment { ...Box } }
  locations { code } stockPositions(skus: ["AX-1"]) { location } availability(skus: ["AX-1"]) { sku }
}"""
DOCUMENT = f"{ALL} {WHOLE} {BOX}"
ONE = {
    "order": "query ($id: String!) { order(number: $id) { ...Whole } }" + WHOLE + BOX,
    "shipment": "query ($id: String!) { shipment(id: $id) { ...Box orders { ...Whole } } }" + WHOLE + BOX,
    "return": "query ($id: String!) { return(number: $id) { number order } }",
    "track": "query ($id: String!) { track(trackingNumber: $id) { trackingNumber references } }",
    "bought": "query ($id: String!) { purchaseOrder(number: $id) { number supplier } }",
    "find": "query ($id: String!) { find(text: $id) { kind value order { number } shipment { id } } }",
    "orders": "query ($id: String!) { orders(filter: { number: $id }) { totalCount edges { cursor } } }",
    "tracked": "query ($id: String!) { orders(filter: { trackingNumber: $id }) { totalCount } }",
}
KINDS = {
    "order": (TermKind.ORDER,),
    "shipment": (TermKind.SHIPMENT,),
    "return": (TermKind.RETURN,),
    "track": (TermKind.TRACKING,),
    "orders": (TermKind.ORDER,),
    "tracked": (TermKind.TRACKING,),
    "find": tuple(TermKind),
}
PLACES, BOXES = st.integers(0, MOST - 1), st.integers(0, 2)
NAMES = {
    "order": (PLACES.map(number), "SO-9X"),
    "orders": (PLACES.map(number), "SO-9X"),
    "shipment": (BOXES.map("SHE-{}X".format), "SHE-9X"),
    "return": (PLACES.map(lambda place: f"RMA-{number(place)}"), "RMA-SO-9X"),
    "track": (st.builds("1Z-SO-{}X-{}".format, PLACES, BOXES), "1Z-SO-9X-0"),
    "tracked": (BOXES.map("PRO-{}X".format), "PRO-9X"),
    "find": (st.builds("1Z-SO-{}X-{}".format, PLACES, BOXES) | PLACES.map(number), "1Z-SO-9X-0"),
    "bought": (st.builds("PU-V-{}-{}".format, st.integers(1, 2), PLACES), "PU-V-9-9"),
}
_NAMED_BY = {
    "shipments": (),
    "returns": (("RMA", ""),),
    "tracking": tuple(("1Z", f"-{box}") for box in range(3)),
}
"""What an order's own records name, by port: what stands before and after its number."""

SYSTEMS = st.frozensets(st.sampled_from(("erp", "wms_east", "tms", "carrier")), max_size=2)


class Case(NamedTuple):
    """One world, one asker, one name."""

    plan: Plan
    rows: RowScope
    field: str
    name: str
    dead: frozenset[str]


def asker(rows: RowScope) -> Principal:
    return Principal(partner="p", grant=Grant(scopes=EVERYTHING, rows=rows))


def part_of_index(world: SmallWorld, rows: RowScope) -> dict[str, OrderRow]:
    """The rows that the asker's scope shows."""
    held = world.searching.index.held
    return {name: row for name, row in held.items() if decide_row(asker(rows), row.owners) is ALLOW}


def terms(rows: Mapping[str, OrderRow], *kinds: TermKind) -> set[str]:
    return {one.value for row in rows.values() for one in row.terms if one.kind in kinds}


async def own_orders(world: SmallWorld, rows: RowScope) -> set[str]:
    """The orders that are the asker's by the index and by what every system says now."""
    indexed = list(part_of_index(world, rows))
    demand = world.clock.within()
    told = await world.readers.of(ORDERS).read(indexed, demand) if indexed else {}
    made = await world.readers.of(FULFILMENTS).read(indexed, demand) if indexed else {}
    own = set()
    for name, order in told.items():
        fulfilment = made[name]
        boxes = fulfilment.value.shipments if isinstance(fulfilment, Found) else ()
        if isinstance(order, Found) and decide_row(asker(rows), of_order(order.value, boxes)) is ALLOW:
            own.add(name)
    return own


async def is_hidden(world: SmallWorld, case: Case) -> bool:
    """Whether the asker's part of the index lacks the name."""
    if case.field == "bought":
        return case.name not in await world.searching.purchases.known([case.name], case.rows)
    mine = part_of_index(world, case.rows)
    if case.field == "order":
        return case.name not in mine
    kinds = KINDS[case.field]
    return looked_up(kinds[0], case.name) not in terms(mine, *kinds)


def foreign_keys(
    recorded: Recorded, world: SmallWorld, rows: RowScope, own: set[str]
) -> Iterator[tuple[str, object]]:
    """Keys that readers were asked for, and that nothing admits: no term of the index, and no own record."""
    mine = part_of_index(world, rows)
    for port in ("orders", "fulfilments", "progress"):
        yield from ((port, key) for key in recorded.keys(port) - set(mine))
    for port, kind in (
        ("shipments", TermKind.SHIPMENT),
        ("returns", TermKind.RETURN),
        ("tracking", TermKind.TRACKING),
    ):
        known = terms(mine, kind) | {
            looked_up(kind, f"{first}-{name}{last}") for name in own for first, last in _NAMED_BY[port]
        }
        yield from ((port, key) for key in recorded.keys(port) if looked_up(kind, str(key)) not in known)
    bought = world.searching.purchases.held
    for key in recorded.keys("purchase_orders"):
        if rows.suppliers is not None and bought[str(key)].supplier not in rows.suppliers:
            yield "purchase_orders", key
    places = recorded.keys("locations") | {key.location for key in recorded.keys("stock")}  # type: ignore[attr-defined] # keys of stock
    if rows.locations is not None:
        yield from (("places", key) for key in places - rows.locations)
    if rows.customers is not None:
        yield from (("customers", key) for key in recorded.keys("customers") - rows.customers)
    yield from (("references", key) for key in recorded.keys("orders_by_reference"))


def foreign_names(said: Said, own: set[str], world: SmallWorld, rows: RowScope) -> Iterator[str]:
    """Names of others in an answer."""
    text = repr(said.data) + repr(said.errors)
    records = world.reads["erp", "orders"].records
    mine = {records[name].customer for name in own}
    yield from (name for place in range(MOST) if (name := number(place)) in text and name not in own)
    yield from (one for one in {*CUSTOMERS, "C-9"} - mine if f"'{one}'" in text)
    if rows.carriers is not None:
        yield from (one for one in set(CARRIERS) - rows.carriers if one in text)
    for name, order in world.searching.purchases.held.items():
        if name in text and (rows.suppliers is None or order.supplier not in rows.suppliers):
            yield from () if rows.suppliers is None and rows.locations else (name,)


def kill(world: SmallWorld, dead: frozenset[str]) -> SmallWorld:
    for (instance, _), read in world.reads.items():
        if instance in dead:
            read.error = BackendUnavailable("is down", backend=instance)
    return world


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all examples."""
    with asyncio.Runner() as running:
        yield running


@pytest.mark.parametrize("field", sorted(ONE))
def test_what_is_hidden_takes_the_way_of_what_is_not_there(field: str, runner: asyncio.Runner) -> None:
    met: list[Case] = []

    async def check(case: Case) -> None:
        if not await is_hidden(await world_of(case.plan), case):
            return
        met.append(case)
        said: list[Any] = []
        for name in (case.name, NAMES[case.field][1]):
            world = kill(await world_of(case.plan), case.dead)
            one = await say(world, ONE[case.field], asker(case.rows), {"id": name})
            assert world.calls() == {} or case.field == "find", "find asks for an item of the name"
            said.append(one.without(name))
        assert said[0] == said[1]

    @settings(max_examples=25, deadline=None)
    @given(case=st.builds(Case, PLANS, SCOPES, st.just(field), NAMES[field][0], SYSTEMS))
    def every(case: Case) -> None:
        runner.run(check(case))

    every()
    assert met


def test_no_answer_rests_on_a_foreign_key_or_shows_a_foreign_name(runner: asyncio.Runner) -> None:
    seen = {"own": 0, "foreign": 0}

    async def check(plan: Plan, rows: RowScope, asked: Mapping[str, str], dead: frozenset[str]) -> None:
        own = await own_orders(await world_of(plan), rows)
        world = kill(await world_of(plan), dead)
        said = await say(world, DOCUMENT, asker(rows), asked)
        seen["own" if own else "foreign"] += 1
        assert list(foreign_keys(said.recorded, world, rows, own)) == []
        assert list(foreign_names(said, own, world, rows)) == []
        assert {call[-1] for call in said.recorded.of("index.named", "index.known")} <= {rows}
        assert {call[2] for call in said.recorded.of("index.search")} == {rows}
        assert said.recorded.of("learner.learn") == []
        if not dead:
            shown = [edge["node"]["number"] for edge in said.data["orders"]["edges"] if edge["node"]]
            assert set(shown) == own, "whoever may see one sees it"

    @settings(max_examples=40, deadline=None)
    @given(
        plan=PLANS,
        rows=SCOPES,
        asked=st.fixed_dictionaries(
            {field: NAMES[field][0] for field in ("order", "shipment", "return", "track", "bought")}
        ),
        dead=st.just(frozenset[str]()) | SYSTEMS,
    )
    def every(plan: Plan, rows: RowScope, asked: Mapping[str, str], dead: frozenset[str]) -> None:
        runner.run(check(plan, rows, asked, dead))

    every()
    assert min(seen.values()) > 0
