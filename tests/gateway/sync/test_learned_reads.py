from dataclasses import replace
from datetime import timedelta

from domain.errors import BackendUnavailable, StoreUnavailable
from domain.partners import Lane
from domain.ports.demand import Demand
from domain.ports.graph import PROGRESS
from tests.gateway.sync.small_sync import SmallSync, email


async def asked(small: SmallSync, *numbers: str, demand: Demand | None = None) -> None:
    """What a request for the status of orders reads, and all that is done behind it."""
    readers, wanted = small.sync.readers, demand or small.clock.within()
    await readers.of(PROGRESS).read(numbers, wanted)
    await small.sync.reads.behind.drained()


def started() -> SmallSync:
    small = SmallSync()
    small.sync.reads.behind.start()
    return small


async def test_what_a_request_read_is_in_the_index_afterwards() -> None:
    small = started()
    await asked(small, "SO-1")
    await small.sync.aclose()
    assert set(small.rows()) == {"SO-1"}
    assert email("ann@example.net") in small.rows()["SO-1"].terms


async def test_no_system_is_asked_for_it_but_for_the_customer() -> None:
    small = started()
    await small.world.readers.of(PROGRESS).read(["SO-1"], small.clock.within())
    plain = small.world.calls()
    for read in small.world.reads.values():
        read.calls.clear()
    await asked(small, "SO-1")
    await small.sync.aclose()
    assert small.world.calls() == plain | {"erp": plain["erp"] + 1}
    assert small.world.reads["erp", "customers"].calls == [("C-1",)]


async def test_a_row_is_written_once_a_minute() -> None:
    small = started()
    await asked(small, "SO-1")
    small.index.held.clear()
    await asked(small, "SO-1")
    assert small.rows() == {}
    small.clock.advance(timedelta(seconds=61))
    await asked(small, "SO-1")
    await small.sync.aclose()
    assert set(small.rows()) == {"SO-1"}


async def test_what_sync_reads_is_not_learned_a_second_time() -> None:
    small = started()
    await asked(small, "SO-1", demand=replace(small.clock.within(), lane=Lane.BACKGROUND))
    await small.sync.aclose()
    assert small.rows() == {}


async def test_an_order_of_which_a_system_could_not_tell_is_left_to_sync() -> None:
    small = started()
    small.world.reads["carrier", "tracking"].error = BackendUnavailable("is down", backend="carrier")
    await asked(small, "SO-1", "SO-404")
    await small.sync.aclose()
    assert small.rows() == {}


async def test_a_store_that_is_away_costs_the_row_and_not_those_after_it() -> None:
    small = started()
    small.index.errors = [StoreUnavailable("away")]
    await asked(small, "SO-1")
    await asked(small, "SO-2")
    await small.sync.aclose()
    assert set(small.rows()) == {"SO-2"}
