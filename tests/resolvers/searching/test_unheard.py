"""Nothing found while a system that could know it is away: an error that names it, no confident nothing."""

from typing import Any

import pytest

from domain.errors import BackendUnavailable
from domain.freshness import FreshState
from domain.partners import Principal
from tests.doubles.small_rows import SO_1, SO_2
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import ANN, DESK, ask, data, sources

PAGE = "query ($f: OrderFilterInput) { orders(filter: $f) { totalCount edges { node { number } } } }"
FIND = "query ($f: String!) { find(text: $f) { kind order { number } } }"
UNKNOWN: dict[str, Any] = {PAGE: {"number": "SO-9"}, FIND: "SO-9"}
NOTHING = {PAGE: {"orders": {"totalCount": 0, "edges": []}}, FIND: {"find": []}}

either = pytest.mark.parametrize("document", [PAGE, FIND])


def lonely(*backends: str) -> SmallWorld:
    """The small world with one order in the index, where these cannot be asked for any other."""
    world = SmallWorld()
    world.searching.index.held = {"SO-1": SO_1}
    world.searching.learner.errors = [BackendUnavailable("is down", backend=name) for name in backends]
    return world


async def told(world: SmallWorld, document: str, wanted: object, principal: Principal = DESK) -> Any:  # noqa: ANN401 - the operation's data
    return await data(world, document, principal, {"f": wanted})


@either
async def test_nothing_found_names_the_first_that_is_away(document: str) -> None:
    result = await ask(lonely("wms_east", "tms"), document, DESK, {"f": UNKNOWN[document]})
    assert result.data is not None
    assert list(result.data.values()) == [None]
    assert result.errors is not None
    (cause,) = [error.original_error for error in result.errors]
    assert isinstance(cause, BackendUnavailable)
    assert cause.backend == "wms_east"


@either
async def test_all_that_are_away_stand_in_the_freshness(document: str) -> None:
    world = lonely("wms_east", "tms")
    states = await sources(world, document, DESK, {"f": UNKNOWN[document]})
    away = {name for name, state in states.items() if state is FreshState.UNAVAILABLE}
    assert away == {"wms_east", "tms"}


@either
async def test_what_is_found_in_spite_of_it_is_shown(document: str) -> None:
    world = lonely("tms")
    world.searching.learner.rows = [SO_2]
    wanted = {PAGE: {"number": "SO-2"}, FIND: "SO-2"}[document]
    answer = await told(world, document, wanted)
    assert "SO-2" in str(answer)
    world = lonely("tms")
    world.searching.learner.rows = [SO_2]
    assert (await sources(world, document, DESK, {"f": wanted}))["tms"] is FreshState.UNAVAILABLE


@either
async def test_where_everybody_answered_nothing_is_nothing(document: str) -> None:
    assert await told(lonely(), document, UNKNOWN[document]) == NOTHING[document]


async def test_what_the_index_has_needs_nobody_who_is_away() -> None:
    world = lonely("erp")
    assert await told(world, PAGE, {"number": "SO-1", "status": "DELIVERED"}) == NOTHING[PAGE]
    assert await told(world, PAGE, {"sku": "AX-9"}) == NOTHING[PAGE]
    assert world.searching.learner.asked == []


@either
async def test_a_row_scope_hears_nothing_of_who_is_away(document: str) -> None:
    world = lonely("erp")
    assert await told(world, document, UNKNOWN[document], ANN) == NOTHING[document]
    assert (await sources(world, document, ANN, {"f": UNKNOWN[document]})).get("erp") in {
        None,
        FreshState.FRESH,
    }
    assert world.searching.learner.asked == []
    assert len(world.searching.learner.asked_later) > 0
