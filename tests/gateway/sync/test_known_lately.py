"""The index as requests ask it: the same answers, and what was just admitted not asked for again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from domain.events.owners import Owners
from domain.ports.search import OrderIndex
from gateway.sync.known_lately import KnownLately
from tests.contracts.order_examples import row
from tests.contracts.order_index import OrderIndexContract
from tests.doubles.clock import SettableClock
from tests.doubles.order_index import InMemoryOrderIndex
from tests.doubles.recording import Recorded, RecordingIndex
from tests.resolvers.rows.asking_rows import held_to

OWNERS = Owners(customers=frozenset({"C-1"}), locations=frozenset({"EAST"}), carriers=frozenset({"PONE"}))
MINE, EVERY = held_to(customers="C-1").grant.rows, held_to().grant.rows


class ImpatientClock(SettableClock):
    """Each look at it is later than what is remembered: nothing is."""

    def monotonic(self) -> float:
        self.advance(timedelta(seconds=2))
        return super().monotonic()


class TestContract(OrderIndexContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[OrderIndex]:
        yield KnownLately(InMemoryOrderIndex(), ImpatientClock())


class Asked:
    """The index behind, and what it was asked."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.recorded = Recorded()
        self.index = InMemoryOrderIndex()
        self.lately = KnownLately(RecordingIndex(self.index, self.recorded), self.clock)

    def numbers(self) -> list[object]:
        return [call[1] for call in self.recorded.of("index.known")]


async def test_what_is_admitted_is_not_asked_for_again_within_a_second() -> None:
    asked = Asked()
    await asked.index.put([row("SO-1", owners=OWNERS), row("SO-2", owners=OWNERS)])
    assert await asked.lately.known(["SO-1"], MINE) == {"SO-1"}
    assert await asked.lately.known(["SO-1", "SO-2"], MINE) == {"SO-1", "SO-2"}
    assert await asked.lately.known(["SO-2", "SO-1"], MINE) == {"SO-1", "SO-2"}
    assert asked.numbers() == [("SO-1",), ("SO-2",)]
    asked.clock.advance(timedelta(seconds=1))
    assert await asked.lately.known(["SO-1"], MINE) == {"SO-1"}
    assert asked.numbers()[2:] == [("SO-1",)]


async def test_what_is_admitted_is_known_at_once_or_not_at_all() -> None:
    asked = Asked()
    await asked.index.put([row("SO-1", owners=OWNERS), row("SO-2", owners=OWNERS)])
    assert asked.lately.peek_known(["SO-1"], MINE) is None
    await asked.lately.known(["SO-1", "SO-404"], MINE)
    assert asked.lately.peek_known(["SO-1", "SO-1"], MINE) == frozenset({"SO-1"})
    assert asked.lately.peek_known(["SO-1", "SO-2"], MINE) is None
    assert asked.lately.peek_known(["SO-404"], MINE) is None, "what is not there is never known at once"
    assert asked.lately.peek_known(["SO-1"], EVERY) is None
    asked.clock.advance(timedelta(seconds=1))
    assert asked.lately.peek_known(["SO-1"], MINE) is None


async def test_what_is_not_there_is_asked_for_each_time() -> None:
    asked = Asked()
    assert await asked.lately.known(["SO-1"], MINE) == frozenset()
    await asked.index.put([row("SO-1", owners=OWNERS)])
    assert await asked.lately.known(["SO-1"], MINE) == {"SO-1"}
    assert asked.numbers() == [("SO-1",), ("SO-1",)]


async def test_what_one_scope_is_shown_no_other_is() -> None:
    asked = Asked()
    await asked.index.put([row("SO-1", owners=OWNERS)])
    assert await asked.lately.known(["SO-1"], MINE) == {"SO-1"}
    for other in ({"customers": "C-2"}, {"customers": "C-1", "carriers": "SLOW"}, {"locations": "WEST"}):
        assert await asked.lately.known(["SO-1"], held_to(**other).grant.rows) == frozenset()
    assert len(asked.numbers()) == 4


async def test_who_sees_every_row_is_told_what_is_there_now() -> None:
    asked = Asked()
    await asked.index.put([row("SO-1", owners=OWNERS)])
    assert await asked.lately.known(["SO-1"], EVERY) == {"SO-1"}
    await asked.lately.forget(["SO-1"])
    assert await asked.lately.known(["SO-1"], EVERY) == frozenset()
