"""Dead letters as rows of our table, and back."""

from typing import Any

from sqlalchemy import RowMapping

from domain.log.records import DeadLetter, DeadState
from gateway.store.log.tables import LONGEST_PLACE, LONGEST_REASON
from gateway.store.storable import storable


def letter_row(letter: DeadLetter) -> dict[str, Any]:
    """The row of a letter."""
    return {
        "id": letter.id,
        "raw": letter.raw,
        "source": letter.source,
        "reason": storable(letter.reason, LONGEST_REASON),
        "place": storable(letter.place, LONGEST_PLACE),
        "detail": storable(letter.detail),
        "mapping_version": letter.mapping_version,
        "first_at": letter.first_at,
        "last_at": letter.last_at,
        "attempts": letter.attempts,
        "state": letter.state.value,
    }


def letter_of(row: RowMapping) -> DeadLetter:
    """The letter in a row."""
    return DeadLetter(**{**row, "state": DeadState(row["state"])})
