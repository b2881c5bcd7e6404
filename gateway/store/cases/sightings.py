"""Findings written as sightings of cases, a batch in one transaction.

First one upsert counts and so locks every case of the batch, in one order, for two writers that meet in
another would lock for ever. What a case gathers, and whether it must be opened again, is then decided
on rows that nobody else can change.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce

from sqlalchemy import RowMapping, Table, bindparam, case, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.exceptions import SIGHTING, CaseChange, CaseState, Finding, gathered
from gateway.store.cases.rows import Key, change_row, finding_of, gathered_columns, key_of, new_row
from gateway.store.cases.tables import EXCEPTION_CHANGE
from gateway.store.database import is_embedded
from gateway.store.tables import EXCEPTION_CASE

_AT_ONCE = 500
_SEEN = ("severity", "detail", "last_seen")
_GATHER = (
    update(EXCEPTION_CASE)
    .where(EXCEPTION_CASE.c.id == bindparam("case"))
    .values({name: bindparam(name) for name in ("subjects", "systems", "evidence")})
)
_REOPEN = (
    update(EXCEPTION_CASE)
    .where(EXCEPTION_CASE.c.id == bindparam("case"))
    .values(state=CaseState.OPEN.value, owner="", resolution="")
)


class Sightings:
    """Writes batches of findings for one kind of database."""

    def __init__(self, place: URL) -> None:
        self._upsert = _upsert(sqlite.insert if is_embedded(place) else postgresql.insert)

    async def write(self, connection: AsyncConnection, findings: Sequence[Finding], now: datetime) -> None:
        """Open a case for each new (code, group), and add to the others. Runs in the caller's transaction."""
        counts = Counter(key_of(finding) for finding in findings)
        whole = _by_case(findings)
        keys = sorted(counts)
        await connection.execute(self._upsert, [new_row(whole[key], counts[key], now) for key in keys])
        for start in range(0, len(keys), _AT_ONCE):
            rows = await _rows(connection, keys[start : start + _AT_ONCE])
            await _gather(connection, rows, whole, now)
            await _reopen(connection, rows, now)


def _upsert(
    inserting: Callable[[Table], postgresql.Insert] | Callable[[Table], sqlite.Insert],
) -> postgresql.Insert | sqlite.Insert:
    """Insert, or count again: the latest sighting's words stand."""
    statement = inserting(EXCEPTION_CASE)
    old, new = EXCEPTION_CASE.c, statement.excluded
    newer = new.last_seen >= old.last_seen
    changes = {name: case((newer, new[name]), else_=old[name]) for name in _SEEN}
    first_seen = case((new.first_seen < old.first_seen, new.first_seen), else_=old.first_seen)
    return statement.on_conflict_do_update(
        index_elements=["code", "grouping"],
        set_=changes | {"count": old["count"] + new["count"], "first_seen": first_seen},
    )


def _by_case(findings: Sequence[Finding]) -> Mapping[Key, Finding]:
    """The latest finding of each case, with what all of the batch say together."""
    cases: dict[Key, list[Finding]] = {}
    for finding in findings:
        cases.setdefault(key_of(finding), []).append(finding)
    return {key: reduce(lambda older, newer: gathered(newer, older), each) for key, each in cases.items()}


async def _rows(connection: AsyncConnection, keys: Sequence[Key]) -> Sequence[RowMapping]:
    columns = EXCEPTION_CASE.c
    result = await connection.execute(
        select(EXCEPTION_CASE).where(tuple_(columns.code, columns.grouping).in_(keys))
    )
    return result.mappings().all()


async def _gather(
    connection: AsyncConnection, rows: Sequence[RowMapping], seen: Mapping[Key, Finding], now: datetime
) -> None:
    changes = list(_gathering(rows, seen, now))
    if changes:
        await connection.execute(_GATHER, changes)


def _gathering(
    rows: Sequence[RowMapping], seen: Mapping[Key, Finding], now: datetime
) -> Iterator[dict[str, object]]:
    """Only the cases that a sighting adds something to. One that comes late adds behind the others."""
    for row in rows:
        known, sighting = finding_of(row), seen[row["code"], row["grouping"]]
        late = row["last_seen"] > now
        whole = gathered(known, sighting) if late else gathered(sighting, known)
        columns = gathered_columns(whole)
        if columns != gathered_columns(known):
            yield {"case": row["id"], **columns}


async def _reopen(connection: AsyncConnection, rows: Sequence[RowMapping], now: datetime) -> None:
    resolved = [row for row in rows if row["state"] == CaseState.RESOLVED.value]
    if not resolved:
        return
    change = CaseChange(at=now, who=SIGHTING, before=CaseState.RESOLVED, after=CaseState.OPEN)
    await connection.execute(_REOPEN, [{"case": row["id"]} for row in resolved])
    await connection.execute(insert(EXCEPTION_CHANGE), [change_row(row["id"], change) for row in resolved])
