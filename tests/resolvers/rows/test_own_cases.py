"""Exception cases of who is held to some rows: its own, counted as such, and to be worked on."""

from datetime import timedelta

from domain.exceptions import CaseState, Finding, unmapped
from domain.folds.overdue import OVERDUE
from domain.stock import STOCK_NEGATIVE
from tests.doubles.clock import START
from tests.doubles.small_rows import indexed
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, data
from tests.resolvers.rows.asking_rows import held_to, say

LIST = """query ($after: String) { exceptions(first: 2, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  edges { node { id subjects impact { orders skus customers locations } } }
} }"""
ONE = "query ($id: String!) { exception(id: $id) { id subjects } }"
ASSIGN = 'mutation ($id: String!) { assignException(id: $id, owner: "x") { exception { id state } } }'
RESOLVE = 'mutation ($id: String!) { resolveException(id: $id, note: "x") { exception { id state } } }'
ANN, BOB, EAST = held_to(customers="C-1"), held_to(customers="C-2"), held_to(locations="EAST")


async def world_with_cases() -> SmallWorld:
    """One case each of SO-1, SO-2 and stock at both places, and one of a mapping."""
    world = indexed()
    found = [
        Finding(code=OVERDUE, group="order:SO-1/SHIPPED/", subjects=("order:SO-1",)),
        Finding(code=OVERDUE, group="order:SO-2/SHIPPED/", subjects=("order:SO-2",)),
        Finding(code=STOCK_NEGATIVE, group="AX-1@EAST", subjects=("sku:AX-1@EAST",)),
        Finding(code=STOCK_NEGATIVE, group="AX-1@WEST", subjects=("sku:AX-1@WEST",)),
        unmapped("erp", "status", "ZZ", "order:SO-1"),
    ]
    for minutes, finding in enumerate(found):
        await world.cases.raise_all([finding], START + timedelta(minutes=minutes))
    return world


async def test_each_sees_its_own() -> None:
    world = await world_with_cases()
    for asker, subjects in (
        (ANN, ["order:SO-1"]),
        (BOB, ["order:SO-2"]),
        (EAST, ["sku:AX-1@EAST", "order:SO-2", "order:SO-1"]),
        (held_to(carriers="PONE"), ["order:SO-2", "order:SO-1"]),
        (held_to(suppliers="V-1"), []),
    ):
        page = (await say(world, LIST, asker)).data["exceptions"]
        assert page["totalCount"] == len(subjects)
        assert [edge["node"]["subjects"] for edge in page["edges"]] == [[one] for one in subjects[:2]]
        assert set(world.cases.asked) == {asker.grant.rows}, "no question without the row scope"
        world.cases.asked.clear()
    everything = (await data(world, LIST))["exceptions"]
    assert everything["totalCount"] == 5


async def test_a_cursor_of_who_sees_all_shows_a_row_scope_its_own_alone() -> None:
    world = await world_with_cases()
    first = (await say(world, LIST, DESK)).data["exceptions"]["pageInfo"]
    page = (await say(world, LIST, ANN, {"after": first["endCursor"]})).data["exceptions"]
    assert [edge["node"]["subjects"] for edge in page["edges"]] == [["order:SO-1"]]


async def test_what_they_touch_is_told_of_own_orders_and_without_those_who_wait() -> None:
    world = await world_with_cases()
    said = await say(world, LIST, EAST)
    stock, order = (edge["node"]["impact"] for edge in said.data["exceptions"]["edges"])
    assert stock == {"orders": [], "skus": ["AX-1"], "customers": [], "locations": ["EAST"]}
    assert order["orders"] == ["SO-2"]
    assert said.recorded.keys("impact") == {"order:SO-2"}


async def test_another_s_case_is_what_is_not_there() -> None:
    world = await world_with_cases()
    ids = {case.finding.group: case.id for case in await world.cases.cases()}
    for document in (ONE, ASSIGN, RESOLVE):
        foreign = ("order:SO-2/SHIPPED/", "AX-1@EAST", "erp/status/ZZ")
        hidden = [await say(world, document, ANN, {"id": ids[group]}) for group in foreign]
        unknown = await say(world, document, ANN, {"id": "case-99"})
        assert {one.without(*ids.values(), "case-99") for one in hidden} == {unknown.without("case-99")}
        assert unknown.codes == ["NOT_FOUND"]
    assert {case.state for case in await world.cases.cases()} == {CaseState.OPEN}


async def test_one_s_own_is_shown_and_worked_on() -> None:
    world = await world_with_cases()
    (own,) = [case.id for case in await world.cases.cases() if case.finding.group.startswith("order:SO-1")]
    shown = (await say(world, ONE, ANN, {"id": own})).data["exception"]
    assert shown == {"id": own, "subjects": ["order:SO-1"]}
    for document, field, state in ((ASSIGN, "assign", "ASSIGNED"), (RESOLVE, "resolve", "RESOLVED")):
        done = (await say(world, document, ANN, {"id": own})).data[f"{field}Exception"]
        assert done == {"exception": {"id": own, "state": state}}


async def test_whoever_sees_every_row_is_told_as_before() -> None:
    world = await world_with_cases()
    assert (await data(world, ONE, DESK, {"id": "case-99"}))["exception"] is None
    assert (await say(world, ASSIGN, DESK, {"id": "case-99"})).codes == ["BAD_INPUT"]
