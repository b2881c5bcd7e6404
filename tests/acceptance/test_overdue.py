"""What is late, who owes it, and since when: as the simulated world itself tells, at several instants."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import for_all
from tests.acceptance.on_world_time import OnWorldTime

NEWEST = 150
MINUTES, SECONDS = len("2026-03-02T08:00"), len("2026-03-02T08:00:00")
Late = Mapping[str, Sequence[tuple[object, ...]]]
FRAGMENTS = """
fragment All on Order { number overdue { ...Late } shipments { id overdue { ...Late } } }
fragment Late on Overdue { milestone dueAt owedBy location }
"""
LATE = """query ($after: String) { orders(filter: {overdue: true}, first: 100, after: $after) {
  totalCount edges { node { number } } pageInfo { hasNextPage endCursor } } }"""
RULES = {
    ("order", "RELEASED", "erp"),
    ("order", "SHIPPED", "wms_east"),
    ("order", "SHIPPED", "wms_west"),
    ("order", "DELIVERED", "carrier"),
    ("shipment", "DEPARTED", "tms"),
    ("shipment", "DELIVERED", "carrier"),
}


@for_all
async def clerk(graph: OnWorldTime) -> AsyncIterator[Caller]:
    async with calling(graph, graph.world, "service-desk") as caller:
        yield caller


async def test_the_index_finds_those_that_are_late_and_no_others(graph: OnWorldTime, clerk: Caller) -> None:
    await graph.sync()
    at_first = await late_by_the_index(graph, clerk)
    await graph.advance(14)
    await graph.sync()
    assert await late_by_the_index(graph, clerk) - at_first, "some are late by now"


async def test_what_is_late_is_what_is_true(graph: OnWorldTime, clerk: Caller) -> None:
    met: Counter[tuple[str, str, str]] = Counter()
    for hours_on in (0, 7, 48):
        await graph.advance(hours_on)
        known = await graph.world.stories()
        newest = int(known["newest"].removeprefix("SO-"))
        latest = (f"SO-{index:07d}" for index in range(newest - NEWEST, newest + 1))
        numbers = list(dict.fromkeys((*known["stories"]["lost"], *known["stories"]["damaged"], *latest)))
        truths = await graph.world.truths(numbers)
        for number, order, answer in await clerk.orders(numbers, FRAGMENTS):
            assert answer.errors == []
            assert told(order) == true(truths[number]), number
            met.update(kinds(truths[number]))
            met["order", "", ""] += not truths[number]["expected"]["late"]
    assert {rule for rule in RULES if met[rule] < 2} == set()
    assert met["order", "", ""] > 2 * len(RULES), "some are not late"


async def late_by_the_index(graph: OnWorldTime, clerk: Caller) -> set[str]:
    """The orders that the filter finds, which are those that are late."""
    numbers = await found(clerk)
    assert numbers == sorted(await graph.world.late())
    assert len(numbers) > 2
    return set(numbers)


async def found(clerk: Caller) -> list[str]:
    """Every order that is late by the index."""
    numbers: list[str] = []
    after = None
    while True:
        page = (await clerk.ask(LATE, after=after)).data["orders"]
        numbers += (edge["node"]["number"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(numbers)
            return sorted(numbers)
        after = page["pageInfo"]["endCursor"]


def told(order: Any) -> Late:  # noqa: ANN401 - the graph's JSON
    """What the graph says to be late, by order or shipment."""
    words = ("milestone", "dueAt", "owedBy", "location")
    return late(order["number"], order, {part["id"]: part for part in order["shipments"]}, ("overdue", words))


def true(truth: Any) -> Late:  # noqa: ANN401 - the simulated world's JSON
    """What is late."""
    expected = truth["expected"]
    shipments = {part["shipment"]: part for part in expected["shipments"]}
    return late(truth["number"], expected, shipments, ("late", ("what", "due", "owed_by", "site")))


def late(
    number: str,
    order: Mapping[str, Any],
    shipments: Mapping[str, Mapping[str, Any]],
    names: tuple[str, tuple[str, str, str, str]],
) -> Late:
    """What is late of an order and its shipments, where anything is: milestone, due, owed by, place.

    Some of what a shipment's promises count from is told without seconds.
    """
    field, (what, due, owed_by, place) = names

    def read(part: Mapping[str, Any], precision: int) -> list[tuple[object, ...]]:
        return [(one[what], one[due][:precision], one[owed_by], one[place]) for one in part[field]]

    every = {number: read(order, SECONDS)} | {name: read(part, MINUTES) for name, part in shipments.items()}
    return {name: those for name, those in every.items() if those}


def kinds(truth: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401 - the simulated world's JSON
    """By which rules anything is late."""
    expected = truth["expected"]
    parts = [("order", expected), *(("shipment", part) for part in expected["shipments"])]
    return [(kind, late["what"], late["owed_by"]) for kind, part in parts for late in part["late"]]
