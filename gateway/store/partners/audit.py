"""The rows of the audit, in a transaction of the caller's."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import String, column, func, insert, select, values
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.registry.records import PartnerChange
from gateway.store.partners.rows import change_of, change_row
from gateway.store.partners.tables import PARTNER_CHANGE
from gateway.store.storable import storable

_LINE = PARTNER_CHANGE.c
_LATEST_FIRST = select(PARTNER_CHANGE).order_by(_LINE.id.desc())


async def lines(connection: AsyncConnection, partner: str | None, most: int) -> list[PartnerChange]:
    """The last lines of one partner or of all, the latest first."""
    query = _LATEST_FIRST.limit(most)
    if partner is not None:
        query = query.where(_LINE.partner == storable(partner))
    return [change_of(row) for row in (await connection.execute(query)).mappings()]


async def last_lines(
    connection: AsyncConnection, partners: Collection[str], most: int
) -> Mapping[str, Sequence[PartnerChange]]:
    """The last lines of each of these partners, the latest first.

    Each audit is walked by its index and left after its last line, however long it is.
    """
    if not partners:
        return {}
    named = {name: storable(name) for name in partners}
    asked = values(column("name", String), name="asked").data([(each,) for each in set(named.values())]).cte()
    earlier = PARTNER_CHANGE.alias()
    last = (
        select(earlier.c.id)
        .where(earlier.c.partner == asked.c.name)
        .order_by(earlier.c.id.desc())
        .limit(1)
        .offset(most - 1)
    )
    query = _LATEST_FIRST.join(asked, _LINE.partner == asked.c.name).where(
        _LINE.id >= func.coalesce(last.scalar_subquery(), 0)
    )
    found: dict[str, list[PartnerChange]] = {}
    for row in (await connection.execute(query)).mappings():
        found.setdefault(row["partner"], []).append(change_of(row))
    return {name: found.get(kept, []) for name, kept in named.items()}


async def write_lines(connection: AsyncConnection, written: Sequence[PartnerChange]) -> None:
    """Add to it."""
    await connection.execute(insert(PARTNER_CHANGE), [change_row(line) for line in written])
