"""What systems call an order is learned from their records, and each name leads back to the order."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any

from domain.folds.standing_claims import LINK_CONFLICT, ClaimKey
from domain.identifiers import IdentifierKind, LinkOrigin
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.database import open_database
from gateway.store.links.sql_links import SqlLinks
from simulators.reference import catalog, customers
from tests.acceptance.asking import Caller
from tests.acceptance.conftest import for_all
from tests.acceptance.served import Served
from tests.acceptance.simulated import Simulated
from tests.acceptance.waiting import moment

KINDS = (IdentifierKind.CHANNEL_ORDER, IdentifierKind.CUSTOMER_PO, IdentifierKind.INVOICE)
NAMES = "fragment All on Order { number status identifiers { kind instance value } }"
PATIENCE = 20.0

Store = tuple[SqlLinks, SqlExceptionCases]


@for_all
async def store(gateway: Served) -> AsyncIterator[Store]:
    """The database of the gateway, beside the gateway itself."""
    engine = open_database(gateway.database)
    yield SqlLinks(engine), SqlExceptionCases(engine)
    await engine.dispose()


def named(orders: Iterable[tuple[str, Any, object]]) -> Mapping[ClaimKey, str]:
    """What each name of these orders means."""
    kinds = {kind.name: kind for kind in KINDS}
    return {
        ClaimKey(kinds[each["kind"]], each["instance"], each["value"]): number
        for number, order, _ in orders
        for each in order["identifiers"]
        if each["kind"] in kinds
    }


async def test_each_name_of_an_order_leads_to_it(world: Simulated, desk: Caller, store: Store) -> None:
    links, cases = store
    told = await world.stories()
    numbers = [number for some in told["stories"].values() for number in some[:2]]
    meant = named(await desk.orders(numbers, NAMES))
    assert {key.kind for key in meant} == set(KINDS)
    async with asyncio.timeout(PATIENCE):
        while not all((claims := await links.claims(meant)).values()):
            await moment()
    assert {key: {link.ours for link in told} for key, told in claims.items()} == {
        key: {number} for key, number in meant.items()
    }
    assert {link.origin for told in claims.values() for link in told} == {LinkOrigin.LEARNED}
    found = {case.finding.code for case in await cases.cases(limit=1_000)}
    assert LINK_CONFLICT not in found


PARTS = "fragment All on Order { customer { code } lines { sku } }"
FIND = "query ($text: String!) { find(text: $text) { kind product { sku } } }"


def part_numbers(orders: Iterable[tuple[str, Any, object]]) -> Iterator[tuple[str, str]]:
    """What the customers of these orders call the items, as they say it themselves; and our name."""
    items = {catalog.product(number).sku: number for number in range(catalog.COUNT)}
    for _, order, _ in orders:
        number = customers.parse(order["customer"]["code"])
        for line in order["lines"]:
            part = customers.part_number(customers.customer(number), items[line["sku"]]) if number else None
            if part:
                yield part, line["sku"]


async def test_an_item_is_found_by_what_its_customer_calls_it(world: Simulated, desk: Caller) -> None:
    told = await world.stories()
    numbers = [number for some in told["stories"].values() for number in some]
    parts = dict(part_numbers(await desk.orders(numbers, PARTS)))
    assert parts
    for part, sku in list(parts.items())[:5]:
        async with asyncio.timeout(PATIENCE):
            while not (found := (await desk.ask(FIND, text=part)).data["find"]):
                await moment()
        assert {"kind": "ITEM", "product": {"sku": sku}} in found
