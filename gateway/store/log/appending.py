"""Appending to the log: one transaction, in which the row of the head is locked last and shortest.

Whoever appends takes positions by adding to that row, and keeps it locked up to the commit. So positions
have no holes, and grow in the order in which appends are committed: docs/adr/0009-the-log.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events.record import Event
from domain.log.receipts import receipt
from domain.log.records import Logged, Mapped
from gateway.store.database import is_embedded
from gateway.store.log.event_rows import event_row, kept_key, key_rows, owner_rows
from gateway.store.log.letter_rows import letter_row
from gateway.store.log.tables import (
    DEAD_LETTER,
    EVENT,
    EVENT_KEY,
    EVENT_OWNER,
    EVENT_RECEIPT,
    INBOX,
    LOG_HEAD,
)

_ROWS = 500
"""Rows a statement."""

_Insert = Callable[[Table], postgresql.Insert] | Callable[[Table], sqlite.Insert]
Receipt = tuple[str, str]
T = TypeVar("T")


class Appending:
    """The statements of one kind of database. Each first statement writes, so that SQLite locks at once."""

    def __init__(self, *, embedded: bool) -> None:
        made = sqlite.insert if embedded else postgresql.insert
        self._receipts = made
        self._letters = _letters(made)

    async def append(self, connection: AsyncConnection, mapped: Sequence[Mapped]) -> tuple[list[Logged], int]:
        """Append in the connection's transaction: what is new, and how many events were known."""
        mapped = await _unmapped(connection, mapped)
        letters = [letter_row(letter) for each in mapped for letter in each.dead]
        if letters:
            await connection.execute(self._letters, sorted(letters, key=lambda row: str(row["id"])))
        told = [event for each in mapped for event in each.events]
        new = await self._new(connection, told)
        return await _logged(connection, new), len(told) - len(new)

    async def _new(self, connection: AsyncConnection, told: Sequence[Event]) -> list[Event]:
        """Those that were not told before, nor earlier among these; each telling is counted."""
        names: dict[Receipt, list[Event]] = {}
        for event in told:
            if (name := _kept(receipt(event))) is not None:
                names.setdefault(name, []).append(event)
        first = await self._received(connection, names) if names else frozenset[Receipt]()
        firsts = {id(events[0]) for name, events in names.items() if name in first}
        return [event for event in told if receipt(event) is None or id(event) in firsts]

    async def _received(
        self, connection: AsyncConnection, names: Mapping[Receipt, Sequence[Event]]
    ) -> frozenset[Receipt]:
        """Count the tellings; the names that are new. In one order, so that two who append never lock."""
        new: set[Receipt] = set()
        for batch in batches(sorted(names.items(), key=lambda item: item[0])):
            statement = self._receipts(EVENT_RECEIPT).values([_receipt_row(*item) for item in batch])
            excluded = statement.excluded
            counted = statement.on_conflict_do_update(
                index_elements=["source", "name"],
                set_={"times": EVENT_RECEIPT.c.times + excluded.times, "last_at": excluded.last_at},
            ).returning(EVENT_RECEIPT.c.source, EVENT_RECEIPT.c.name, EVENT_RECEIPT.c.times)
            tellings = {name: len(events) for name, events in batch}
            rows = (await connection.execute(counted)).all()
            new.update((row[0], row[1]) for row in rows if row[2] == tellings[row[0], row[1]])
        return frozenset(new)


async def _unmapped(connection: AsyncConnection, mapped: Sequence[Mapped]) -> list[Mapped]:
    """Without those whose raw another worker has mapped meanwhile; the others are mapped from here on."""
    raws = sorted({each.raw for each in mapped if each.raw})
    ours: set[str] = set()
    for batch in batches(raws):
        marked = (
            update(INBOX)
            .where(INBOX.c.id.in_(batch), ~INBOX.c.mapped)
            .values(mapped=True, holder=None, held_until=None)
            .returning(INBOX.c.id)
        )
        ours.update((await connection.execute(marked)).scalars())
    return [each for each in mapped if not each.raw or each.raw in ours]


async def begin_log(connection: AsyncConnection) -> None:
    """Make the head of a log that has none; two who do so at once make one."""
    made = sqlite.insert if is_embedded(connection.engine.url) else postgresql.insert
    head = made(LOG_HEAD).values(id=1, name=uuid4().hex, position=0, dropped=0)
    await connection.execute(head.on_conflict_do_nothing(index_elements=["id"]))


async def _logged(connection: AsyncConnection, new: Sequence[Event]) -> list[Logged]:
    if not new:
        return []
    last = await connection.scalar(_TAKE, {"so_many": len(new)})
    if last is None:
        await begin_log(connection)
        last = await connection.scalar(_TAKE, {"so_many": len(new)})
    logged = [Logged(position, event) for position, event in enumerate(new, start=last - len(new) + 1)]
    await connection.execute(insert(EVENT), [event_row(each) for each in logged])
    await connection.execute(insert(EVENT_KEY), list(chain.from_iterable(map(key_rows, logged))))
    owners = list(chain.from_iterable(map(owner_rows, logged)))
    if owners:
        await connection.execute(insert(EVENT_OWNER), owners)
    return logged


_TAKE = (
    update(LOG_HEAD)
    .values(position=LOG_HEAD.c.position + bindparam("so_many"))
    .returning(LOG_HEAD.c.position)
)


def _letters(made: _Insert) -> postgresql.Insert | sqlite.Insert:
    statement = made(DEAD_LETTER)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["id"],
        set_={
            "attempts": DEAD_LETTER.c.attempts + 1,
            "last_at": new.last_at,
            "mapping_version": new.mapping_version,
            "reason": new.reason,
            "detail": new.detail,
        },
    )


def _kept(name: Receipt | None) -> Receipt | None:
    return None if name is None else (name[0], kept_key(name[1]))


def _receipt_row(name: Receipt, events: Sequence[Event]) -> dict[str, Any]:
    source, named = name
    at = events[0].recorded_at
    return {"source": source, "name": named, "first_at": at, "last_at": at, "times": len(events)}


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """The items, in lists of as many as a statement takes."""
    left = iter(items)
    while batch := list(islice(left, _ROWS)):
        yield batch
