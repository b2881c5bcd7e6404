"""A filter and a row scope as clauses: what each asks, and the values that it asks for.

Clauses without their values are the shape of a question. Few shapes are ever asked, so that the SQL of
each is made once and only the values change.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from domain.partners import RowScope
from domain.search.orders import Between, OrderFilter, Paging, SortField
from domain.search.terms import Term, TermKind
from gateway.store.search.order_entries import OWNER_KINDS, name

_SHARED_BY_MANY = frozenset({TermKind.SKU, TermKind.LOCATION})


class What(StrEnum):
    """What a clause asks of an order."""

    LEAD = "has this term, by which the orders are read"
    TERMS = "has one of these terms"
    LISTED = "the column is one of these"
    SINCE = "the column is not before this"
    UNTIL = "the column is before this"
    PRESENT = "the column has a value"
    ABSENT = "the column has none"
    NOT_BEFORE = "the column is not before this, or has no value"
    OWNED = "belongs to one of these"


class ClauseShape(NamedTuple):
    """What is asked of which column or kind of owner, with how many values."""

    what: What
    of: str
    values: int


class Clause(NamedTuple):
    """What is asked, and with which values."""

    what: What
    of: str = ""
    values: tuple[object, ...] = ()

    def shape(self) -> ClauseShape:
        return ClauseShape(self.what, self.of, len(self.values))


def clauses(wanted: OrderFilter, rows: RowScope, paging: Paging) -> Iterator[Clause]:
    """Everything that must hold. By placed_at, orders can be read off one of their terms, which leads."""
    lead = _lead(wanted.terms) if paging.sort.field is SortField.PLACED_AT else None
    if lead is not None:
        yield Clause(What.LEAD, values=(lead.kind.value, name(lead.value)))
    for group in wanted.terms:
        if lead is None or tuple(group) != (lead,):
            yield Clause(What.TERMS, values=_term_values(group))
    yield from _of_row(wanted)
    yield from _overdue(wanted.overdue, paging.now)
    yield from scope_clauses(rows)


def scope_clauses(rows: RowScope) -> Iterator[Clause]:
    """The order belongs to one of each kind of owner that the scope names."""
    for kind in OWNER_KINDS:
        allowed: frozenset[str] | None = getattr(rows, kind)
        if allowed is not None:
            yield Clause(What.OWNED, kind, tuple(sorted(map(name, allowed))))


def _of_row(wanted: OrderFilter) -> Iterator[Clause]:
    listed: tuple[tuple[str, Sequence[str]], ...] = (
        ("customer", [name(one) for one in wanted.customers]),
        ("channel", [name(one) for one in wanted.channels]),
        ("status", wanted.statuses),
        ("billing_status", wanted.billing_statuses),
        ("return_status", wanted.return_statuses),
    )
    for column, values in listed:
        if values:
            yield Clause(What.LISTED, column, tuple(map(str, values)))
    yield from _lies("placed_at", wanted.placed)
    yield from _lies("promised_at", wanted.promised)
    yield from _lies("changed_at", wanted.changed)


def _overdue(wanted: bool | None, now: datetime | None) -> Iterator[Clause]:  # noqa: FBT001 - a condition that may be absent
    """Overdue at that time; without a time, ever."""
    if wanted is None:
        return
    if now is None:
        yield Clause(What.PRESENT if wanted else What.ABSENT, "overdue_at")
    else:
        yield Clause(What.UNTIL if wanted else What.NOT_BEFORE, "overdue_at", (now,))


def _lies(column: str, between: Between | None) -> Iterator[Clause]:
    """One that is open at both ends still needs a time."""
    if between is None:
        return
    ends: tuple[tuple[What, datetime | None], ...] = (
        (What.SINCE, between.since),
        (What.UNTIL, between.until),
    )
    given = [Clause(what, column, (at,)) for what, at in ends if at is not None]
    yield from given or [Clause(What.PRESENT, column)]


def _lead(groups: Sequence[Sequence[Term]]) -> Term | None:
    """Of the terms that stand alone in their group, one that few orders share."""
    alone = [group[0] for group in groups if len(group) == 1]
    return min(alone, key=lambda one: one.kind in _SHARED_BY_MANY, default=None)


def _term_values(group: Sequence[Term]) -> tuple[str, ...]:
    return tuple(text for one in group for text in (one.kind.value, name(one.value)))
