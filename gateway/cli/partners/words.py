"""Partners in the words of the command line."""

from datetime import UTC, datetime

from domain.partners import RowScope
from domain.registry.records import ApiKey


def moment(instant: datetime | None) -> str:
    """To the minute in UTC; `-` for never."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M}" if instant else "-"


def rows_told(rows: RowScope) -> str:
    """`customers C-1, C-2; channels none`; `all` where nothing is left out."""
    limited: list[str] = []
    for sort in RowScope.__struct_fields__:
        values: frozenset[str] | None = getattr(rows, sort)
        if values is not None:
            limited.append(f"{sort} {', '.join(sorted(values)) or 'none'}")
    return "; ".join(limited) or "all"


def state_of(key: ApiKey, now: datetime) -> str:
    """Whether a key may be used, and if not, why."""
    if key.revoked_at is not None:
        return "revoked"
    return "live" if key.lives(now) else "expired"
