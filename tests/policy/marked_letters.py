"""A dead letter with a value in every field, which stands still between askings."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.log.records import DeadLetter
from domain.log.replays import Replay, Replayed
from domain.partners import Principal
from domain.policy import unrestricted
from domain.ports.intake import LettersWanted, RetriedLetters
from tests.doubles.clock import START

_LETTER = DeadLetter(
    id="d1",
    raw="r1",
    source="erp",
    reason="UNMAPPED_CODE",
    place="type",
    detail="is not known",
    mapping_version=3,
    first_at=START,
    last_at=START,
    attempts=2,
)


@dataclass(slots=True)
class MarkedLetters:
    """Implements `IntakeOffice`. changes: so many changes were made."""

    changes: int = 0

    async def letters(self, asker: Principal, wanted: LettersWanted) -> Sequence[DeadLetter]:
        del wanted
        return [_LETTER] if unrestricted(asker) else []

    async def retry(self, asker: Principal, ids: Sequence[str], *, apply: bool) -> RetriedLetters:
        del asker, apply
        self.changes += 1
        return RetriedLetters(mapped=tuple(ids), failed=("d2",), gone=("d3",), events=1)

    async def discard(self, asker: Principal, ids: Sequence[str]) -> int:
        del asker
        self.changes += 1
        return len(ids)

    async def replay(self, asker: Principal, wanted: Replay, *, after: str | None, apply: bool) -> Replayed:
        del asker, wanted, after, apply
        self.changes += 1
        return Replayed(deliveries=7, added=1, corrected=2, same=3, unchecked=4, failed=5, gone=6)
