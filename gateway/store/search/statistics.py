"""What SQLite's planner knows of the order index: a server gathers that by itself, a file does not."""

from sqlalchemy.ext.asyncio import AsyncConnection

ANALYSIS = ("PRAGMA analysis_limit = 1000", "ANALYZE order_row", "ANALYZE order_term", "ANALYZE order_owner")
"""Looks at some entries of each index: milliseconds, however large they are."""

_FIRST = 1_000
_GROWTH = 4


class Statistics:
    """Gathers anew when the index may have grown by much."""

    def __init__(self) -> None:
        self._written = 0
        self._wanted_at = _FIRST

    async def wrote(self, connection: AsyncConnection, rows: int) -> None:
        """So many rows were written in the connection's transaction."""
        self._written += rows
        if self._written < self._wanted_at:
            return
        self._wanted_at = self._written * _GROWTH
        for statement in ANALYSIS:
            await connection.exec_driver_sql(statement)
