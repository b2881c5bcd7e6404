"""`@fresh` on operations and fields: read again, marked, or refused, and for whom."""

from datetime import timedelta
from typing import Any

import pytest

from domain.partners import Grant, Principal, RowScope, Scope
from domain.ports.backends import ORDERS
from domain.ports.bounds import Bound
from gateway.execution.answers import Answer
from resolvers.batched import value_of
from resolvers.builds.freshness import OF_ORDER
from tests.gateway.execution.asking_fresh import THREE_SECONDS, Remembered, states, told
from tests.resolvers.asking import DESK, context_of

ORDER = 'order(number: "SO-1")'
BOB = Principal(
    partner="bob", grant=Grant(scopes=frozenset(Scope), rows=RowScope(customers=frozenset({"C-9"})))
)


@pytest.fixture
async def remembered() -> Remembered:
    """Order and stock were read three seconds ago."""
    made = Remembered()
    text = '{ order(number: "SO-1") { status shipments { status } } stockPositions(skus: ["AX-1"]) { sku } }'
    assert not (await made.ask(text)).errors
    made.world.clock.advance(THREE_SECONDS)
    return made


def data(answer: Answer) -> Any:  # noqa: ANN401 - its shape is that of the operation
    assert not answer.errors
    return answer.data


def refusals(answer: Answer) -> dict[str, tuple[object, ...]]:
    """Code, system and reason of each error by its place."""
    found: dict[str, tuple[object, ...]] = {}
    for error in answer.errors:
        more = error["extensions"]
        found[".".join(map(str, error["path"]))] = (more["code"], more["backend"], more["reason"])
    return found


async def test_without_a_bound_what_is_remembered_is_shown(remembered: Remembered) -> None:
    shown = data(await remembered.ask(f"{{ {ORDER} {{ freshness {{ source state fetchedAt }} }} }}"))
    (erp,) = shown["order"]["freshness"]
    assert erp == {"source": "erp", "state": "FRESH", "fetchedAt": "2026-03-02T08:00:00Z"}
    assert remembered.calls("erp", "orders") == 1


@pytest.mark.parametrize(("age", "calls"), [("PT3S", 1), ("PT2S", 2), ("PT0S", 2)])
async def test_what_is_older_than_the_bound_is_read_again(
    remembered: Remembered, age: str, calls: int
) -> None:
    text = f'query @fresh(maxAge: "{age}", strict: true) {{ {ORDER} {{ number freshness {{ state }} }} }}'
    assert data(await remembered.ask(text))["order"]["freshness"] == [{"state": "FRESH"}]
    assert remembered.calls("erp", "orders") == calls


async def test_what_cannot_be_read_again_is_marked(remembered: Remembered) -> None:
    remembered.kill("erp")
    freshness = "freshness { source state verifiedAt reason }"
    text = f'query @fresh(maxAge: "PT2S") {{ {ORDER} {{ number {freshness} }} }}'
    answer = await remembered.ask(text)
    assert data(answer)["order"]["freshness"] == [
        {"source": "erp", "state": "STALE", "verifiedAt": "2026-03-02T08:00:00Z", "reason": "ERROR"}
    ]
    assert told(answer)["erp"] == {
        "source": "erp",
        "state": "STALE",
        "asOf": "2026-03-02T08:00:00Z",
        "verifiedAt": "2026-03-02T08:00:00Z",
        "fetchedAt": "2026-03-02T08:00:00Z",
        "stale": [{"kind": "orders", "reason": "ERROR"}],
    }


async def test_strictness_costs_its_own_field_alone(remembered: Remembered) -> None:
    remembered.kill("erp")
    text = f"""{{
      strict: {ORDER} @fresh(maxAge: "PT2S", strict: true) {{ number }}
      marked: {ORDER} @fresh(maxAge: "PT2S") {{ number freshness {{ source state }} }}
      any: {ORDER} {{ number freshness {{ source state }} }}
      stockPositions(skus: ["AX-1"]) {{ sku }}
    }}"""
    answer = await remembered.ask(text)
    assert refusals(answer) == {"strict": ("FRESHNESS_NOT_MET", "erp", "ERROR")}
    shown: Any = answer.data
    assert shown["strict"] is None
    assert states(shown["marked"]["freshness"]) == {"erp": "STALE"}
    assert states(shown["any"]["freshness"]) == {"erp": "FRESH"}
    assert shown["stockPositions"]


async def test_a_strict_field_below_another_is_refused_alone(remembered: Remembered) -> None:
    remembered.kill("carrier", "wms_east")
    text = f"""{{ {ORDER} {{
      status @fresh(maxAge: "PT2S", strict: true)
      number
      shipments {{ id status freshness {{ source state }} }}
      freshness {{ source state }}
    }} }}"""
    answer = await remembered.ask(text)
    assert list(refusals(answer)) == ["order.status"]
    shown: Any = answer.data
    (shipment,) = shown["order"]["shipments"]
    assert shipment["status"] == "DELIVERED"
    assert states(shown["order"]["freshness"])["wms_east"] != "FRESH"
    assert set(states(shipment["freshness"]).values()) == {"FRESH"}


async def test_nothing_partial_passes_a_strict_bound(remembered: Remembered) -> None:
    remembered.kill("wms_east")
    text = '{ availability(skus: ["AX-1", "AX-2"]) @fresh(maxAge: "PT2S", strict: true) { sku } }'
    answer = await remembered.ask(text)
    assert refusals(answer) == {"availability": ("FRESHNESS_NOT_MET", "wms_east", "ERROR")}


async def test_the_freshness_of_fields_that_read_elsewhere_is_told_beside_them(
    remembered: Remembered,
) -> None:
    text = f"""{{
      {ORDER} {{ number freshness {{ source }} }}
      folded: {ORDER} {{ lines {{ quantities {{ shipped {{ amount }} }} }} freshness {{ source }} }}
      skipped: {ORDER} {{ number status @skip(if: true) freshness {{ source }} }}
    }}"""
    shown = data(await remembered.ask(text))
    own = [{"source": "erp"}]
    assert (shown["order"]["freshness"], shown["skipped"]["freshness"]) == (own, own)
    assert [each["source"] for each in shown["folded"]["freshness"]] == [
        "carrier",
        "erp",
        "tms",
        "wms_east",
        "wms_west",
    ]


async def test_asking_how_fresh_it_is_reads_nothing_more() -> None:
    text = "{{ {0} {{ status shipments {{ status orders {{ number {1} }} {1} }} {1} }} }}"
    counts = []
    for freshness in ("", "freshness { source state }"):
        made = Remembered()
        assert data(await made.ask(text.format(ORDER, freshness)))
        counts.append({key: len(read.calls) for key, read in made.world.reads.items()})
    assert counts[0] == counts[1]


async def test_who_may_not_see_the_fields_beside_has_nothing_read_for_them() -> None:
    made = Remembered()
    asker = Principal(partner="some", grant=Grant(scopes=frozenset({Scope.ORDERS_READ})))
    answer = await made.ask(f"{{ {ORDER} {{ shipments {{ id }} freshness {{ source }} }} }}", asker)
    shown: Any = answer.data
    assert shown["order"] == {"shipments": None, "freshness": [{"source": "erp"}]}
    assert made.calls("wms_east", "fulfilments") == 0


async def test_availability_and_stock_name_every_system_that_counts(remembered: Remembered) -> None:
    remembered.kill("wms_east")
    text = """query @fresh(maxAge: "PT2S") {
      availability(skus: ["AX-1"]) { sku freshness { source state reason } }
      stockPositions(skus: ["AX-1"]) { location freshness { source state } }
    }"""
    shown = data(await remembered.ask(text))
    (sellable,), positions = shown["availability"], shown["stockPositions"]
    assert states(sellable["freshness"]) == {"erp": "FRESH", "wms_east": "STALE"}
    assert {each["location"]: states(each["freshness"]) for each in positions} == {
        "EAST": {"erp": "FRESH", "wms_east": "STALE"}
    }


async def test_a_place_that_could_never_be_counted_is_unavailable() -> None:
    made = Remembered()
    made.kill("erp", "wms_east")
    made.world.reads["erp", "stock"].error = None
    shown = data(await made.ask('{ stockPositions(skus: ["AX-1"]) { freshness { source state } } }'))
    assert states(shown["stockPositions"][0]["freshness"]) == {"erp": "FRESH", "wms_east": "UNAVAILABLE"}


async def test_equal_keys_of_several_bounds_are_read_once_for_the_strictest(remembered: Remembered) -> None:
    text = f"""{{
      a: {ORDER} @fresh(maxAge: "PT1S") {{ number }}
      b: {ORDER} @fresh(maxAge: "PT2S") {{ number }}
      c: {ORDER} @fresh(maxAge: "PT2S", strict: true) {{ number }}
      d: {ORDER} {{ number }}
    }}"""
    assert data(await remembered.ask(text))
    assert remembered.calls("erp", "orders") == 2


async def test_what_a_looser_bound_has_read_is_enough_where_it_is_fresh() -> None:
    made = Remembered()
    text = (
        f'{{ {ORDER} {{ number shipments {{ orders @fresh(maxAge: "PT2S", strict: true) {{ number }} }} }} }}'
    )
    assert data(await made.ask(text))
    assert [keys for keys in made.world.reads["erp", "orders"].calls if "SO-1" in keys] == [("SO-1",)]


@pytest.mark.parametrize("dead", [False, True])
async def test_what_belongs_to_others_cannot_be_told_from_what_does_not_exist(
    remembered: Remembered,
    dead: bool,  # noqa: FBT001 - a case of the test
) -> None:
    if dead:
        remembered.kill("erp")
    text = """query ($number: String!) @fresh(maxAge: "PT2S", strict: true) {
      order(number: $number) { number freshness { source } }
    }"""
    hidden, unknown = [await remembered.ask(text, BOB, number=number) for number in ("SO-1", "SO-404")]
    assert hidden.body() == unknown.body()
    assert [error["extensions"]["code"] for error in hidden.errors] == ["NOT_FOUND"]


@pytest.mark.parametrize("age", ['"soon"', '"-PT1S"', '"P2Y"', "30", '"P400D"'])
async def test_what_is_no_duration_is_refused(remembered: Remembered, age: str) -> None:
    text = f"{{ {ORDER} @fresh(maxAge: {age}) {{ number }} }}"
    with pytest.raises(AssertionError, match="VALIDATION_FAILED"):
        remembered.prepared(text)


async def test_freshness_is_of_the_record_that_is_shown_whatever_else_was_read_of_it(
    remembered: Remembered,
) -> None:
    world = remembered.world
    batches = context_of(world, DESK).batches
    young = batches.under(Bound(THREE_SECONDS / 2))
    old = value_of(await batches.gather(ORDERS, ["SO-1"]), "SO-1")
    new = value_of(await young.gather(ORDERS, ["SO-1"]), "SO-1")
    for record, age in ((old, THREE_SECONDS), (new, timedelta(0))):
        for view in (batches, young):
            (stamp,) = OF_ORDER.stamps(record, view)
            assert stamp.fetched_at == world.clock.now() - age
