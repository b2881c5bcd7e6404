"""What purchase orders still bring is put in base units, replaced when they are read again, and told of."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from domain.events.owners import Owners
from domain.events.record import Event
from domain.log.filters import EventFilter
from domain.partners import RowScope
from domain.purchasing import PurchaseLine, PurchaseOrder, PurchaseState
from domain.quantities import quantity
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.log.own_news import OwnNews
from gateway.sync.purchases import Purchases
from gateway.sync.supplies import Supplies
from gateway.sync.telling import keep_silent
from tests.doubles.clock import START
from tests.doubles.event_log import InMemoryLog
from tests.doubles.purchase_index import InMemoryPurchaseIndex
from tests.doubles.selling import InMemorySupply
from tests.doubles.small_world import SmallWorld

ORDER = PurchaseOrder(
    number="PU-7",
    source="erp",
    state=PurchaseState.PLACED,
    location="2000",
    lines=(
        PurchaseLine(id="1", sku="AX-1", ordered=quantity(10), expected_at=START + timedelta(days=1)),
        PurchaseLine(id="2", sku="AX-2", ordered=quantity(3, "CS"), announced=quantity(1, "CS")),
        PurchaseLine(id="3", sku="AX-1", ordered=quantity(3, "PL")),
    ),
)


async def test_what_still_comes_is_known_by_item_in_its_own_unit() -> None:
    world, supply = SmallWorld(), InMemorySupply()
    records = world.reads["erp", "purchase_orders"].records
    supplies = Supplies(world.readers, supply, world.clock, keep_silent)
    purchases = Purchases(world.readers, InMemoryPurchaseIndex(), world.clock, supplies)
    records["PU-7"] = ORDER
    await purchases.index(["PU-7"])
    coming = await supply.coming(["AX-1", "AX-2"])
    told = {
        sku: [(one.location, str(one.kind), str(one.quantity.amount), one.quantity.unit) for one in each]
        for sku, each in coming.items()
    }
    assert told == {
        "AX-1": [("WEST", "PURCHASE_ORDER", "10", "EA")],
        "AX-2": [("WEST", "ASN", "8", "EA"), ("WEST", "PURCHASE_ORDER", "16", "EA")],
    }
    records["PU-7"] = replace(ORDER, state=PurchaseState.RECEIVED)
    await purchases.index(["PU-7"])
    assert not any((await supply.coming(["AX-1", "AX-2"])).values())
    records["PU-7"] = ORDER
    await purchases.index(["PU-7"])
    del records["PU-7"]
    await purchases.index(["PU-7"])
    assert not any((await supply.coming(["AX-1", "AX-2"])).values())


class Watched:
    """Purchases of the small world, the log that changes of supply come into, and who remembers supply."""

    def __init__(self) -> None:
        self.world, self.index, self.log = SmallWorld(), InMemorySupply(), InMemoryLog("here")
        self.is_away = False
        own = OwnNews(self.log, LocalSignal())

        async def tell(events: Sequence[Event]) -> bool:
            return not self.is_away and await own(events)

        self.records = self.world.reads["erp", "purchase_orders"].records
        supplies = Supplies(self.world.readers, self.index, self.world.clock, tell)
        self.purchases = Purchases(self.world.readers, InMemoryPurchaseIndex(), self.world.clock, supplies)

    async def brings(self, order: PurchaseOrder) -> list[Event]:
        """What is told when the order is so."""
        head = await self.log.head()
        self.world.clock.advance(timedelta(seconds=1))
        self.records["PU-7"] = order
        await self.purchases.index(["PU-7"])
        page = await self.log.after(head.position if head else 0, EventFilter(), RowScope(), first=99)
        return [each.event for each in page.events]


async def test_a_change_of_what_comes_is_told_once_for_each_item() -> None:
    watched = Watched()
    told = await watched.brings(ORDER)
    assert [(one.type, one.source, one.subject, one.data) for one in told] == [
        ("stock.changed", "ordergraph", "sku:AX-1", None),
        ("stock.changed", "ordergraph", "sku:AX-2", None),
    ]
    assert {one.owners for one in told} == {Owners(locations=frozenset({"WEST"}))}
    assert await watched.brings(ORDER) == []
    assert await watched.brings(replace(ORDER, state=PurchaseState.ACKNOWLEDGED)) == []


async def test_what_becomes_again_as_it_was_is_told_again() -> None:
    watched, received = Watched(), replace(ORDER, state=PurchaseState.RECEIVED)
    for order in (ORDER, received, ORDER, received):
        assert [one.subject for one in await watched.brings(order)] == ["sku:AX-1", "sku:AX-2"]


async def test_what_could_not_be_told_is_told_with_the_next_look() -> None:
    watched = Watched()
    watched.is_away = True
    assert await watched.brings(ORDER) == []
    watched.is_away = False
    assert [one.subject for one in await watched.brings(ORDER)] == ["sku:AX-1", "sku:AX-2"]
    assert await watched.brings(ORDER) == []
