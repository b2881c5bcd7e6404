"""The port `IntakeOffice`: who may see to dead letters and replays, and a line in the log for each change."""

from collections.abc import Sequence

import structlog
from msgspec.structs import replace

from domain.errors import BadInput, NotGranted, StoreUnavailable
from domain.log.cursors import log_cursor
from domain.log.records import DeadLetter, DeadState
from domain.log.replays import Replay, Replayed
from domain.partners import Principal
from domain.policy import unrestricted
from domain.ports.intake import LettersWanted, RetriedLetters
from domain.ports.state import Clock
from gateway.intake.assembled import Intake
from gateway.intake.replaying import Replaying
from gateway.intake.retrying import Retrying

_LOG = structlog.get_logger(__name__)


class IntakeDesk:
    """Implements `IntakeOffice` over the intake that it is given once that is made."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._intake: Intake | None = None

    def take(self, intake: Intake) -> None:
        """It is this one."""
        self._intake = intake

    async def letters(self, asker: Principal, wanted: LettersWanted) -> Sequence[DeadLetter]:
        if not unrestricted(asker):
            return []
        letters = self._made().stores.letters
        return await letters.letters(
            source=wanted.source,
            reason=wanted.reason,
            state=wanted.state,
            first=wanted.first,
            after=wanted.after,
        )

    async def retry(self, asker: Principal, ids: Sequence[str], *, apply: bool) -> RetriedLetters:
        _check(asker)
        intake, letters = self._made(), await self._known(ids)
        retrying = Retrying(intake.stores, intake.mapping, intake.effects, self._clock)
        retried = await retrying.again(letters, apply=apply)
        if apply:
            _note(asker, "dead letters were mapped once more", letters=len(letters), events=retried.events)
        return RetriedLetters(
            mapped=tuple(each.id for each in retried.mapped),
            failed=tuple(each.id for each in retried.failed),
            gone=tuple(each.id for each in retried.gone),
            events=retried.events,
        )

    async def discard(self, asker: Principal, ids: Sequence[str]) -> int:
        _check(asker)
        known = [letter.id for letter in await self._known(ids)]
        count = await self._made().stores.letters.settle(known, DeadState.DISCARDED, now=self._clock.now())
        _note(asker, "dead letters were discarded", letters=count)
        return count

    async def replay(self, asker: Principal, wanted: Replay, *, after: str | None, apply: bool) -> Replayed:
        _check(asker)
        intake = self._made()
        if after is not None:
            cursor = log_cursor(after, field="after")
            if cursor.log != await intake.stores.log.name():
                raise BadInput("is a cursor of another log", field="after")
            wanted = replace(wanted, behind=cursor.position)
        replaying = Replaying(intake.stores, intake.mapping, intake.effects, self._clock)
        replayed = await replaying.replay(wanted, apply=apply)
        if apply:
            _note(asker, "deliveries were replayed", source=wanted.source, deliveries=replayed.deliveries)
        return replayed

    def _made(self) -> Intake:
        if self._intake is None:
            raise StoreUnavailable("no events come in here")
        return self._intake

    async def _known(self, ids: Sequence[str]) -> list[DeadLetter]:
        found = [await self._made().stores.letters.letter(each) for each in dict.fromkeys(ids)]
        letters = [letter for letter in found if letter is not None]
        if len(letters) < len(found):
            raise BadInput("names a dead letter that is not there", field="ids")
        return letters


def _check(asker: Principal) -> None:
    if not unrestricted(asker):
        raise NotGranted("deliveries are of all rows, and this grant is not")


def _note(asker: Principal, what: str, **counts: object) -> None:
    _LOG.info(what, partner=asker.partner, person=asker.person, **counts)
