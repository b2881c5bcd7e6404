"""The same cells while no system answers: nothing more is told, and no error tells what caused it."""

import asyncio

import pytest

from domain.errors import BackendUnavailable
from domain.partners import Scope
from gateway.execution.engine import graph_of
from tests.policy.asking import Asking
from tests.policy.cells import Cells
from tests.policy.judging import judged
from tests.policy.marked_world import marked_world
from tests.policy.partners import PARTNERS
from tests.policy.routes import Routes
from tests.resolvers.asking import SCHEMA

ROUTES = Routes(graph_of(SCHEMA))


@pytest.fixture(scope="module")
def away() -> Asking:
    """Every read fails, for a reason that nobody outside is to know."""
    marked = asyncio.run(marked_world())
    for (instance, port), read in marked.world.reads.items():
        cause = marked.planted.text("nobody", f"cause of {instance} {port}")
        read.error = BackendUnavailable(f"{instance} does not answer", backend=instance, cause=cause)
    return Asking(marked)


@pytest.mark.parametrize("partner", list(PARTNERS))
async def test_errors_tell_nothing_more(partner: str, away: Asking, cells: Cells) -> None:
    goods = Scope.CATALOG_READ in PARTNERS[partner].grant.scopes
    for route in ROUTES.to_each_type():
        if route.steps[0].name == "find" and not goods:
            continue  # it does not look for items, so that what the twin is told says nothing
        told = await judged(away, ROUTES.operation(route), PARTNERS[partner])
        cells.add(partner, told, route.name, "errors of systems")
