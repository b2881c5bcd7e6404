"""Who may see to dead letters and deliveries, and what a dry run leaves as it is."""

from types import SimpleNamespace
from typing import cast

import pytest

from domain.errors import BadInput, NotGranted, StoreUnavailable
from domain.log.cursors import LogCursor, written
from domain.log.records import DeadState
from domain.log.replays import Replay
from domain.partners import Grant, Principal, RowScope
from domain.ports.intake import LettersWanted
from gateway.intake.assembled import Intake
from gateway.intake.meaning.mapping import Mapping as Mapping_
from gateway.intake.office import IntakeDesk
from gateway.intake.retention import LogStores
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.intake.deliveries import delivery
from tests.gateway.intake.test_replaying import Replays, nobody

OPS = Principal(partner="ops", grant=Grant(scopes=frozenset()))
HELD = Principal(partner="acme", grant=Grant(scopes=frozenset(), rows=RowScope(customers=frozenset({"C-1"}))))


class Desk:
    """A desk over an intake with a dead letter."""

    def __init__(self) -> None:
        self.replays = Replays()
        self.log = self.replays.intake.log
        self.desk = IntakeDesk(self.replays.intake.clock)

    async def open(self) -> None:
        await self.replays.came_in()
        mapping = Mapping_(
            self.replays.sources.get, lambda: self.replays.intake.crosswalk, InMemoryOrderIndex(), nobody
        )
        stores = LogStores(inbox=self.log, log=self.log, letters=self.log)
        intake = SimpleNamespace(stores=stores, mapping=mapping, effects=self.replays._effects)
        self.desk.take(cast("Intake", intake))


@pytest.fixture
async def opened() -> Desk:
    made = Desk()
    await made.open()
    return made


async def test_letters_are_for_who_may_see_all_rows(opened: Desk) -> None:
    (letter,) = await opened.desk.letters(OPS, LettersWanted())
    assert letter.source == "erp"
    assert await opened.desk.letters(HELD, LettersWanted()) == []
    assert await opened.desk.letters(OPS, LettersWanted(source="tms")) == []


async def test_who_is_held_to_rows_changes_nothing(opened: Desk) -> None:
    (letter,) = await opened.desk.letters(OPS, LettersWanted())
    with pytest.raises(NotGranted):
        await opened.desk.retry(HELD, [letter.id], apply=True)
    with pytest.raises(NotGranted):
        await opened.desk.discard(HELD, [letter.id])
    with pytest.raises(NotGranted):
        await opened.desk.replay(HELD, Replay(), after=None, apply=True)
    assert await opened.desk.letters(OPS, LettersWanted()) == [letter]


async def test_a_retry_is_shown_first(opened: Desk) -> None:
    (letter,) = await opened.desk.letters(OPS, LettersWanted())
    retried = await opened.desk.retry(OPS, [letter.id, letter.id], apply=False)
    assert (retried.failed, retried.mapped) == ((letter.id,), ())
    assert await opened.desk.discard(OPS, [letter.id]) == 1
    assert await opened.desk.letters(OPS, LettersWanted()) == []
    (done,) = await opened.desk.letters(OPS, LettersWanted(state=DeadState.DISCARDED))
    assert done.id == letter.id


async def test_what_is_not_there_is_told(opened: Desk) -> None:
    with pytest.raises(BadInput):
        await opened.desk.discard(OPS, ["d9"])
    with pytest.raises(BadInput):
        await opened.desk.replay(OPS, Replay(), after=written(LogCursor("another", 1)), apply=False)
    with pytest.raises(StoreUnavailable):
        await IntakeDesk(opened.replays.intake.clock).discard(OPS, ["d1"])


async def test_a_replay_goes_on_behind_a_cursor(opened: Desk) -> None:
    await opened.log.keep([delivery("r9")])
    after = written(LogCursor(await opened.log.name(), 1))
    assert (await opened.desk.replay(OPS, Replay(), after=after, apply=False)).deliveries == 2
    assert (await opened.desk.replay(OPS, Replay(source="wms_east"), after=None, apply=True)).same == 1
