"""How deliveries are named: by the microsecond in which they came, so that names sort by arrival."""

from datetime import datetime


def first_id(at: datetime) -> str:
    """What the ids of all that comes from an instant on begin with, or are greater than."""
    return f"{int(at.timestamp() * 1_000_000):014x}"
