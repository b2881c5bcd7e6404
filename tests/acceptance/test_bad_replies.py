"""One spoiled value of one reply: it is left out or costs its own record, and a person is told the place."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import pytest_asyncio

from domain.exceptions import BAD_RECORD, BAD_VALUE, UNMAPPED_CODE, Finding
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.database import open_database
from tests.acceptance.asking import Caller, Question
from tests.acceptance.compared import changes
from tests.acceptance.served import Served
from tests.acceptance.simulated import Simulated
from tests.acceptance.waiting import moment

PATIENCE = 10.0
BOTH = """
query ($first: String!, $second: String!) {
  first: order(number: $first) { ...All }
  second: order(number: $second) { ...All }
  stockPositions(skus: ["AX-1001", "AX-1002"]) { sku location sellable { amount } incoming { amount } }
}
fragment All on Order {
  number placedAt status billingStatus channel
  lines { id sku ordered { amount } quantities { shipped { amount } delivered { amount } } }
  shipments { id status legs { sequence origin destination } }
}
"""
FOLDED = {"first.status", "first.billingStatus", "first.lines.quantities"}
FULFILMENT = {*FOLDED, "first.shipments"}
ROAD = {*FOLDED, "first.shipments.status"}
REASONS = {
    "missing_field": "missing required field",
    "wrong_type": "Expected|is not a number",
    "unknown_status": "'ZZ-77', which no mapping knows",
    "impossible_time": "is not an ISO 8601 time|outside the calendar",
    "time_without_zone": "has no zone|is not a local time",
    "number_too_large": "is too large|is not a stop of this load",
}


class Spoiled(NamedTuple):
    """How a field of a reply is spoiled, the case that a person finds, and what the answer then lacks."""

    kind: str
    field: str
    code: str
    place: str
    lost: set[str] = set()  # noqa: RUF012 - never changed
    every: bool = False


SPOILED: dict[str, tuple[Spoiled, ...]] = {
    "erp": (
        Spoiled("missing_field", "status", BAD_RECORD, "Object missing required field `status`", {"first"}),
        Spoiled(
            "wrong_type",
            "quantity",
            BAD_RECORD,
            "Expected `int`, got `str` - at `$.lines[].quantity`",
            {"first", "stockPositions.incoming"},
        ),
        Spoiled("unknown_status", "status", UNMAPPED_CODE, "order status/ZZ-77"),
        Spoiled("impossible_time", "ordered_at", BAD_VALUE, "ordered_at", {"first.placedAt"}),
        Spoiled("time_without_zone", "ordered_at", BAD_VALUE, "ordered_at", {"first.placedAt"}),
        Spoiled(
            "number_too_large",
            "quantity",
            BAD_RECORD,
            "lines[].quantity",
            {"first", "stockPositions.incoming"},
        ),
    ),
    "wms_east": (
        Spoiled("missing_field", "state", BAD_RECORD, "Object missing required field `state`", FULFILMENT),
        Spoiled(
            "wrong_type",
            "shippedQuantity",
            BAD_RECORD,
            "Expected `int`, got `str` - at `$.lines[].shippedQuantity`",
            FULFILMENT,
        ),
        Spoiled("unknown_status", "state", UNMAPPED_CODE, "state/ZZ-77"),
        Spoiled("impossible_time", "atMillis", BAD_VALUE, "stateHistory.atMillis"),
        Spoiled(
            "number_too_large", "AVAILABLE", BAD_RECORD, "buckets.AVAILABLE", {"stockPositions.sellable"}
        ),
    ),
    "wms_west": (
        Spoiled(
            "missing_field", "state", BAD_RECORD, "Order: Object missing required field `@state`", FULFILMENT
        ),
        Spoiled("wrong_type", "QtyShipped", BAD_RECORD, "Order/Line[]/QtyShipped", FULFILMENT),
        Spoiled("unknown_status", "state", UNMAPPED_CODE, "state/ZZ-77"),
        Spoiled("impossible_time", "at", BAD_VALUE, "Order/Log/@at"),
        Spoiled("time_without_zone", "at", BAD_VALUE, "Order/Log/@at"),
        Spoiled("number_too_large", "QtyShipped", BAD_RECORD, "Order/Line[]/QtyShipped", FULFILMENT),
    ),
    "tms": (
        Spoiled("missing_field", "statusCode", BAD_VALUE, "statusMessages"),
        Spoiled(
            "wrong_type",
            "statusMessages",
            BAD_RECORD,
            "Expected `array`, got `int` - at `$.statusMessages`",
            {*ROAD, "first.shipments.legs"},
        ),
        Spoiled("unknown_status", "statusCode", UNMAPPED_CODE, "status/ZZ-77"),
        Spoiled("impossible_time", "date", BAD_VALUE, "stops.planned"),
        Spoiled("time_without_zone", "receivedAt", BAD_VALUE, "statusMessages"),
        Spoiled("number_too_large", "sequence", BAD_VALUE, "legs", {"first.shipments.legs"}),
    ),
    "carrier": (
        Spoiled("missing_field", "code", BAD_VALUE, "results.events", every=True),
        Spoiled(
            "wrong_type", "events", BAD_RECORD, "Expected `array | null`, got `int` - at `$.events`", ROAD
        ),
        Spoiled("unknown_status", "code", UNMAPPED_CODE, "event/ZZ-77", every=True),
        Spoiled("impossible_time", "at", BAD_VALUE, "results.events.at"),
        Spoiled("time_without_zone", "at", BAD_VALUE, "results.events.at"),
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cases(gateway: Served) -> AsyncIterator[SqlExceptionCases]:
    """The exception cases of the gateway, read from its store."""
    engine = open_database(gateway.database)
    yield SqlExceptionCases(engine)
    await engine.dispose()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def question(world: Simulated, desk: Caller) -> Question:
    """Two orders that ship from both warehouses; the first is also first in every reply."""
    second, first = sorted((await world.stories())["stories"]["split"][:2])
    names = {"first": first, "second": second}
    return await Question(caller=desk, document=BOTH, variables=names, within=PATIENCE).answered()


@pytest.mark.parametrize(
    ("system", "spoiled"),
    [
        pytest.param(system, spoiled, id=f"{system}: {spoiled.kind.replace('_', ' ')}, {spoiled.field}")
        for system, every in SPOILED.items()
        for spoiled in every
    ],
)
async def test_the_rest_is_served_and_the_place_is_named(
    system: str, spoiled: Spoiled, question: Question, world: Simulated, cases: SqlExceptionCases
) -> None:
    async with world.fault(system, spoiled.kind, field=spoiled.field, all=spoiled.every):
        answer = await question.ask()
    changed = list(changes(question.whole, answer.partial))
    assert {change.field for change in changed} == spoiled.lost
    assert all(change.is_a_loss for change in changed)
    assert {error["extensions"]["backend"] for error in answer.errors} <= {system}
    assert set(answer.codes.values()) <= {"BACKEND_REPLY_INVALID"}
    finding = await kept(cases, spoiled.code, f"{system}/{spoiled.place}", REASONS[spoiled.kind])
    assert finding.systems == (system,)
    assert (await question.ask()).data == question.whole


async def test_a_code_that_nobody_knows_is_kept_as_it_came(world: Simulated, desk: Caller) -> None:
    document = '{ track(trackingNumber: "1ZR411W70300013921") { milestones { code rawCode } } }'
    async with world.fault("carrier", "unknown_status", field="code", all=True):
        track = (await desk.ask(document)).data["track"]
    assert {"code": "UNKNOWN", "rawCode": "ZZ-77"} in track["milestones"]


async def kept(cases: SqlExceptionCases, code: str, group: str, reason: str) -> Finding:
    """The case, once it is kept: that happens behind the answer."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for case in await cases.cases(limit=500):
                finding = case.finding
                if (finding.code, finding.group) == (code, group) and re.search(reason, finding.detail):
                    return finding
            await moment()
