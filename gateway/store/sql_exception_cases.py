"""The port `ExceptionCases` on SQLite and PostgreSQL: one upsert for each batch of findings."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import RowMapping, Table, case, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.exceptions import CaseState, ExceptionCase, Finding, Severity
from gateway.store.database import is_embedded, store_errors
from gateway.store.tables import EXCEPTION_CASE, LONGEST_GROUP

_DIGEST = 16


class SqlExceptionCases:
    """Implements the port `ExceptionCases`. Replicas may write side by side: rows go in one order."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._upsert = _upsert(sqlite.insert if is_embedded(engine.url) else postgresql.insert)

    async def raise_all(self, findings: Sequence[Finding], now: datetime) -> None:
        rows = _rows(findings, now)
        if not rows:
            return
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(self._upsert, rows)

    async def cases(self, state: CaseState | None = None, *, limit: int = 100) -> Sequence[ExceptionCase]:
        table = EXCEPTION_CASE.c
        query = select(EXCEPTION_CASE).order_by(table.last_seen.desc(), table.id.desc()).limit(limit)
        if state is not None:
            query = query.where(table.state == state.value)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                result = await connection.execute(query)
                return [_case(row) for row in result.mappings()]


def _upsert(
    insert: Callable[[Table], postgresql.Insert] | Callable[[Table], sqlite.Insert],
) -> postgresql.Insert | sqlite.Insert:
    """Insert, or count again: the latest sighting's words stand, and what was resolved is open again."""
    statement = insert(EXCEPTION_CASE)
    old, new = EXCEPTION_CASE.c, statement.excluded
    resolved = old.state == CaseState.RESOLVED.value
    newer = new.last_seen >= old.last_seen
    words = ("severity", "subjects", "systems", "detail", "evidence", "last_seen")
    changes = {name: case((newer, new[name]), else_=old[name]) for name in words}
    return statement.on_conflict_do_update(
        index_elements=["code", "grouping"],
        set_=changes
        | {
            "count": old["count"] + new["count"],
            "first_seen": case((new.first_seen < old.first_seen, new.first_seen), else_=old.first_seen),
            "state": case((resolved, CaseState.OPEN.value), else_=old.state),
            "owner": case((resolved, ""), else_=old.owner),
            "resolution": case((resolved, ""), else_=old.resolution),
        },
    )


def _rows(findings: Sequence[Finding], now: datetime) -> list[dict[str, object]]:
    """One row for each case, in one order, since two writers that meet in another would lock for ever."""
    latest = {_key(finding): finding for finding in findings}
    counts = Counter(_key(finding) for finding in findings)
    return [_row(latest[key], counts[key], now) for key in sorted(latest)]


def _key(finding: Finding) -> tuple[str, str]:
    """What makes two findings one case, as the database can keep it."""
    group = _storable(finding.group)
    if len(group) > LONGEST_GROUP:
        digest = hashlib.sha256(group.encode()).hexdigest()[:_DIGEST]
        group = f"{group[: LONGEST_GROUP - _DIGEST - 1]}~{digest}"
    return finding.code, group


def _row(finding: Finding, count: int, now: datetime) -> dict[str, object]:
    code, group = _key(finding)
    return {
        "id": str(uuid4()),
        "code": code,
        "grouping": group,
        "severity": finding.severity.value,
        "subjects": [_storable(subject) for subject in finding.subjects],
        "systems": list(finding.systems),
        "detail": _storable(finding.detail),
        "evidence": [_storable(reference) for reference in finding.evidence],
        "first_seen": now,
        "last_seen": now,
        "count": count,
        "state": CaseState.OPEN.value,
        "owner": "",
        "resolution": "",
    }


def _storable(text: str) -> str:
    """Foreign text as both databases can keep it: PostgreSQL takes no NUL, UTF-8 no half of a pair."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _case(row: RowMapping) -> ExceptionCase:
    finding = Finding(
        code=row["code"],
        group=row["grouping"],
        severity=Severity(row["severity"]),
        subjects=tuple(row["subjects"]),
        systems=tuple(row["systems"]),
        detail=row["detail"],
        evidence=tuple(row["evidence"]),
    )
    return ExceptionCase(
        id=row["id"],
        finding=finding,
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        count=row["count"],
        state=CaseState(row["state"]),
        owner=row["owner"],
        resolution=row["resolution"],
    )
