import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.errors import BackendUnavailable, StoreUnavailable
from domain.search.terms import Term, TermKind, term
from tests.gateway.sync.small_sync import SmallSync

DOWN = BackendUnavailable("is down", backend="erp")


def asked_for(kind: TermKind, text: str) -> dict[Term, str]:
    return {term(kind, text): text}


@pytest.mark.parametrize(
    ("kind", "text", "numbers"),
    [
        (TermKind.ORDER, "SO-1", {"SO-1"}),
        (TermKind.ORDER, " so-2 ", {"SO-2"}),
        (TermKind.SHIPMENT, "she-1", {"SO-1", "SO-2"}),
        (TermKind.RETURN, "RMA-1", {"SO-1"}),
        (TermKind.ORDER, "SO-404", set()),
    ],
)
async def test_what_a_backend_knows_is_indexed(kind: TermKind, text: str, numbers: set[str]) -> None:
    small = SmallSync()
    await small.sync.learner.learn(asked_for(kind, text), small.clock.within())
    assert set(small.rows()) == numbers


async def test_a_tracking_number_leads_through_the_shippers_references_to_the_orders() -> None:
    small = SmallSync()
    tracks = small.world.reads["carrier", "tracking"].records
    tracks["1Z1"] = replace(tracks["1Z1"], references=("SHE-1",))
    await small.sync.learner.learn(asked_for(TermKind.TRACKING, "1z1"), small.clock.within())
    assert set(small.rows()) == {"SO-1", "SO-2"}


async def test_what_nobody_knows_is_asked_for_once_a_minute() -> None:
    small = SmallSync()
    read = small.world.reads["erp", "orders"]
    for _ in range(3):
        await small.sync.learner.learn(asked_for(TermKind.ORDER, "SO-404"), small.clock.within())
    assert read.calls == [("SO-404",)]
    small.clock.advance(timedelta(seconds=61))
    await small.sync.learner.learn(asked_for(TermKind.ORDER, "SO-404"), small.clock.within())
    assert len(read.calls) == 2


async def test_what_could_not_be_asked_is_not_taken_for_unknown() -> None:
    small = SmallSync()
    read = small.world.reads["erp", "orders"]
    read.error = DOWN
    await small.sync.learner.learn(asked_for(TermKind.ORDER, "SO-1"), small.clock.within())
    assert small.rows() == {}
    read.error = None
    await small.sync.learner.learn(asked_for(TermKind.ORDER, "SO-1"), small.clock.within())
    assert set(small.rows()) == {"SO-1"}


async def test_those_who_ask_for_the_same_at_once_share_one_answer() -> None:
    small = SmallSync()
    learn = small.sync.learner.learn
    texts = asked_for(TermKind.ORDER, "SO-1")
    await asyncio.gather(*(learn(texts, small.clock.within()) for _ in range(20)))
    assert small.world.reads["erp", "orders"].calls == [("SO-1",)]


async def test_one_who_fails_does_not_leave_the_others_waiting() -> None:
    small = SmallSync()
    small.index.errors = [StoreUnavailable("away")]
    learn = small.sync.learner.learn
    texts = asked_for(TermKind.ORDER, "SO-1")
    first, second = await asyncio.gather(
        learn(texts, small.clock.within()), learn(texts, small.clock.within()), return_exceptions=True
    )
    assert isinstance(first, StoreUnavailable)
    assert second == [], "it asked again for itself"
    assert set(small.rows()) == {"SO-1"}


async def test_what_is_left_for_later_is_learned_behind_the_request() -> None:
    small = SmallSync()
    behind = small.sync.learner.behind
    small.sync.start(polling=False)
    small.sync.learner.later(asked_for(TermKind.ORDER, "SO-1"))
    assert small.rows() == {}
    await behind.drained()
    await small.sync.aclose()
    assert set(small.rows()) == {"SO-1"}


async def test_what_is_left_for_later_is_asked_for_once_a_minute_whether_it_is_there_or_not() -> None:
    small = SmallSync()
    read = small.world.reads["erp", "orders"]
    small.sync.start(polling=False)
    for _ in range(3):
        for number in ("SO-1", "SO-404"):
            small.sync.learner.later(asked_for(TermKind.ORDER, number))
        await small.sync.learner.behind.drained()
    assert [call for call in read.calls if call != ("SO-1",)] == [("SO-404",)]
    assert ("SO-1",) in read.calls
    asked = len(read.calls)
    small.clock.advance(timedelta(seconds=61))
    for number in ("SO-1", "SO-404"):
        small.sync.learner.later(asked_for(TermKind.ORDER, number))
    await small.sync.learner.behind.drained()
    await small.sync.aclose()
    assert len(read.calls) == 2 * asked, "what the index has by now is asked for as what nobody has"
