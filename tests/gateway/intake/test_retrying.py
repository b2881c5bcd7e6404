"""Dead letters mapped once more."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.events.owners import Owners
from domain.log.filters import EventFilter
from domain.log.records import Appended, DeadLetter, DeadState
from domain.partners import RowScope
from domain.ports.backends import Delivered
from gateway.intake.meaning.mapping import Mapping as Mapping_
from gateway.intake.meaning.mapping import Read
from gateway.intake.retention import LogStores
from gateway.intake.retrying import Retrying
from tests.doubles.clock import SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.doubles.event_log import InMemoryLog
from tests.doubles.order_index import InMemoryOrderIndex
from tests.gateway.intake.deliveries import SOURCES, Pushing, delivery
from tests.gateway.intake.test_worker import Intake


async def nobody(_numbers: Sequence[str]) -> Mapping[str, Owners]:
    return {}


class Mended:
    """An intake in which a delivery died, and an adapter that has learned to read it since."""

    def __init__(self) -> None:
        self.intake = Intake()
        self.log: InMemoryLog = self.intake.log
        self.told: list[int] = []
        clock = SettableClock()
        self.sources = dict(SOURCES)
        mapping = Mapping_(
            self.sources.get,
            lambda: InMemoryCrosswalk(clock),
            InMemoryOrderIndex(),
            nobody,
        )
        stores = LogStores(inbox=self.log, log=self.log, letters=self.log)
        self.retrying = Retrying(stores, mapping, self._effects, clock)

    async def _effects(self, appended: Appended, _read: Sequence[Read]) -> None:
        self.told.append(len(appended.logged))

    async def died(self, *lines: str) -> list[DeadLetter]:
        await self.intake.came_in(delivery("r1", *lines))
        return list(await self.log.letters())

    def mend(self) -> None:
        self.sources["erp"] = Lenient("erp")

    async def length(self) -> int:
        return len((await self.log.after(0, EventFilter(), RowScope(), first=99)).events)


class Lenient(Pushing):
    """Reads `took` as if it had been told `shipped`."""

    def parse(self, body: bytes, now: datetime) -> Delivered:
        return super().parse(body.replace(b"took A-1 EAST", b"shipped SO-7 e7"), now)


async def test_it_is_shown_first_and_then_done() -> None:
    mended = Mended()
    letters = await mended.died("shipped SO-1 e1", "took A-1 EAST")
    assert await mended.length() == 1
    mended.mend()
    shown = await mended.retrying.again(letters, apply=False)
    assert ([each.id for each in shown.mapped], await mended.length()) == ([letters[0].id], 1)
    assert await mended.log.letters() == letters
    done = await mended.retrying.again(letters, apply=True)
    assert (len(done.mapped), done.events, mended.told) == (1, 1, [1])
    assert await mended.length() == 2, "what was in the log already is not doubled"
    (letter,) = await mended.log.letters(state=None)
    assert letter.state is DeadState.MAPPED


async def test_what_still_cannot_be_mapped_waits_on_and_is_counted() -> None:
    mended = Mended()
    letters = await mended.died("took A-1 EAST")
    done = await mended.retrying.again(letters, apply=True)
    assert ([each.id for each in done.failed], done.mapped, done.events) == ([letters[0].id], [], 0)
    (letter,) = await mended.log.letters()
    assert (letter.state, letter.attempts) == (DeadState.WAITING, 2)


async def test_a_letter_without_its_delivery_is_told() -> None:
    mended = Mended()
    (letter,) = await mended.died("took A-1 EAST")
    lost = DeadLetter(
        id="x",
        raw="gone",
        source="erp",
        reason="BAD_INPUT",
        place="",
        detail="",
        mapping_version=1,
        first_at=letter.first_at,
        last_at=letter.last_at,
    )
    assert (await mended.retrying.again([lost], apply=True)).gone == [lost]
