"""Subscriptions by the engine: the state first, then each event, with the cursor to go on from."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.errors import BackendUnavailable
from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.log.records import Gap
from domain.partners import Grant, Principal, RowScope, Scope
from tests.doubles.small_rows import indexed
from tests.doubles.small_world import SmallWorld
from tests.gateway.execution.following import (
    MOVED,
    OTHER,
    PICKED,
    Following,
    bodies,
    counted,
    event,
    later,
    roots,
)
from tests.resolvers.asking import ANN, DESK, EVERYTHING, may

ORDERS = """
subscription ($numbers: [String!], $customer: String, $after: String) {
  orderChanged(numbers: $numbers, customer: $customer, after: $after) {
    kind cursor event { type related data } order { number } gap { restart reread keys }
  }
}
"""
ITEMS = """
subscription ($skus: [String!]!, $after: String) {
  availabilityChanged(skus: $skus, after: $after) {
    kind cursor availability { sku available { amount band } } gap { reread keys }
  }
}
"""


def place(position: int) -> str:
    return cursors.written(LogCursor("here", position))


async def test_the_state_comes_first_then_what_happens() -> None:
    following = Following()
    live = await following.live(ORDERS, variables={"numbers": ["SO-1", "SO-2", "SO-99"]})
    items = await live.snapshot(DESK, 4)
    told = roots(items)
    assert [(one["kind"], one["order"]["number"]) for one in told] == [
        ("SNAPSHOT", "SO-1"),
        ("SNAPSHOT", "SO-2"),
    ]
    assert [one["cursor"] for one in told] == [item.cursor or None for item in items] == [None, place(4)]
    items = await live.told(DESK, await following.append(PICKED))
    (picked,) = roots(items)
    assert (picked["kind"], picked["cursor"], items[0].cursor) == ("EVENT", place(1), place(1))
    assert (picked["event"]["type"], picked["order"]["number"]) == ("order.picked", "SO-1")


async def test_a_shipments_milestone_reaches_each_of_its_orders() -> None:
    following = Following()
    live = await following.live(ORDERS, variables={"numbers": ["SO-1", "SO-2"]})
    assert live.wanted.keys == frozenset({"order:SO-1", "order:SO-2"})
    items = await live.told(DESK, await following.append(MOVED, PICKED))
    told = [(one["event"]["type"], one["order"]["number"], one["cursor"]) for one in roots(items)]
    assert told == [
        ("shipment.milestone", "SO-1", None),
        ("shipment.milestone", "SO-2", place(1)),
        ("order.picked", "SO-1", place(2)),
    ]
    assert len(following.world.reads["erp", "orders"].calls) == 1, "they are read together"


async def test_who_is_held_to_rows_hears_of_its_own_alone() -> None:
    following = Following()
    live = await following.live(ORDERS, ANN, {"numbers": ["SO-1", "SO-2"]})
    assert [one["order"]["number"] for one in roots(await live.snapshot(ANN, 0))] == ["SO-1"]
    items = await live.told(ANN, await following.append(MOVED, PICKED, OTHER))
    assert [(one["order"]["number"], one["event"]["related"]) for one in roots(items)] == [
        ("SO-1", ["order:SO-1"]),
        ("SO-1", []),
    ]
    assert b"SO-2" not in b"".join(item.body for item in items)


async def test_who_asks_for_others_by_whatever_argument_hears_nothing() -> None:
    following = Following()
    events = await following.append(MOVED, OTHER)
    for variables in ({"numbers": ["SO-2"]}, {"customer": "C-2"}):
        live = await following.live(ORDERS, ANN, variables)
        assert await live.snapshot(ANN, 0) == []
        assert await live.told(ANN, events) == []
    by_key = 'subscription { events(filter: {keys: ["order:SO-2"]}) { event { type } } }'
    assert await (await following.live(by_key, ANN)).told(ANN, events) == []


async def test_of_a_shared_box_a_customers_stream_tells_its_orders() -> None:
    following = Following()
    live = await following.live(ORDERS, variables={"customer": "C-2"})
    items = await live.told(DESK, await following.append(MOVED, OTHER))
    assert [one["order"]["number"] for one in roots(items)] == ["SO-2", "SO-2"]


async def test_events_of_families_that_are_not_granted_are_not_told() -> None:
    following = Following()
    reader = may(Scope.ORDERS_READ)
    live = await following.live(ORDERS, reader, {"numbers": ["SO-1"]})
    assert live.wanted.types == frozenset({"order"})
    items = await live.told(reader, await following.append(MOVED, PICKED))
    assert [one["event"]["type"] for one in roots(items)] == ["order.picked"]
    assert "Ann" not in items[0].body.decode(), "a reason is in somebody's own words"


async def test_a_gap_says_what_to_read_again_and_where_to_go_on() -> None:
    live = await Following().live(ORDERS, variables={"numbers": ["SO-1"], "after": place(2)})
    assert live.after == LogCursor("here", 2)
    item = live.gap(Gap(7))
    (told,) = roots([item])
    assert item.cursor == told["cursor"] == place(7)
    assert (told["kind"], told["order"], told["event"]) == ("GAP", None, None)
    assert told["gap"] == {"restart": place(7), "reread": "ORDERS", "keys": ["SO-1"]}


async def test_a_heartbeat_says_how_far_all_was_told() -> None:
    following = Following()
    live = await following.live(ORDERS)
    item = live.heartbeat(9)
    (told,) = roots([item])
    assert (told["kind"], told["cursor"], item.cursor) == ("HEARTBEAT", place(9), place(9))
    assert following.world.calls() == {}


async def test_availability_is_the_latest_of_each_item_with_one_cursor() -> None:
    following = Following()
    live = await following.live(ITEMS, variables={"skus": ["AX-1", "AX-2"]})
    assert live.conflated
    assert [one["cursor"] for one in roots(await live.snapshot(DESK, 0))] == [None, place(0)]
    live = await following.live(ITEMS, variables={"skus": ["AX-1", "AX-2"]})
    following.world.clock.advance(timedelta(seconds=1))
    events = await following.append(
        counted(id="1"), counted("WEST", "AX-2", id="2"), counted(id="3"), counted(sku="AX-9", id="4")
    )
    items = await live.told(DESK, events)
    assert [(one["availability"]["sku"], one["cursor"]) for one in roots(items)] == [
        ("AX-1", None),
        ("AX-2", place(4)),
    ]
    assert [item.cursor for item in items] == ["", place(4)]


async def test_what_failed_is_told_at_its_place_and_the_stream_goes_on() -> None:
    following = Following()
    live = await following.live(ORDERS, variables={"numbers": ["SO-1"]})
    following.world.reads["erp", "orders"].error = BackendUnavailable("away", backend="erp")
    (item,) = await live.told(DESK, await following.append(PICKED))
    (body,) = bodies([item])
    assert body["data"]["orderChanged"]["order"] is None
    assert body["data"]["orderChanged"]["event"]["type"] == "order.picked"
    assert body["errors"][0]["path"] == ["orderChanged", "order"]
    assert body["errors"][0]["extensions"]["code"] == "BACKEND_UNAVAILABLE"
    assert [entry["state"] for entry in body["extensions"]["freshness"]] == ["UNAVAILABLE"]
    assert item.cursor == place(1)


async def test_what_is_shown_says_how_fresh_it_is() -> None:
    live = await (following := Following()).live(ORDERS, variables={"numbers": ["SO-1"]})
    (body,) = bodies(await live.told(DESK, await following.append(PICKED)))
    assert {entry["source"] for entry in body["extensions"]["freshness"]} == {"erp"}


async def test_what_a_source_says_to_have_changed_is_read_anew() -> None:
    following = Following(indexed(SmallWorld(remembers=True)))
    live = await following.live(ORDERS, variables={"numbers": ["SO-1"]})
    await live.snapshot(DESK, 0)
    reads = following.world.reads["erp", "orders"]
    following.world.clock.advance(timedelta(seconds=1))
    plain = replace(PICKED, id="plain", recorded_at=following.world.clock.now())
    await live.told(DESK, await following.append(plain))
    assert len(reads.calls) == 1, "whoever took the event in has told the cache of it"
    changed = event("order.changed", "order:SO-1", recorded_at=following.world.clock.now())
    (item,) = await live.told(DESK, await following.append(changed))
    assert len(reads.calls) == 2
    (body,) = bodies([item])
    assert body["extensions"]["freshness"][0]["fetchedAt"] == "2026-03-02T08:00:01Z"
    again = replace(changed, id="again", recorded_at=later(0))
    await live.told(DESK, await following.append(again))
    assert len(reads.calls) == 2, "what was read since is new enough"


SHAPED = Principal(
    partner="shop", grant=Grant(scopes=EVERYTHING, rows=RowScope(locations=frozenset({"EAST"})))
)


async def test_stock_of_other_places_is_not_told() -> None:
    following = Following()
    live = await following.live(ITEMS, SHAPED, {"skus": ["AX-1", "AX-2"]})
    assert await live.told(SHAPED, await following.append(counted("WEST", "AX-2"))) == []


@pytest.mark.parametrize("text", ["{ orders { edges { cursor } } }", "mutation { __typename }"])
async def test_nothing_else_can_be_followed(text: str) -> None:
    code, message = await Following().refused(text)
    assert (code, message) == ("BAD_INPUT", "Only a subscription can be followed")
