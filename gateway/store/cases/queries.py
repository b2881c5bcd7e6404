"""Finding exception cases in the store: filters and pages.

Cases are deduplicated, so there are thousands of them and not millions. Subjects and systems are looked
for inside of their lists, without an index.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Text, and_, column, func, not_, or_, select
from sqlalchemy.engine import URL

from domain.cases.work import CaseFilter, CasePosition
from domain.exceptions import CaseState
from domain.partners import RowScope
from domain.rows.own_cases import EVERY_ROW, OWN_CODES
from gateway.store.cases.own import is_own
from gateway.store.cases.tables import EXCEPTION_CHANGE
from gateway.store.database import is_embedded
from gateway.store.storable import storable
from gateway.store.tables import EXCEPTION_CASE, LONGEST_GROUP

Condition = ColumnElement[bool]
_CASE = EXCEPTION_CASE.c


class CaseQueries:
    """The queries for one kind of database."""

    def __init__(self, place: URL) -> None:
        self._elements = func.json_each if is_embedded(place) else func.json_array_elements_text

    def page(self, wanted: CaseFilter, rows: RowScope, after: CasePosition | None, first: int) -> Select[Any]:
        """By last sighting, newest first; one more than asked for shows whether more follow."""
        query = select(EXCEPTION_CASE).where(*self._conditions(wanted), *self._own(rows))
        if after is not None:
            query = query.where(_follows(after))
        return query.order_by(_CASE.last_seen.desc(), _CASE.id.desc()).limit(first + 1)

    def count(self, wanted: CaseFilter, rows: RowScope) -> Select[int]:
        """How many cases of the row scope the filter has in all."""
        conditions = (*self._conditions(wanted), *self._own(rows))
        return select(func.count()).select_from(EXCEPTION_CASE).where(*conditions)

    def one(self, case_id: str, rows: RowScope) -> Select[Any]:
        """The case of an id, if it is of the row scope."""
        return select(EXCEPTION_CASE).where(_CASE.id == storable(case_id), *self._own(rows))

    def _conditions(self, wanted: CaseFilter) -> Iterator[Condition]:
        plain: tuple[tuple[Column[Any], Sequence[str]], ...] = (
            (_CASE.state, wanted.states),
            (_CASE.code, wanted.codes),
            (_CASE.severity, wanted.severities),
            (_CASE.owner, wanted.owners),
        )
        yield from (one.in_(_texts(values)) for one, values in plain if values)
        lists = ((_CASE.subjects, wanted.subjects), (_CASE.systems, wanted.systems))
        yield from (self._has(one, _texts(values)) for one, values in lists if values)

    def _own(self, rows: RowScope) -> Iterator[Condition]:
        """That of all its subjects none is somebody else's."""
        if rows == EVERY_ROW:
            return
        each = self._elements(_CASE.subjects).table_valued(column("value", Text))
        subjects = select(each.c.value)
        yield _CASE.code.in_(OWN_CODES)
        yield subjects.exists()
        yield not_(subjects.where(not_(is_own(each.c.value, rows))).exists())

    def _has(self, items: Column[Any], values: Sequence[str]) -> Condition:
        """Whether a JSON list holds any of the values."""
        each = self._elements(items).table_valued(column("value", Text))
        return select(each.c.value).where(each.c.value.in_(values)).exists()


def of_groups(code: str, groups: Iterable[str]) -> Select[Any]:
    """The cases of a code in these groups."""
    kept = [storable(group, LONGEST_GROUP) for group in groups]
    return select(EXCEPTION_CASE).where(_CASE.code == storable(code), _CASE.grouping.in_(kept))


def unresolved(code: str, group: str) -> Select[str]:
    """The id of the case of (code, group), while it is not resolved."""
    is_it = (_CASE.code == storable(code), _CASE.grouping == storable(group, LONGEST_GROUP))
    return select(_CASE.id).where(*is_it, _CASE.state != CaseState.RESOLVED.value)


def changes_of(case_ids: Iterable[str]) -> Select[Any]:
    """What was done about these cases, oldest first."""
    changes = EXCEPTION_CHANGE.c
    return select(EXCEPTION_CHANGE).where(changes.case_id.in_(case_ids)).order_by(changes.id)


def _follows(after: CasePosition) -> Condition:
    older = _CASE.last_seen < after.last_seen
    return or_(older, and_(_CASE.last_seen == after.last_seen, _CASE.id < storable(after.id)))


def _texts(values: Iterable[str]) -> list[str]:
    return [storable(str(value)) for value in values]
