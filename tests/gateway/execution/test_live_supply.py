"""A purchase order that changes what comes reaches the streams of what may be promised."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from domain.availability.rules import SellingRules, SupplyRule
from domain.availability.selling import Selling
from domain.log.filters import EventFilter
from domain.log.records import Logged
from domain.partners import Grant, Principal, RowScope
from domain.purchasing import PurchaseLine, PurchaseOrder, PurchaseState
from domain.quantities import quantity
from gateway.assembly.selling.bound import with_availability
from gateway.assembly.selling.coming import RememberedSupply
from gateway.execution.live.streams import LiveOperation
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.log.own_news import OwnNews
from gateway.sync.purchases import Purchases
from gateway.sync.supplies import Supplies
from tests.doubles.clock import START
from tests.doubles.purchase_index import InMemoryPurchaseIndex
from tests.doubles.selling import InMemorySupply
from tests.doubles.small_rows import indexed
from tests.doubles.small_world import PLACES
from tests.gateway.execution.following import Following, roots
from tests.resolvers.asking import DESK, EVERYTHING

ITEMS = """
subscription { availabilityChanged(skus: ["AX-1", "AX-2"]) {
  availability { sku segments { kind quantity { amount } } }
} }
"""
LINE = PurchaseLine(id="1", sku="AX-1", ordered=quantity(10), expected_at=START + timedelta(days=1))
ORDER = PurchaseOrder(number="PU-7", source="erp", state=PurchaseState.PLACED, location="2000", lines=(LINE,))


class Buyer:
    """A stream of two items, and a purchase order of one of them, which comes to WEST."""

    def __init__(self) -> None:
        self.following = Following(indexed())
        world, index = self.following.world, InMemorySupply()
        assert self.following.log is not None
        self.log = self.following.log
        self.coming = RememberedSupply(index, world.clock)
        selling = Selling(SellingRules(supply=(SupplyRule(),)), PLACES)
        supplies = Supplies(world.readers, index, world.clock, OwnNews(self.log, LocalSignal()))
        self.purchases = Purchases(world.readers, InMemoryPurchaseIndex(), world.clock, supplies)
        world.readers = with_availability(world.readers, selling, PLACES, world.clock, supply=self.coming)

    async def begun(self, asker: Principal = DESK) -> LiveOperation:
        own = await self.following.live(ITEMS, asker)
        live = own.grouped()
        own.joins(live)
        await own.snapshot(asker, 0)
        return live

    async def polled(self, order: PurchaseOrder) -> Sequence[Logged]:
        """What the log tells once the order was read so."""
        self.following.world.clock.advance(timedelta(milliseconds=1))
        self.following.world.reads["erp", "purchase_orders"].records["PU-7"] = order
        head = await self.log.head()
        await self.purchases.index(["PU-7"])
        page = await self.log.after(head.position if head else 0, EventFilter(), RowScope(), first=99)
        self.coming.hear(page.events)
        return list(page.events)


def shown(told: Sequence[Any]) -> list[tuple[str, list[str]]]:
    """Each item, with what its supply adds."""
    return [
        (
            one["availability"]["sku"],
            [str(s["quantity"]["amount"]) for s in one["availability"]["segments"] if s["kind"] != "ON_HAND"],
        )
        for one in told
    ]


async def test_a_change_of_what_comes_is_told_at_once_and_once() -> None:
    buyer = Buyer()
    live = await buyer.begun()
    told = roots(await live.told(DESK, await buyer.polled(ORDER)))
    assert shown(told) == [("AX-1", ["10"])]
    more = replace(ORDER, lines=(replace(LINE, ordered=quantity(12)),))
    told = roots(await live.told(DESK, await buyer.polled(more)))
    assert shown(told) == [("AX-1", ["12"])], "what was remembered of supply is not told"
    assert await buyer.polled(more) == []
    assert await buyer.polled(replace(more, state=PurchaseState.ACKNOWLEDGED)) == []


async def test_who_is_held_to_other_places_is_not_told() -> None:
    asker = Principal(
        partner="shop", grant=Grant(scopes=EVERYTHING, rows=RowScope(locations=frozenset({"EAST"})))
    )
    buyer = Buyer()
    live = await buyer.begun(asker)
    events = await buyer.polled(ORDER)
    assert len(events) == 1
    assert await live.told(asker, events) == []
