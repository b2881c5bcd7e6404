"""What stays of compacted events, as rows."""

from collections.abc import Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.log.records import Logged
from domain.log.standing import kind_of
from gateway.store.log.event_rows import body_of, kept_key
from gateway.store.log.tables import EVENT_STANDING, LONGEST_KIND
from gateway.store.storable import storable


async def put_standing(connection: AsyncConnection, last: Sequence[Logged], *, embedded: bool) -> None:
    """Each takes the place of the one before of its subject and kind."""
    statement = (sqlite.insert if embedded else postgresql.insert)(EVENT_STANDING)
    new = statement.excluded
    upsert = statement.on_conflict_do_update(
        index_elements=["subject", "kind"],
        set_={"position": new.position, "body": new.body},
        where=new.position > EVENT_STANDING.c.position,
    )
    rows = [
        {
            "subject": kept_key(each.event.subject),
            "kind": storable(kind_of(each.event), LONGEST_KIND),
            "position": each.position,
            "body": body_of(each.event),
        }
        for each in last
    ]
    await connection.execute(upsert, rows)
