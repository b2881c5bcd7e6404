"""Partner x field x route: what a grant denies is null, told as denied, read by nobody and told nowhere.

Each field is asked for beside all others of its type. The twin, who has every scope, is asked the same.
"""

import pytest

from gateway.execution.engine import graph_of
from tests.policy.asking import Asking
from tests.policy.cells import Cells
from tests.policy.judging import judged, seen_in
from tests.policy.partners import PARTNERS, unshaped
from tests.policy.reference import twin
from tests.policy.routes import ARGUMENTS, Routes
from tests.policy.trees import Writing, aliased
from tests.resolvers.asking import SCHEMA

ROUTES = Routes(graph_of(SCHEMA))
WRITINGS = (Writing.ALIASED, Writing.INLINE, Writing.NAMED, Writing.FRESH)
NEVER_SEEN = frozenset(
    {
        # Systems that were never called, and feeds that nobody keeps.
        *("Backend.lastSuccessAt", "Backend.lastFailureAt", "Backend.lastError", "Backend.reachable"),
        *("Backend.host", "Backend.hitRatio", "Backend.feedWatermark", "Backend.oldestServed"),
        *("BackendHost", "LaneBudget", "RecentCalls"),
        # The only box is late, and has arrived.
        "Shipment.overdue",
        # Records of systems in memory are always fresh.
        *("Freshness.verifiedAt", "Freshness.reason"),
        # No rule of selling takes anything off, keeps anything for others, or counts on supply.
        *("Availability.discounted", "LocationAvailability.discounted", "AvailabilityAddend.note"),
        *("AvailabilitySegment.supply", "AvailabilitySegment.location"),
        # Nothing of its log is lost.
        *("LogGap", "EventConnection.gap"),
    }
)
"""Fields and types of which the marked world has no value to show."""
by_partner = pytest.mark.parametrize("partner", list(PARTNERS))


@by_partner
async def test_every_field_by_several_routes(partner: str, asking: Asking, cells: Cells) -> None:
    for route in ROUTES.every(2):
        told = await judged(asking, ROUTES.operation(route), PARTNERS[partner])
        cells.add(partner, told, route.name, "query")
    assert cells.of(partner, "query") > 2_000, "or nothing was generated"


@by_partner
async def test_however_it_is_written(partner: str, asking: Asking, cells: Cells) -> None:
    for number, route in enumerate(ROUTES.to_each_type(), start=list(PARTNERS).index(partner)):
        operation, writing = ROUTES.operation(route), WRITINGS[number % len(WRITINGS)]
        if writing is Writing.ALIASED:
            operation = aliased(operation)
        told = await judged(asking, operation, PARTNERS[partner], writing)
        cells.add(partner, told, route.name, f"query with {writing.value}")


async def test_whoever_is_granted_a_field_sees_a_value_of_it(asking: Asking) -> None:
    seen: set[str] = set()
    for route in ROUTES.every(2):
        operation = ROUTES.operation(route)
        told = await asking.told(
            twin(operation).written(), unshaped(PARTNERS["operations"]), operation.variables
        )
        seen |= seen_in(operation, told.data)
    asked = {name for route in ROUTES.every(1) for name in ROUTES.operation(route).fields}
    unseen = {name for name in asked - seen if not {name, name.split(".")[0]} & NEVER_SEEN}
    assert {name for name in unseen if name.partition(".")[2] in ARGUMENTS or _is_inner(name)} == set()


def test_every_field_of_the_schema_is_on_a_route() -> None:
    streams = Routes(graph_of(SCHEMA), live=True)
    asked = {
        name
        for routes in (ROUTES, streams)
        for route in routes.every(1)
        for name in routes.operation(route).fields
    }
    assert ROUTES.fields() - asked == set()


def _is_inner(name: str) -> bool:
    return name.partition(".")[0] not in {"Query", "Mutation"}
