"""Exception cases as rows of our tables, and back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import RowMapping

from domain.exceptions import CaseChange, CaseState, ExceptionCase, Finding, Severity
from gateway.store.cases.tables import LONGEST_WHO
from gateway.store.storable import storable
from gateway.store.tables import LONGEST_GROUP

Key = tuple[str, str]
"""Code and group: what makes findings one case."""

_ID = 12


def key_of(finding: Finding) -> Key:
    """What makes two findings one case, as the database can keep it."""
    return finding.code, storable(finding.group, LONGEST_GROUP)


def new_row(finding: Finding, count: int, now: datetime) -> dict[str, object]:
    """The row of a case that was not seen before this batch."""
    code, group = key_of(finding)
    return {
        "id": uuid4().hex[:_ID],
        "code": code,
        "grouping": group,
        "severity": finding.severity.value,
        "detail": storable(finding.detail),
        "first_seen": now,
        "last_seen": now,
        "count": count,
        "state": CaseState.OPEN.value,
        "owner": "",
        "resolution": "",
        **gathered_columns(finding),
    }


def gathered_columns(finding: Finding) -> dict[str, list[str]]:
    """What a case gathers from all of its sightings."""
    return {
        "subjects": [storable(subject) for subject in finding.subjects],
        "systems": list(finding.systems),
        "evidence": [storable(reference) for reference in finding.evidence],
    }


def finding_of(row: RowMapping) -> Finding:
    """The finding in a row of `exception_case`."""
    return Finding(
        code=row["code"],
        group=row["grouping"],
        severity=Severity(row["severity"]),
        subjects=tuple(row["subjects"]),
        systems=tuple(row["systems"]),
        detail=row["detail"],
        evidence=tuple(row["evidence"]),
    )


def case_of(row: RowMapping, changes: Iterable[RowMapping] = ()) -> ExceptionCase:
    """A row of `exception_case`, with its rows of `exception_change` where they are asked for."""
    return ExceptionCase(
        id=row["id"],
        finding=finding_of(row),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        count=row["count"],
        state=CaseState(row["state"]),
        owner=row["owner"],
        resolution=row["resolution"],
        history=tuple(_change(change) for change in changes),
    )


def change_row(case_id: str, change: CaseChange) -> Mapping[str, Any]:
    """The row that keeps a change."""
    return {
        "case_id": case_id,
        "at": change.at,
        "who": storable(change.who)[:LONGEST_WHO],
        "before": change.before.value,
        "after": change.after.value,
        "note": change.note,
    }


def _change(row: RowMapping) -> CaseChange:
    return CaseChange(
        at=row["at"],
        who=row["who"],
        before=CaseState(row["before"]),
        after=CaseState(row["after"]),
        note=row["note"],
    )
