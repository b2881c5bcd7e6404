"""Where is my order? What the graph tells is what is true in the world behind five systems."""

import pytest

from tests.acceptance.asking import Caller
from tests.acceptance.simulated import Simulated
from tests.acceptance.told import FRAGMENTS, names, true_names, words

NEWEST = 90
STORIES = {"plain", "split", "consolidated", "backorder", "hold_credit", "hold_address", "short_pick"}
STORIES |= {"return_full", "return_partial", "invoiced_early", "cancelled", "multi_leg", "attempted"}
STORIES |= {"lost", "damaged"}


async def some_of_each_story(world: Simulated) -> list[str]:
    """Settled and live orders of every story, and the newest."""
    told = await world.stories()
    assert set(told["stories"]) == set(told["live"]) == STORIES
    settled = (number for numbers in told["stories"].values() for number in numbers[:2])
    live = (number for numbers in told["live"].values() for number in numbers)
    newest = int(told["newest"].removeprefix("SO-"))
    latest = (f"SO-{index:07d}" for index in range(newest - NEWEST, newest + 1))
    return list(dict.fromkeys((*settled, *live, *latest)))


@pytest.mark.parametrize(
    ("hours_on", "seen"),
    [
        pytest.param(
            0,
            {"ACKNOWLEDGED", "ALLOCATED", "PICKING", "PACKED", "PARTIALLY_SHIPPED", "SHIPPED", "DELIVERED"},
            id="as it is",
        ),
        pytest.param(
            7,
            {"RECEIVED", "RELEASED", "ON_HOLD", "PARTIALLY_DELIVERED", "CLOSED", "CANCELLED"},
            id="seven hours on",
        ),
        pytest.param(60, {"BACKORDERED"}, id="sixty more"),
    ],
)
async def test_every_word_of_every_order_is_true(
    hours_on: float, seen: set[str], world: Simulated, desk: Caller
) -> None:
    await world.advance(hours_on)
    numbers = await some_of_each_story(world)
    truths = await world.truths(numbers)
    statuses, compared = set(), 0
    for number, order, answer in await desk.orders(numbers, FRAGMENTS):
        assert answer.errors == []
        assert names(order) == true_names(truths[number])
        every = list(words(order, truths[number]))
        assert [word for word in every if word.said != word.true] == []
        statuses.add(order["status"])
        compared += len(every)
    assert len(numbers) >= 150
    assert compared > 3_000
    assert statuses >= seen
