"""A filter and a row scope as clauses: what each asks, and the values that it asks for.

Clauses without their values are the shape of a question. Few shapes are ever asked, so that the SQL of
each is made once and only the values change.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus
from domain.partners import RowScope
from domain.search.orders import Between, OrderFilter
from domain.search.terms import Term, TermKind
from gateway.store.search.order_entries import NOT_OWNED, OWNER_KINDS, name

_USUAL = frozenset(
    {OrderStatus.DELIVERED, OrderStatus.CLOSED, BillingStatus.INVOICED, OrderReturnStatus.NONE}
)
"""What most orders end as; whoever asks for anything else asks for few."""


class What(StrEnum):
    """What a clause asks of an order."""

    TERMS = "has one of these terms"
    NAMED = "has a term of this value, of one of these kinds"
    OWNED = "belongs to one of these"
    LISTED = "the column is one of these"
    RARE = "the column is one of these, which few orders have"
    SINCE = "the column is not before this"
    UNTIL = "the column is before this"
    PRESENT = "the column has a value"
    ABSENT = "the column has none"
    NOT_BEFORE = "the column is not before this, or has no value"


ENTRIES = frozenset({What.TERMS, What.NAMED, What.OWNED})
"""Asked of entries in a table of their own; their values are pairs of kind and value.

Of NAMED they are the kinds and then the one value, for which databases find all kinds in one look.
"""


class Spread(StrEnum):
    """How many orders share a term: a document's number, an e-mail, a SKU, a location. Rarest first."""

    ONE = "one"
    BUYER = "buyer"
    ITEM = "item"
    PLACE = "place"


class ClauseShape(NamedTuple):
    """What is asked of which column, kind of owner or spread of terms, with how many values.

    written: values that stand in the SQL itself, as statuses do: a server plans for a rare one differently.
    """

    what: What
    of: str
    values: int
    written: tuple[str, ...] = ()

    @property
    def entries(self) -> int:
        """How many entries are asked for, where it asks for any."""
        return self.values - 1 if self.what is What.NAMED else self.values // 2


class Clause(NamedTuple):
    """What is asked, and with which values."""

    what: What
    of: str
    values: tuple[object, ...] = ()
    written: tuple[str, ...] = ()

    def shape(self) -> ClauseShape:
        return ClauseShape(self.what, self.of, len(self.values), self.written)


def clauses(wanted: OrderFilter, rows: RowScope, now: datetime | None) -> Iterator[Clause]:
    """Everything that must hold; overdue at `now`."""
    for group in wanted.terms:
        yield term_clause(group)
    yield from _of_row(wanted)
    yield from _overdue(wanted.overdue, now)
    yield from scope_clauses(rows)


def term_clause(group: Sequence[Term]) -> Clause:
    """One of the group's terms; it spreads as far as the commonest of them."""
    spread = max((_spread(one.kind) for one in group), key=list(Spread).index, default=Spread.ONE)
    if len(group) > 1 and len({one.value for one in group}) == 1:
        return Clause(What.NAMED, spread, (*(one.kind.value for one in group), name(group[0].value)))
    values = tuple(text for one in group for text in (one.kind.value, name(one.value)))
    return Clause(What.TERMS, spread, values)


def scope_clauses(rows: RowScope) -> Iterator[Clause]:
    """The order belongs to one of each kind of owner that the scope names, or has no owner of the kind."""
    for kind in OWNER_KINDS:
        allowed: frozenset[str] | None = getattr(rows, kind)
        if allowed is not None:
            owned = (text for one in sorted(map(name, allowed)) for text in (kind, one))
            yield Clause(What.OWNED, kind, (*owned, NOT_OWNED, kind))


def _spread(kind: TermKind) -> Spread:
    match kind:
        case TermKind.EMAIL:
            return Spread.BUYER
        case TermKind.SKU:
            return Spread.ITEM
        case TermKind.LOCATION:
            return Spread.PLACE
        case _:
            return Spread.ONE


def _of_row(wanted: OrderFilter) -> Iterator[Clause]:
    if wanted.customers:
        yield Clause(What.RARE, "customer", tuple(map(name, wanted.customers)))
    if wanted.channels:
        yield Clause(What.LISTED, "channel", tuple(map(name, wanted.channels)))
    statuses: tuple[tuple[str, Sequence[StrEnum]], ...] = (
        ("status", wanted.statuses),
        ("billing_status", wanted.billing_statuses),
        ("return_status", wanted.return_statuses),
    )
    for column, values in statuses:
        if values:
            what = What.RARE if _USUAL.isdisjoint(values) else What.LISTED
            yield Clause(what, column, written=tuple(sorted(one.value for one in values)))
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
