"""The same cells out of memory that somebody else filled, and in flights that somebody else shares."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from gateway.execution.engine import graph_of
from tests.policy.asking import Asking, heard
from tests.policy.cells import Cells
from tests.policy.judging import judged, nothing_leaks, same
from tests.policy.marked_world import marked_world
from tests.policy.partners import PARTNERS, unshaped
from tests.policy.reference import expected, twin
from tests.policy.routes import Routes
from tests.resolvers.asking import SCHEMA

ROUTES = Routes(graph_of(SCHEMA))
LONG = timedelta(days=40)
by_partner = pytest.mark.parametrize("partner", list(PARTNERS))


@pytest.fixture(scope="module")
def remembering() -> Asking:
    """The readers stand behind the shield, as they do in production."""
    return Asking(asyncio.run(marked_world(remembers=True)))


@by_partner
async def test_out_of_memory(partner: str, remembering: Asking, cells: Cells) -> None:
    """The twin fills it, so that for the partner no system is called again."""
    for route in ROUTES.to_each_type():
        operation = ROUTES.operation(route)
        await remembering.told(twin(operation).written(), unshaped(PARTNERS[partner]), operation.variables)
        calls = remembering.world.calls()
        told = await judged(remembering, operation, PARTNERS[partner])
        assert remembering.world.calls() == calls, "all of it was in memory"
        cells.add(partner, told, route.name, "memory")


@by_partner
async def test_in_one_flight_with_somebody_who_sees_everything(partner: str, cells: Cells) -> None:
    """Both ask at once, of memory that is too old, so that one call answers both."""
    asking = Asking(await marked_world(remembers=True))
    principal, together = PARTNERS[partner], 0
    for route in ROUTES.to_each_type():
        operation = ROUTES.operation(route)
        if operation.mutation:
            continue
        _forget(asking)
        seen, mine = await asyncio.gather(
            asking.answer(twin(operation).written(), unshaped(principal), operation.variables),
            asking.answer(operation.written(), principal, operation.variables),
        )
        together += max(_asked(asking).values(), default=0) == 1
        all_of_it, told = heard(seen, asking.recorded), heard(mine, asking.recorded)
        wanted = expected(operation, all_of_it.data, all_of_it.places, principal.grant.fields)
        same(operation, told, wanted)
        nothing_leaks(asking, told, wanted, principal)
        cells.add(partner, operation.fields, route.name, "shared flights")
    assert together > 10, "or they were not in one flight"


def _forget(asking: Asking) -> None:
    asking.world.clock.advance(LONG)
    for read in asking.world.reads.values():
        read.calls.clear()


def _asked(asking: Asking) -> Counter[tuple[str, str, object]]:
    """How often each system was asked for each key."""
    return Counter(
        (instance, port, key)
        for (instance, port), read in asking.world.reads.items()
        for keys in read.calls
        for key in keys
    )
