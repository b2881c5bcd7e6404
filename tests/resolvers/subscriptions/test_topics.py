"""What each subscription is about: which events of the log, and the things that they touch."""

from typing import Any

from msgspec.structs import replace

from domain.events.owners import Owners
from domain.events.payloads import ShipmentNews
from domain.exceptions import CaseState, ExceptionCase, Finding
from domain.milestones import MilestoneCode
from domain.partners import Principal, RowScope
from tests.doubles.clock import START
from tests.doubles.small_rows import indexed
from tests.gateway.execution.following import BOTH, MOVED, OTHER, PICKED, Following, event, roots
from tests.resolvers.asking import ANN, DESK
from tests.resolvers.rows.asking_rows import held_to

SHIPMENTS = """
subscription ($numbers: [String!], $carrier: String) {
  shipmentChanged(trackingNumbers: $numbers, carrier: $carrier) {
    kind event { type } shipment { id orders { number } }
  }
}
"""
CASES = """
subscription ($filter: ExceptionFilterInput) {
  exceptionChanged(filter: $filter) { kind event { type } exception { id code state } gap { reread } }
}
"""
SCANNED = event(
    "shipment.milestone",
    "tracking:1Z1",
    data=ShipmentNews(milestone=MilestoneCode.DELIVERED, tracking_number="1Z1"),
)
RAIL = replace(MOVED, id="rail", owners=replace(BOTH, carriers=frozenset({"RAIL"})))


async def shipments(following: Following, principal: Principal = DESK, **variables: Any) -> list[Any]:  # noqa: ANN401 - values of GraphQL
    """What is told of all events so far that the asker's stream is about."""
    live = await following.live(SHIPMENTS, principal, variables)
    assert following.log is not None
    page = await following.log.after(0, live.wanted, principal.grant.rows, first=9)
    return roots(await live.told(principal, page.events))


async def test_shipments_are_followed_by_their_numbers() -> None:
    following = Following()
    await following.append(MOVED, SCANNED, PICKED)
    told = await shipments(following, numbers=["1Z1", "1Z9"])
    assert [(one["event"]["type"], one["shipment"]["id"]) for one in told] == [
        ("shipment.milestone", "SHE-1"),
        ("shipment.milestone", "SHE-1"),
    ]
    assert await shipments(following, numbers=["1Z9"]) == []


async def test_their_state_comes_first() -> None:
    live = await Following().live(SHIPMENTS, variables={"numbers": ["1Z1", "1Z9"]})
    (told,) = roots(await live.snapshot(DESK, 0))
    assert (told["kind"], told["event"], told["shipment"]["id"]) == ("SNAPSHOT", None, "SHE-1")


async def test_a_carriers_stream_is_of_its_shipments() -> None:
    following = Following()
    await following.append(MOVED, RAIL)
    assert len(await shipments(following, carrier="RAIL")) == 1
    assert len(await shipments(following)) == 2
    assert await shipments(following, held_to(carriers="PONE"), carrier="RAIL") == []


async def test_who_carries_besides_is_not_found_out_by_asking_for_it() -> None:
    following, pone = Following(), held_to(carriers="PONE")
    both = replace(MOVED, owners=replace(BOTH, carriers=frozenset({"PONE", "RAIL"})))
    await following.append(both)
    assert len(await shipments(following, pone, carrier="PONE")) == 1
    assert await shipments(following, pone, carrier="RAIL") == []


async def test_of_a_shared_box_own_orders_alone_are_shown() -> None:
    following = Following()
    await following.append(MOVED, OTHER)
    (told,) = await shipments(following, ANN, numbers=["1Z1"])
    assert told["shipment"] == {"id": "SHE-1", "orders": [{"number": "SO-1"}]}


async def test_whose_box_it_is_not_follows_in_silence() -> None:
    following = Following()
    nobody = held_to(customers="C-9")
    await following.append(MOVED)
    assert await shipments(following, nobody, numbers=["1Z1"]) == []
    live = await following.live(SHIPMENTS, nobody, {"numbers": ["1Z1"]})
    assert live.wanted.keys == frozenset({"tracking:1Z1"}), "as of a number that nobody has"


def case(name: str, state: CaseState = CaseState.OPEN) -> ExceptionCase:
    finding = Finding(code="UNMAPPED_CODE", group=name, systems=("erp",), subjects=("source:erp",))
    return ExceptionCase(id=name, finding=finding, first_seen=START, last_seen=START, state=state)


def opened(name: str) -> Any:  # noqa: ANN401 - an event
    return event("exception.opened", f"exception:{name}", owners=Owners(known=False))


async def test_cases_come_as_they_are_by_then_where_the_filter_has_them() -> None:
    world = indexed()
    world.cases.held = {("U", one.id): one for one in (case("case-1"), case("case-2", CaseState.RESOLVED))}
    following = Following(world)
    live = await following.live(CASES, variables={"filter": {"states": ["OPEN"]}})
    assert [one["exception"]["id"] for one in roots(await live.snapshot(DESK, 0))] == ["case-1"]
    events = await following.append(opened("case-1"), opened("case-2"), opened("case-3"))
    (told,) = roots(await live.told(DESK, events))
    assert told["exception"] == {"id": "case-1", "code": "UNMAPPED_CODE", "state": "OPEN"}


async def test_cases_of_the_house_are_for_who_runs_it() -> None:
    following = Following()
    following.world.cases.held = {("U", "case-1"): case("case-1")}
    live = await following.live(CASES, ANN)
    assert await live.snapshot(ANN, 0) == []
    owned = replace(opened("case-1"), owners=BOTH)
    assert await live.told(ANN, await following.append(owned)) == []


async def test_an_order_that_changed_hands_is_told_without_its_record() -> None:
    following = Following()
    orders = following.world.reads["erp", "orders"].records
    orders["SO-1"] = replace(orders["SO-1"], customer="C-2")
    live = await following.live("subscription { orderChanged { event { type } order { number } } }", ANN)
    (told,) = roots(await live.told(ANN, await following.append(PICKED)))
    assert told == {"event": {"type": "order.picked"}, "order": None}
    assert ANN.grant.rows == RowScope(customers=frozenset({"C-1"}))


async def test_a_carriers_scan_is_of_the_shipment_that_the_crosswalk_knows() -> None:
    following = Following()
    known = replace(SCANNED, related=("shipment:SHE-1",))
    await following.append(known, replace(SCANNED, id="unknown"))
    assert [one["shipment"]["id"] for one in await shipments(following)] == ["SHE-1"]
    assert len(await shipments(following, numbers=["1Z1"])) == 2
