"""Deliveries mapped once more: counted first, then done, and done once however often it is asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.errors import BadInput
from domain.events.owners import Owners
from domain.log.filters import EventFilter
from domain.log.records import Appended, Logged
from domain.log.replays import Replay, Replayed
from domain.partners import RowScope
from domain.ports.backends import Delivered
from gateway.intake.meaning.mapping import Mapping as Mapping_
from gateway.intake.meaning.mapping import Read
from gateway.intake.replaying import Replaying
from gateway.intake.retention import LogStores
from tests.doubles.clock import START
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.intake.deliveries import SOURCES, Pushing, delivery
from tests.gateway.intake.test_worker import Intake

MINUTE = timedelta(minutes=1)
EVERYTHING = Replay()


class Newer(Pushing):
    """Calls what was shipped delivered, and reads `took` as something that was never told."""

    def parse(self, body: bytes, now: datetime) -> Delivered:
        told = super().parse(body.replace(b"took A-1 EAST", b"moved S-9 e9"), now)
        events = (
            replace(each, type="order.delivered", mapping_version=2) if each.type == "order.shipped" else each
            for each in told.events
        )
        return replace(told, events=tuple(events))


class Replays:
    """An intake with three deliveries, one of which died."""

    def __init__(self) -> None:
        self.intake = Intake()
        self.sources = dict(SOURCES)
        self.told: list[int] = []

    async def came_in(self) -> None:
        await self.intake.came_in(
            delivery("r1", "shipped SO-1 e1"),
            delivery("r2", "shipped SO-2 e2", "took A-1 EAST"),
            delivery("r3", "shipped SO-1 e1", source="wms_east"),
        )

    async def replay(self, wanted: Replay = EVERYTHING, *, apply: bool = False) -> Replayed:
        log, clock = self.intake.log, self.intake.clock
        mapping = Mapping_(self.sources.get, lambda: self.intake.crosswalk, InMemoryOrderIndex(), nobody)
        stores = LogStores(inbox=log, log=log, letters=log)
        return await Replaying(stores, mapping, self._effects, clock).replay(wanted, apply=apply)

    async def _effects(self, appended: Appended, _read: Sequence[Read]) -> None:
        self.told.append(len(appended.logged))

    async def log(self) -> list[Logged]:
        page = await self.intake.log.after(0, EventFilter(), RowScope(), first=99)
        return list(page.events)


async def nobody(_numbers: Sequence[str]) -> Mapping[str, Owners]:
    return {}


@pytest.fixture
async def replays() -> Replays:
    made = Replays()
    await made.came_in()
    return made


async def test_under_the_same_mapping_nothing_changes(replays: Replays) -> None:
    before = await replays.log()
    for apply in (False, True, True):
        assert await replays.replay(apply=apply) == Replayed(deliveries=3, same=3, failed=1)
    assert await replays.log() == before
    assert replays.told == [0, 0]


async def test_what_is_told_otherwise_now_is_appended_as_a_correction(replays: Replays) -> None:
    before = await replays.log()
    replays.sources["erp"] = Newer("erp")
    expected = Replayed(deliveries=3, added=1, corrected=2, same=1)
    assert await replays.replay() == expected
    assert await replays.log() == before, "it was only counted"
    assert await replays.replay(apply=True) == expected
    after = await replays.log()
    assert after[: len(before)] == before, "nothing is edited"
    corrections = {each.event.correction_of: each.event for each in after[len(before) :]}
    assert corrections[before[0].event.id].type == "order.delivered"
    assert len(corrections) == 3
    assert replays.told == [3]


async def test_done_again_it_adds_nothing(replays: Replays) -> None:
    replays.sources["erp"] = Newer("erp")
    await replays.replay(apply=True)
    length = len(await replays.log())
    assert await replays.replay(apply=True) == Replayed(deliveries=3, same=4)
    assert len(await replays.log()) == length
    replays.sources["erp"] = SOURCES["erp"]
    assert (await replays.replay(apply=True)).corrected == 2, "back to what was told first"
    assert (await replays.replay(apply=True)).corrected == 0


async def test_it_may_be_by_source_time_or_place(replays: Replays) -> None:
    assert (await replays.replay(Replay(source="wms_east"))).deliveries == 1
    assert (await replays.replay(Replay(since=START + MINUTE))).deliveries == 0
    assert (await replays.replay(Replay(until=START + MINUTE))).deliveries == 3
    assert (await replays.replay(Replay(behind=1))).deliveries == 2
    assert (await replays.replay(Replay(behind=0, source="erp"))).deliveries == 2
    with pytest.raises(BadInput):
        await replays.replay(Replay(behind=1, since=START))


async def test_so_many_at_once_and_on_from_there(replays: Replays) -> None:
    first = await replays.replay(Replay(most=2))
    assert (first.deliveries, first.last) == (2, "r2")
    assert first.last is not None
    assert (await replays.replay(Replay(most=2, after=first.last))).deliveries == 1


async def test_what_is_not_kept_any_more_is_counted(replays: Replays) -> None:
    await replays.intake.log.prune(before=START + MINUTE)
    assert await replays.replay(Replay(behind=0)) == Replayed(deliveries=1, same=1, failed=1, gone=2), (
        "one is kept for its dead letter"
    )
