"""What an answer says of its freshness as a whole."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.freshness import FreshState, StaleReason, Stamp, unavailable
from domain.ports.bounds import ANY_AGE, Bound
from gateway.execution.engine import graph_of
from gateway.execution.freshness import READ_OF_SYSTEMS, Reuse, reuse, told
from resolvers.batches import Shown
from tests.doubles.clock import START
from tests.gateway.execution.asking_fresh import THREE_SECONDS, Remembered
from tests.resolvers.asking import DESK, SCHEMA

MINUTE = timedelta(minutes=1)
OF_OUR_STORE = {"orders", "find", "backends", "exceptions", "exception", "_entities", "_service"} | {
    "partners",
    "partner",
    "events",
    "webhookEndpoint",
    "webhookEndpoints",
    "partnerChanges",
    "deadLetters",
    "reservation",
    "reservations",
}
AVAILABILITY = '{ availability(skus: ["AX-1"]) { sku } }'


def stamp(age: float, source: str = "erp", reason: StaleReason | None = None) -> Stamp:
    state = FreshState.STALE if reason else FreshState.FRESH
    return Stamp(source=source, state=state, fetched_at=START - timedelta(seconds=age), reason=reason)


def shown(*stamps: Stamp, port: str = "orders", bound: Bound = ANY_AGE) -> Shown:
    return Shown(port, bound, stamps)


def least(parts: Sequence[Shown]) -> Reuse | None:
    return reuse(parts, lambda _instance, port: MINUTE * (5 if port == "products" else 1), START)


def test_of_each_system_the_worst_state_and_the_oldest_value_are_told() -> None:
    parts = [
        shown(stamp(5), stamp(9, reason=StaleReason.BUDGET_SPENT), unavailable("tms")),
        shown(stamp(70), stamp(2, reason=StaleReason.TTL), port="products"),
    ]
    entries: Any = told(parts, DESK.grant.fields)["freshness"]
    erp, tms = entries
    assert (erp["source"], erp["state"], erp["fetchedAt"]) == ("erp", "STALE", "2026-03-02T07:58:50Z")
    assert erp["stale"] == [
        {"kind": "orders", "reason": "BUDGET_SPENT"},
        {"kind": "products", "reason": "TTL"},
    ]
    assert tms == {
        "source": "tms",
        "state": "UNAVAILABLE",
        "asOf": None,
        "verifiedAt": None,
        "fetchedAt": None,
    }


def test_an_answer_of_nothing_says_nothing() -> None:
    assert told([], DESK.grant.fields) == {}
    assert least([]) is None


def test_an_answer_is_kept_as_long_as_the_value_that_is_first_too_old() -> None:
    parts = [shown(stamp(50)), shown(stamp(200), port="products")]
    assert least(parts) == Reuse(timedelta(seconds=50), MINUTE)


def test_a_bound_of_the_client_takes_the_place_of_the_ports_own() -> None:
    assert least([shown(stamp(5), bound=Bound(timedelta(seconds=9)))]) == Reuse(
        timedelta(seconds=5), timedelta(seconds=9)
    )


@pytest.mark.parametrize("worst", [unavailable("tms"), stamp(5, reason=StaleReason.TTL), Stamp(source="erp")])
def test_what_is_stale_or_missing_is_not_kept(worst: Stamp) -> None:
    found = least([shown(stamp(1), worst)])
    assert found is not None
    assert found.lifetime == timedelta(0)


@given(ages=st.lists(st.integers(0, 600), min_size=1))
def test_no_value_of_a_kept_answer_outlives_its_lifetime(ages: list[int]) -> None:
    found = least([shown(*(stamp(age) for age in ages))])
    assert found is not None
    assert found.lifetime - found.age == min(MINUTE - timedelta(seconds=age) for age in ages)


def test_every_query_is_known_to_be_stamped_or_of_the_moment() -> None:
    query = graph_of(SCHEMA).query_type
    assert query is not None
    assert set(query.fields) == (READ_OF_SYSTEMS - {"__typename"}) | OF_OUR_STORE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (AVAILABILITY, Reuse(THREE_SECONDS, MINUTE)),
        ('{ __typename availability(skus: ["AX-1"]) { sku } }', Reuse(THREE_SECONDS, MINUTE)),
        ('{ availability(skus: ["AX-1"]) { sku } backends { instance } }', None),
        (
            '{ ...F } fragment F on Query { availability(skus: ["AX-1"]) { sku } find(text: "x") { kind } }',
            None,
        ),
        ("{ __typename }", None),
    ],
)
async def test_only_what_says_how_fresh_it_is_may_be_kept(text: str, found: Reuse | None) -> None:
    remembered = Remembered()
    await remembered.ask(AVAILABILITY)
    remembered.world.clock.advance(THREE_SECONDS)
    assert remembered.engine.reuse(remembered.prepared(text), await remembered.ask(text)) == found


async def test_an_answer_with_an_error_is_not_kept() -> None:
    remembered = Remembered()
    remembered.kill("tms")
    text = '{ availability(skus: ["AX-1"]) { sku } shipment(id: "x") { id } }'
    answer = await remembered.ask(text)
    assert answer.errors
    assert remembered.engine.reuse(remembered.prepared(text), answer) is None
