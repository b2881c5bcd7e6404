"""A caller reads out whatever is at hand: each name of an order finds it, in one box and by the filter.

Nothing is polled here: the index learns the order when it is first asked for by its number.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from tests.acceptance.asking import Caller
from tests.acceptance.names import NAMES_OF_AN_ORDER
from tests.acceptance.simulated import Simulated

ORDER = "number status channel lines { sku } shipments { id status } invoices { number } returns { number }"
FIND = f"query ($text: String!) {{ find(text: $text) {{ kind order {{ {ORDER} }} }} }}"
PAGE = f"query ($filter: OrderFilterInput) {{ orders(filter: $filter) {{ edges {{ node {{ {ORDER} }} }} }} }}"


async def test_each_name_of_an_order_finds_it_with_the_same_answer(world: Simulated, desk: Caller) -> None:
    names = await named(world)
    (order,) = await found(desk, names["number"])
    assert order["number"] == names["number"]
    for kind, name in names.items():
        assert (kind, await found(desk, name, NAMES_OF_AN_ORDER[kind])) == (kind, [order])
        assert (kind, await paged(desk, {kind: name})) == (kind, [order])


async def test_the_customers_e_mail_finds_the_order(world: Simulated, desk: Caller) -> None:
    number = (await named(world))["number"]
    (order,) = await found(desk, number)
    asked = f'{{ order(number: "{number}") {{ customer {{ email }} }} }}'
    email = (await desk.ask(asked)).data["order"]["customer"]["email"]
    assert order in await found(desk, email, "EMAIL")
    assert await paged(desk, {"email": email.upper(), "number": number}) == [order]


async def test_what_the_index_knows_is_asked_of_no_system(world: Simulated, desk: Caller) -> None:
    names = await named(world)
    assert len(await found(desk, names["number"])) == 1
    await world.forget_calls()
    for kind, name in names.items():
        told = await desk.ask(
            "query ($f: OrderFilterInput) { orders(filter: $f) { totalCount } }", f={kind: name}
        )
        assert told.data == {"orders": {"totalCount": 1}}
        told = await desk.ask("query ($text: String!) { find(text: $text) { kind } }", text=name)
        assert told.data == {"find": [{"kind": NAMES_OF_AN_ORDER[kind]}]}
    assert await world.calls() == {}


async def test_a_customer_finds_its_own_orders_alone(
    world: Simulated, desk: Caller, partner: Caller, learned_behind: Callable[[], Awaitable[None]]
) -> None:
    foreign = await named(world)
    assert len(await found(desk, foreign["number"])) == 1
    for kind, name in foreign.items():
        told = await partner.ask(
            "query ($f: OrderFilterInput) { orders(filter: $f) { totalCount } }", f={kind: name}
        )
        assert told.data == {"orders": {"totalCount": 0}}
        assert (await partner.ask(FIND, text=name)).data == {"find": []}
    await learned_behind()


async def test_what_cannot_be_searched_for_is_told_with_its_place(desk: Caller) -> None:
    page = "query ($first: Int! = 20, $after: String) { orders(first: $first, after: $after) { totalCount } }"
    wrong: Mapping[tuple[str, str], Sequence[object]] = {
        (FIND, "text"): ("", "%", "***", "x" * 201),
        (page, "first"): (0, 101),
        (page, "after"): ("", "SO-1", "x" * 9_000),
    }
    for (document, name), values in wrong.items():
        for value in values:
            (error,) = (await desk.asked(document, {name: value})).errors
            assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_INPUT", name)


async def named(world: Simulated) -> dict[str, str]:
    """An order of a business customer that has all names, alone in its shipment."""
    told = await world.stories()
    numbers = [*told["stories"]["return_full"], *told["stories"]["return_partial"]]
    for number, truth in (await world.truths(numbers)).items():
        names = truth["numbers"]
        alone = all(shipment["orders"] == [number] for shipment in truth["expected"]["shipments"])
        one = {
            "number": number,
            "channelOrder": names["channel"],
            "customerPo": names["customer_po"],
            "warehouseOrder": next(iter(names["warehouse"]), None),
            "invoice": next(iter(names["invoices"]), None),
            "shipment": next(iter(names["shipments"]), None),
            "trackingNumber": next(iter(names["tracking"]), None),
            "return": names["return"],
        }
        if alone and all(one.values()):
            return one
    raise AssertionError(f"none of {len(numbers)} orders has every name")


async def found(caller: Caller, text: str, kind: str = "ORDER") -> list[Any]:
    """The orders that the box finds."""
    matches = (await caller.ask(FIND, text=text)).data["find"]
    assert [match["kind"] for match in matches] == [kind] * len(matches)
    return [match["order"] for match in matches]


async def paged(caller: Caller, wanted: dict[str, str]) -> list[Any]:
    """The orders of the first page."""
    answer = await caller.ask(PAGE, filter=wanted)
    return [edge["node"] for edge in answer.data["orders"]["edges"]]
