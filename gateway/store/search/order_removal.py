"""Taking rows out of the order index, with their terms and owners."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.store.search.tables import ORDER_OWNER, ORDER_ROW, ORDER_TERM


async def remove(connection: AsyncConnection, numbers: Sequence[str]) -> None:
    """Delete, in the connection's transaction; the numbers are those that rows are kept by.

    The rows are locked first, in one order, as whoever puts them locks them.
    """
    rows = select(ORDER_ROW.c.number).where(ORDER_ROW.c.number.in_(numbers)).order_by(ORDER_ROW.c.number)
    await connection.execute(rows.with_for_update())
    for table in (ORDER_TERM, ORDER_OWNER, ORDER_ROW):
        await connection.execute(delete(table).where(table.c.number.in_(numbers)))
