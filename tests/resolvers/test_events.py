"""The log as a query: pages by cursor, filters, what was lost, and what each may see of an event."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.errors import StoreUnavailable
from domain.events.owners import Owners
from domain.events.record import Event
from domain.log import cursors
from domain.log.cursors import LogCursor
from domain.log.records import Mapped
from domain.partners import Grant, Principal, Scope
from domain.shapes.words import Shapes, TimeShape
from resolvers.errors import told
from tests.doubles.clock import START
from tests.doubles.event_log import InMemoryLog
from tests.doubles.small_rows import indexed
from tests.gateway.execution.following import MOVED, OTHER, PICKED, counted
from tests.resolvers.asking import ANN, DESK, EVERYTHING, context_of, may, run_in

PAGE = """
query ($filter: EventFilterInput, $after: String, $first: Int! = 20) {
  events(filter: $filter, after: $after, first: $first) {
    edges { cursor node { id type subject related cursor } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    gap { restart }
  }
}
"""
WHOLE = """{ events { edges { node {
  id type schemaVersion source subject related occurredAt recordedAt classifier data correctionOf
  rawRef correlationId } } } }"""
RAW = {"raw_ref": "raw-1", "correlation_id": "c" * 32, "correction_of": "before"}


async def log_of(*events: Event) -> InMemoryLog:
    log = InMemoryLog("here")
    await log.append([Mapped(events=events)])
    return log


async def asked(log: InMemoryLog, text: str, principal: Principal = DESK, **variables: object) -> Any:  # noqa: ANN401 - data of an answer
    context = context_of(indexed(), principal)
    context.log = log
    result = await run_in(context, text, variables)
    assert not result.errors, result.errors
    assert result.data is not None
    return result.data["events"]


async def refused(
    log: InMemoryLog | None, principal: Principal = DESK, **variables: object
) -> Mapping[str, Any]:
    context = context_of(indexed(), principal)
    context.log = log
    result = await run_in(context, PAGE, variables)
    assert result.errors is not None
    return told(result.errors[0], "trace").formatted


def types(page: Any) -> list[str]:  # noqa: ANN401 - data of an answer
    return [edge["node"]["type"] for edge in page["edges"]]


def place(position: int, log: str = "here") -> str:
    return cursors.written(LogCursor(log, position))


async def test_pages_go_on_by_the_cursor_of_any_event_and_lose_nothing() -> None:
    log = await log_of(PICKED, OTHER, MOVED)
    first = await asked(log, PAGE, first=2)
    assert types(first) == ["order.picked", "order.picked"]
    assert [edge["cursor"] for edge in first["edges"]] == [place(1), place(2)]
    assert [edge["node"]["cursor"] for edge in first["edges"]] == [place(1), place(2)]
    assert first["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": place(1),
        "endCursor": place(2),
    }
    rest = await asked(log, PAGE, after=first["pageInfo"]["endCursor"])
    assert types(rest) == ["shipment.milestone"]
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)
    last = await asked(log, PAGE, after=rest["pageInfo"]["endCursor"])
    assert (last["edges"], last["pageInfo"]["endCursor"]) == ([], place(3))


async def test_a_page_without_an_event_says_how_far_was_looked() -> None:
    page = await asked(await log_of(PICKED, OTHER), PAGE, filter={"types": ["return"]})
    assert (page["edges"], page["pageInfo"]["endCursor"], page["pageInfo"]["startCursor"]) == (
        [],
        place(2),
        None,
    )


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"types": ["shipment"]}, ["shipment.milestone"]),
        ({"types": ["order.picked", "stock"]}, ["order.picked", "order.picked", "stock.counted"]),
        ({"keys": ["order:SO-2"]}, ["order.picked", "shipment.milestone"]),
        ({"sources": ["tms"]}, []),
        ({"since": "2026-03-02T08:01:00Z"}, ["stock.counted"]),
        ({"types": ["order"], "keys": ["order:SO-9"]}, []),
    ],
)
async def test_filters(given: Mapping[str, object], found: list[str]) -> None:
    late = counted(recorded_at=START + timedelta(minutes=1))
    assert types(await asked(await log_of(PICKED, OTHER, MOVED, late), PAGE, filter=given)) == found


async def test_what_the_log_has_dropped_is_a_gap() -> None:
    log = await log_of(PICKED, OTHER, replace(MOVED, recorded_at=START + timedelta(days=1)))
    await log.compact(before=START + timedelta(hours=1))
    page = await asked(log, PAGE, after=place(1))
    assert (types(page), page["gap"]) == (["shipment.milestone"], {"restart": place(2)})
    assert (await asked(log, PAGE, after=place(2)))["gap"] is None
    elsewhere = await asked(log, PAGE, after=place(1, "elsewhere"))
    assert (elsewhere["edges"], elsewhere["gap"]) == ([], {"restart": place(3)})


async def test_an_event_is_told_as_its_source_told_it() -> None:
    page = await asked(await log_of(replace(PICKED, **RAW)), WHOLE)
    (edge,) = page["edges"]
    assert edge["node"] == {
        "id": "order.picked order:SO-1",
        "type": "order.picked",
        "schemaVersion": 1,
        "source": "erp",
        "subject": "order:SO-1",
        "related": [],
        "occurredAt": "2026-03-02T08:00:00Z",
        "recordedAt": "2026-03-02T08:00:00Z",
        "classifier": "ACTUAL",
        "data": {"line": "10", "reason": "because of Ann"},
        "correctionOf": "before",
        "rawRef": "raw-1",
        "correlationId": "c" * 32,
    }


async def test_who_is_held_to_rows_sees_own_events_and_own_orders_in_them() -> None:
    unknown = replace(OTHER, id="unknown", owners=Owners(known=False))
    log = await log_of(PICKED, OTHER, MOVED, unknown)
    page = await asked(log, PAGE, ANN)
    assert [(edge["node"]["type"], edge["node"]["related"]) for edge in page["edges"]] == [
        ("order.picked", []),
        ("shipment.milestone", ["order:SO-1"]),
    ]
    assert types(await asked(log, PAGE, ANN, filter={"keys": ["order:SO-2"]})) == []


async def test_families_need_the_scope_of_what_they_are_about() -> None:
    log = await log_of(PICKED, MOVED, counted())
    assert types(await asked(log, PAGE, may(Scope.ORDERS_READ))) == ["order.picked"]
    assert types(await asked(log, PAGE, may(Scope.SHIPMENTS_READ), filter={"types": ["order"]})) == []
    assert types(await asked(log, PAGE, may())) == []


async def test_times_are_told_and_compared_as_the_grant_says() -> None:
    by_day = Principal(partner="shop", grant=Grant(scopes=EVERYTHING, shapes=Shapes(time=TimeShape.DATE)))
    (edge,) = (await asked(await log_of(PICKED), WHOLE, by_day))["edges"]
    assert edge["node"]["occurredAt"] == edge["node"]["recordedAt"] == "2026-03-02T00:00:00Z"
    error = await refused(await log_of(PICKED), by_day, filter={"since": "2026-03-02T08:00:00Z"})
    assert error["extensions"]["field"] == "filter.since"


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"after": "x"}, "after"),
        ({"filter": {"types": []}}, "filter.types"),
        ({"filter": {"keys": ["a" * 201]}}, "filter.keys[0]"),
        ({"filter": {"sources": ["erp", "\n"]}}, "filter.sources[1]"),
    ],
)
async def test_bad_arguments_are_named(variables: dict[str, Any], field: str) -> None:
    error = await refused(await log_of(), **variables)
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_INPUT", field)


async def test_without_a_log_it_says_so() -> None:
    assert (await refused(None))["extensions"]["code"] == StoreUnavailable.code
