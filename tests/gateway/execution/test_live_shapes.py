"""Who is told less than the amount is not told of changes that do not show in it."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.quantities import quantity
from domain.shapes.words import Band, Shapes
from domain.stock import Figure, StockKey, StockPosition, StockState
from gateway.execution.live.streams import LiveOperation
from tests.gateway.execution.following import Following, counted, event, roots
from tests.gateway.execution.test_live import place
from tests.resolvers.asking import DESK, EVERYTHING

ITEMS = """
subscription { changed: availabilityChanged(skus: ["AX-1", "AX-2"]) {
  kind at: cursor availability { sku available { amount band inStock } }
} }
"""
BANDS = Principal(
    partner="shop", grant=Grant(scopes=EVERYTHING, shapes=Shapes(quantity=Band(low=Decimal(10))))
)


class Shop:
    """A stream of two items, and their stock."""

    def __init__(self, principal: Principal) -> None:
        self.following = Following()
        self.principal = principal
        self.count = 0
        self.own: LiveOperation

    async def begun(self) -> LiveOperation:
        own = await self.following.live(ITEMS, self.principal)
        live = own.grouped()
        own.joins(live)
        await own.snapshot(self.principal, 0)
        self.own = own
        return live

    def stock(self, **amounts: int) -> None:
        """There is so much of each now."""
        keys = {"AX_1": ("wms_east", StockKey("E-1", "DC01")), "AX_2": ("wms_west", StockKey("0002", "W2"))}
        for name, amount in amounts.items():
            source, key = keys[name]
            figure = Figure(state=StockState.SELLABLE, quantity=quantity(amount), source=source)
            held = StockPosition(sku=key.sku, location=key.location, figures=(figure,))
            self.following.world.reads[source, "stock"].records[key] = held

    async def now(self, live: LiveOperation, **amounts: int) -> Sequence[Any]:
        """What is told once there is so much of each."""
        self.stock(**amounts)
        self.count += 1
        self.following.world.clock.advance(timedelta(seconds=1))
        events = [counted(id=f"east {self.count}"), counted("WEST", "AX-2", id=f"west {self.count}")]
        items = await live.told(self.principal, await self.following.append(*events))
        told = roots(items)
        assert [item.cursor or None for item in items] == [one["at"] for one in told]
        return [(one["availability"]["sku"], one["at"]) for one in told]


async def test_what_stays_inside_of_a_band_is_not_told() -> None:
    shop = Shop(BANDS)
    live = await shop.begun()
    assert await shop.now(live, AX_1=60, AX_2=21) == []
    assert await shop.now(live, AX_1=5, AX_2=22) == [("AX-1", place(4))], "the cursor is of all that came"
    assert await shop.now(live, AX_1=4) == []
    assert await shop.now(live, AX_1=0, AX_2=0) == [("AX-1", None), ("AX-2", place(8))]


async def test_who_sees_amounts_is_told_of_those_that_changed() -> None:
    shop = Shop(DESK)
    live = await shop.begun()
    assert await shop.now(live, AX_1=60) == [("AX-1", place(2))]
    assert await shop.now(live, AX_1=60) == []
    assert await shop.now(live, AX_1=61) == [("AX-1", place(6))]


async def test_a_hold_of_another_channel_is_told_where_it_takes_from_this_one() -> None:
    rows = RowScope(channels=frozenset({"MARKET"}), locations=frozenset({"EAST"}))
    shop = Shop(Principal(partner="market", grant=Grant(scopes=EVERYTHING, rows=rows)))
    live = await shop.begun()
    assert live.rows(shop.principal) == RowScope(locations=frozenset({"EAST"}))
    hold = event("reservation.held", "reservation:r1", "sku:AX-1@EAST")
    assert decide_row(shop.principal, hold.owners) != ALLOW
    logged = await shop.following.append(hold)
    assert await live.told(shop.principal, logged) == [], "nothing was taken"
    shop.stock(AX_1=3)
    told = roots(await live.told(shop.principal, logged))
    assert [one["availability"]["sku"] for one in told] == ["AX-1"]


async def test_the_state_comes_whole_each_time() -> None:
    shop = Shop(BANDS)
    await shop.begun()
    assert len(await shop.own.snapshot(BANDS, 0)) == 2


async def test_what_one_reads_for_itself_is_not_kept_from_the_others() -> None:
    shop = Shop(DESK)
    live = await shop.begun()
    await shop.now(live, AX_1=60)
    shop.stock(AX_1=50)
    shop.following.world.clock.advance(timedelta(seconds=1))
    event_of_it = await shop.following.append(counted(id="late"))
    assert len(await shop.own.told(DESK, event_of_it)) == 1, "who reads apart is told of all"
    assert len(await live.told(DESK, event_of_it)) == 1, "and the others are told too"
    assert await live.told(DESK, event_of_it) == []
