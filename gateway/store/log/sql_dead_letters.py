"""The port `DeadLetters` on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.log.records import DeadLetter, DeadState
from gateway.store.database import store_errors
from gateway.store.log.letter_rows import letter_of, letter_row
from gateway.store.log.tables import DEAD_LETTER


class SqlDeadLetters:
    """Implements `DeadLetters`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def letters(
        self,
        *,
        source: str | None = None,
        reason: str | None = None,
        state: DeadState | None = DeadState.WAITING,
        first: int = 100,
        after: str | None = None,
    ) -> Sequence[DeadLetter]:
        query = select(DEAD_LETTER).order_by(DEAD_LETTER.c.id).limit(first)
        asked = {"source": source, "reason": reason, "state": None if state is None else state.value}
        for name, value in asked.items():
            query = query if value is None else query.where(DEAD_LETTER.c[name] == value)
        query = query if after is None else query.where(DEAD_LETTER.c.id > after)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return [letter_of(row) for row in (await connection.execute(query)).mappings()]

    async def letter(self, letter_id: str) -> DeadLetter | None:
        query = select(DEAD_LETTER).where(DEAD_LETTER.c.id == letter_id)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                row = (await connection.execute(query)).mappings().first()
        return None if row is None else letter_of(row)

    async def settle(self, letter_ids: Sequence[str], state: DeadState, *, now: datetime) -> int:
        settled = (
            update(DEAD_LETTER)
            .where(DEAD_LETTER.c.id.in_(letter_ids), DEAD_LETTER.c.state == DeadState.WAITING.value)
            .values(state=state.value, last_at=now)
        )
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return (await connection.execute(settled)).rowcount

    async def prune_settled(self, *, before: datetime) -> int:
        letters = DEAD_LETTER.c
        old = delete(DEAD_LETTER).where(letters.state != DeadState.WAITING.value, letters.last_at < before)
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return (await connection.execute(old)).rowcount

    async def failed_again(self, letters: Sequence[DeadLetter]) -> None:
        if not letters:
            return
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(_AGAIN, [_again(letter) for letter in letters])


_AGAIN = (
    update(DEAD_LETTER)
    .where(DEAD_LETTER.c.id == bindparam("letter"))
    .values({name: bindparam(f"new_{name}") for name in ("reason", "detail", "mapping_version", "last_at")})
    .values(attempts=DEAD_LETTER.c.attempts + 1)
)


def _again(letter: DeadLetter) -> dict[str, object]:
    row = letter_row(letter)
    return {
        "letter": letter.id,
        **{f"new_{name}": row[name] for name in ("reason", "detail", "mapping_version", "last_at")},
    }
