"""What goes on behind holds: they are told of, run out, give way to orders, and follow the stock."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.events.payloads import OrderNews
from domain.events.record import Event
from domain.log.filters import EventFilter
from domain.log.records import Logged, Mapped
from domain.partners import RowScope
from domain.ports import backends as ports
from domain.quantities import quantity
from domain.stock import StockKey
from gateway.reservations.keeping import RESERVED_OVER_STOCK
from gateway.reservations.taking_over import NEVER_TAKEN_OVER
from tests.resolvers.reservations.shop import CONFIRM, RELEASE, Shop

EAST = StockKey("E-1", "DC01")


async def told(shop: Shop) -> list[str]:
    page = await shop.log.after(0, EventFilter(types=frozenset({"reservation"})), RowScope(), first=100)
    return [logged.event.type.partition(".")[2] for logged in page.events]


async def happened(shop: Shop, event: Event) -> None:
    """A system tells, and whoever follows the log hears it."""
    appended = await shop.log.append([Mapped(events=(event,))])
    shop.state.following._hear(list(appended.logged))
    await shop.state.following.step()


def allocated(shop: Shop, amount: int, name: str = "a1") -> Event:
    now = shop.clock.now()
    return Event(
        type="order.allocated",
        source="wms_east",
        source_event_id=name,
        subject="order:SO-1",
        related=("sku:AX-1@EAST",),
        occurred_at=now,
        recorded_at=now,
        data=OrderNews(sku="AX-1", quantity=quantity(amount), location="EAST"),
    )


def count(shop: Shop, **figures: int) -> None:
    """What the warehouse counts from now on."""
    known = shop.world.reads["wms_east", ports.STOCK.name].records
    before = known[EAST]
    known[EAST] = replace(
        before,
        figures=tuple(
            replace(one, quantity=quantity(figures.get(one.state.value.lower(), int(one.quantity.amount))))
            for one in before.figures
        ),
    )


async def held_at(shop: Shop) -> int:
    return (await shop.store.held(["AX-1"], now=shop.clock.now()))["AX-1"]["at:EAST"]


async def test_each_step_is_told_once_and_in_order() -> None:
    shop = Shop()
    name = {"id": (await shop.reserve(("AX-1", "5")))["id"]}
    await shop.state.following.step()
    await shop.ask(CONFIRM, variables=name)
    await shop.ask(RELEASE, variables=name)
    await shop.reserve(("AX-1", "5"), key="k2", ttl="PT1M")
    shop.clock.advance(timedelta(minutes=2))
    await shop.state.following.step()
    await shop.state.following.step()
    assert await told(shop) == ["held", "confirmed", "released", "held", "expired"]
    assert await held_at(shop) == 0


async def test_a_step_that_the_log_has_already_is_told_no_second_time() -> None:
    shop = Shop()
    await shop.reserve(("AX-1", "5"))
    steps = await shop.store.untold(10)
    await shop.log.append([Mapped(events=tuple(steps[0].events))])
    await shop.state.following.step()
    assert await told(shop) == ["held"]
    assert await shop.store.untold(10) == []


async def test_a_confirmed_hold_gives_way_to_its_order_s_own_allocation() -> None:
    shop = Shop()
    name = {"id": (await shop.reserve(("AX-1", "10")))["id"]}
    await shop.ask(CONFIRM, variables=name)
    count(shop, allocated=34)
    await happened(shop, allocated(shop, 4))
    # 100 sellable, 34 allocated, 6 still held: none counts twice, and none not at all.
    assert await held_at(shop) == 6
    await shop.reserve(("AX-1", "60"), key="all")
    assert await shop.refused_to_reserve(("AX-1", "1"), key="more") == "NOT_ENOUGH_STOCK lines[0].quantity"
    count(shop, allocated=40)
    await happened(shop, allocated(shop, 6, "a2"))
    one = await shop.store.reservation(name["id"])
    assert one is not None
    assert one.state == "TAKEN_OVER"
    assert await held_at(shop) == 60
    assert await shop.refused_to_reserve(("AX-1", "1"), key="still") == "NOT_ENOUGH_STOCK lines[0].quantity"


async def test_what_was_missed_is_found_by_the_next_look_at_all() -> None:
    shop = Shop()
    name = {"id": (await shop.reserve(("AX-1", "10")))["id"]}
    await shop.ask(CONFIRM, variables=name)
    await shop.log.append([Mapped(events=(allocated(shop, 10),))])
    await shop.state.following.step()
    one = await shop.store.reservation(name["id"])
    assert one is not None
    assert one.state == "TAKEN_OVER"


async def test_a_confirmed_hold_that_no_order_claims_is_a_case() -> None:
    shop = Shop()
    await shop.ask(CONFIRM, variables={"id": (await shop.reserve(("AX-1", "10")))["id"]})
    shop.clock.advance(timedelta(days=4))
    await shop.state.following.step()
    assert [one.code for one in shop.findings] == [NEVER_TAKEN_OVER]
    assert await held_at(shop) == 10


@pytest.mark.parametrize("subject", ["sku:AX-1@EAST", "sku:AX-1"])
async def test_ceilings_follow_the_stock(subject: str) -> None:
    shop = Shop()
    await shop.reserve(("AX-1", "10"))
    count(shop, sellable=41)
    now = shop.clock.now()
    news = Event(type="stock.changed", source="wms_east", subject=subject, occurred_at=now, recorded_at=now)
    shop.state.following._hear([Logged(1, news)])
    await shop.state.following.step()
    assert await shop.refused_to_reserve(("AX-1", "2"), key="k2") == "NOT_ENOUGH_STOCK lines[0].quantity"
    await shop.reserve(("AX-1", "1"), key="k3")


async def test_more_held_than_there_is_now_is_a_case_and_takes_nothing_away() -> None:
    shop = Shop()
    made = await shop.reserve(("AX-1", "10"))
    count(shop, sellable=35)
    shop.clock.advance(timedelta(minutes=5))
    assert await shop.refused_to_reserve(("AX-1", "1"), key="k2") == "NOT_ENOUGH_STOCK lines[0].quantity"
    assert {one.code for one in shop.findings} == {RESERVED_OVER_STOCK}
    assert "10 EA are held, and 5 are there" in shop.findings[0].detail
    await shop.ask(CONFIRM, variables={"id": made["id"]})


async def test_a_count_that_is_too_old_is_read_again() -> None:
    shop = Shop()
    await shop.reserve(("AX-1", "1"))
    count(shop, sellable=31)
    shop.clock.advance(timedelta(minutes=2))
    assert await shop.refused_to_reserve(("AX-1", "1"), key="k2") == "NOT_ENOUGH_STOCK lines[0].quantity"


async def test_what_is_told_is_heard_here_without_being_read() -> None:
    shop, heard = Shop(), list[Logged]()
    shop.state.following._of.telling.listen(heard.extend)
    await shop.reserve(("AX-1", "5"))
    await shop.state.following.step()
    page = await shop.log.after(0, EventFilter(types=frozenset({"reservation"})), RowScope(), first=100)
    assert heard == list(page.events)
    assert len(heard) == 1
