"""Whose purchase orders are: learned from polls, and from who asks for one."""

from datetime import timedelta

from msgspec.structs import replace

from domain.errors import BackendUnavailable
from domain.partners import RowScope
from domain.search.purchases import PurchaseRow
from tests.gateway.sync.small_sync import SmallSync

SUPPLIER = RowScope(suppliers=frozenset({"V-1"}))
ROW = PurchaseRow(number="PU-1", supplier="V-1", location="EAST")


async def test_a_poll_brings_in_whose_they_are() -> None:
    small = SmallSync()
    await small.poll("erp")
    assert small.purchases.held == {"PU-1": ROW}
    assert await small.purchases.known(["PU-1"], SUPPLIER) == {"PU-1"}


async def test_one_that_cannot_be_read_is_owed_and_read_again() -> None:
    small = SmallSync()
    read = small.world.reads["erp", "purchase_orders"]
    read.error = BackendUnavailable("is down", backend="erp")
    await small.poll("erp")
    assert small.purchases.held == {}
    read.error = None
    (erp, *_) = small.sync.runner.polls
    await erp.settle()
    assert small.purchases.held == {"PU-1": ROW}


async def test_one_that_no_system_knows_any_more_is_nobody_s() -> None:
    small = SmallSync()
    await small.purchases.put([ROW, PurchaseRow(number="PU-9", supplier="V-1")])
    assert await small.sync.purchases.index(["PU-9"]) == ()
    assert set(small.purchases.held) == {"PU-1"}


async def test_one_that_changes_hands_is_its_new_supplier_s() -> None:
    small = SmallSync()
    await small.poll("erp")
    records = small.world.reads["erp", "purchase_orders"].records
    records["PU-1"] = replace(records["PU-1"], supplier="V-2")
    await small.sync.purchases.index(["PU-1"])
    assert await small.purchases.known(["PU-1"], SUPPLIER) == frozenset()


async def test_one_that_is_asked_for_is_learned_behind_the_request_once_a_minute() -> None:
    small = SmallSync()
    read = small.world.reads["erp", "purchase_orders"]
    small.sync.start(polling=False)
    for _ in range(3):
        small.sync.learner.later_purchases(["PU-1"])
        small.sync.learner.later_purchases(["PU-404"])
        await small.sync.purchases.behind.drained()
    assert small.purchases.held == {"PU-1": ROW}
    assert read.calls == [("PU-1",), ("PU-404",)]
    small.clock.advance(timedelta(seconds=61))
    small.sync.learner.later_purchases(["PU-1", "PU-404"])
    await small.sync.purchases.behind.drained()
    await small.sync.aclose()
    assert read.calls[2:] == [("PU-1", "PU-404")]
