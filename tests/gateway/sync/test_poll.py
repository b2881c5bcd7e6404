from datetime import timedelta

import pytest

from domain.errors import BackendRefused, BackendUnavailable, StoreUnavailable
from domain.exceptions import bad_value
from domain.orders import OrderReturnStatus, OrderStatus
from domain.search.terms import Term, TermKind
from gateway.sync.indexing import ORDER_NOT_INDEXED, ORDER_OF_NOBODY, RETRIES
from gateway.sync.position import read_position
from tests.gateway.sync.small_sync import EVERY, SmallSync

DOWN = BackendUnavailable("is down", backend="carrier")


async def test_a_round_brings_every_changed_order_into_the_index() -> None:
    small = SmallSync()
    await small.poll("erp")
    rows = small.rows()
    assert set(rows) == {"SO-1", "SO-2"}
    assert (rows["SO-1"].status, rows["SO-1"].return_status) == (
        OrderStatus.PARTIALLY_DELIVERED,
        OrderReturnStatus.OPEN,
    )
    assert small.world.findings == []


async def test_the_feed_knows_how_far_it_got_and_goes_on_there() -> None:
    small = SmallSync()
    await small.poll("erp")
    feed = small.feeds.held["erp"]
    assert (feed.watermark, feed.last_heard_at, feed.expected) == (
        small.clock.now(),
        small.clock.now(),
        EVERY,
    )
    await small.poll("erp")
    assert small.changes["erp"].cursors == ["", "2", "4"]


async def test_a_shipment_leads_to_the_orders_in_it() -> None:
    small = SmallSync()
    await small.poll("tms")
    assert set(small.rows()) == {"SO-1", "SO-2"}


async def test_a_shipment_whose_warehouse_is_away_leads_to_the_orders_that_the_index_has_for_it() -> None:
    small = SmallSync()
    await small.poll("erp")
    small.world.reads["wms_east", "shipments"].error = DOWN
    small.world.reads["erp", "orders"].calls.clear()
    await small.poll("tms")
    assert [set(keys) for keys in small.world.reads["erp", "orders"].calls] == [{"SO-1", "SO-2"}]
    assert read_position(small.feeds.held["tms"].cursor).owed == ()


async def test_a_page_asks_each_system_once_for_all_of_its_orders() -> None:
    small = SmallSync()
    small.changes["erp"].page_size = 10
    small.changes["erp"].rows = [("order", "SO-1"), ("order", "SO-2")]
    await small.poll("erp")
    assert small.world.reads["erp", "orders"].calls == [("SO-1", "SO-2")]
    assert small.world.reads["erp", "customers"].calls == [("C-1", "C-2")]


async def test_more_orders_than_a_batch_are_read_in_several() -> None:
    small = SmallSync()
    small.changes["erp"].page_size = 200
    small.changes["erp"].rows = [("order", f"SO-{number}") for number in range(1, 121)]
    await small.poll("erp")
    assert [len(keys) for keys in small.world.reads["erp", "orders"].calls] == [50, 50, 20]


async def test_what_cannot_be_read_is_tried_again_before_it_is_a_case() -> None:
    small = SmallSync()
    small.world.reads["carrier", "tracking"].error = DOWN
    await small.poll("wms_east")
    assert small.sleeps == list(RETRIES)
    assert small.codes() == [ORDER_NOT_INDEXED] * 2
    assert all(traces_of(small)), "the log tells of each what was tried"
    assert read_position(small.feeds.held["wms_east"].cursor).owed == ("order:SO-2", "order:SO-1")


async def test_an_order_that_some_system_cannot_add_to_is_found_by_what_is_known() -> None:
    small = SmallSync()
    small.world.reads["carrier", "tracking"].error = DOWN
    await small.poll("wms_east")
    assert Term(TermKind.TRACKING, "1z1") in small.rows()["SO-1"].terms


async def test_a_row_that_is_whole_is_not_replaced_by_one_that_is_not() -> None:
    small = SmallSync()
    await small.poll("erp")
    before = small.rows()
    small.world.reads["wms_east", "fulfilments"].error = DOWN
    await small.poll("wms_east")
    assert small.rows() == before


async def test_what_is_owed_is_read_again_at_the_next_round() -> None:
    small = SmallSync()
    small.world.reads["erp", "orders"].error = DOWN
    await small.poll("wms_east")
    assert small.rows() == {}
    small.world.reads["erp", "orders"].error = None
    await small.poll("wms_east")
    assert set(small.rows()) == {"SO-1", "SO-2"}
    assert read_position(small.feeds.held["wms_east"].cursor).owed == ()
    assert small.changes["wms_east"].cursors == ["", "2"]


async def test_an_order_that_nobody_took_is_a_case_and_holds_up_nothing() -> None:
    small = SmallSync()
    small.changes["wms_east"].rows = [("order", "SO-9"), ("order", "SO-1")]
    await small.poll("wms_east")
    assert set(small.rows()) == {"SO-1"}
    assert small.codes() == [ORDER_OF_NOBODY]
    assert small.world.findings[0].subjects == ("order:SO-9",)
    assert all(traces_of(small))


async def test_what_a_page_finds_and_names_that_nothing_ties_are_cases() -> None:
    small = SmallSync()
    small.changes["erp"].findings = (bad_value("erp", "rows[3]", "names nothing", "source:erp"),)
    small.changes["tms"].rows = [("order", "47-11")]
    await small.poll("erp")
    await small.poll("tms")
    assert small.codes() == ["BAD_VALUE", "UNLINKED_IDENTIFIER"]


async def test_a_poll_that_fails_keeps_its_cursor() -> None:
    small = SmallSync()
    small.changes["erp"].errors = [DOWN]
    await small.poll("erp")
    assert small.feeds.held == {}
    await small.poll("erp")
    assert set(small.rows()) == {"SO-1", "SO-2"}


async def test_a_place_inside_of_a_round_that_is_refused_is_left_for_the_rounds_beginning() -> None:
    small = SmallSync()
    poll = small.sync.runner.polls[0]
    assert (await poll.step()).more
    small.changes["erp"].errors = [BackendRefused("no such cursor", backend="erp")]
    await small.poll("erp")
    await small.poll("erp")
    assert small.changes["erp"].cursors == ["", "2", "", "2"]


async def test_a_cursor_is_never_ahead_of_the_index() -> None:
    small = SmallSync()
    small.index.errors = [StoreUnavailable("away")]
    with pytest.raises(StoreUnavailable):
        await small.poll("erp")
    assert small.feeds.held == {}


async def test_what_another_process_polls_is_left_to_it() -> None:
    small = SmallSync()
    async with small.claims.claimed("erp"):
        await small.poll("erp")
    assert small.changes["erp"].cursors == []


async def test_an_instance_that_was_heard_a_moment_ago_is_not_due() -> None:
    small = SmallSync()
    poll = small.sync.runner.polls[0]
    assert await poll.is_due()
    await small.poll("erp")
    assert not await poll.is_due()
    small.clock.advance(timedelta(seconds=15))
    assert await poll.is_due()


def traces_of(small: SmallSync) -> list[bool]:
    """Of each finding, whether it says under which trace it was met."""
    return [any(one.startswith("trace:") for one in found.evidence) for found in small.world.findings]
