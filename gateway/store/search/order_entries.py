"""Rows of the order index as the tables keep them: one row, its terms and its owners."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from domain.events.owners import Owners
from domain.search.orders import OrderRow
from gateway.store.search.tables import LONGEST_NAME
from gateway.store.storable import storable

OWNER_KINDS: Sequence[str] = ("customers", "channels", "locations", "suppliers", "carriers")
NOT_OWNED = ""
"""The kind of an entry whose value is a kind that the order has no owner of: no scope over it applies."""


def name(text: str) -> str:
    """A number, term or owner as the index keeps it, and as it is asked for."""
    return storable(text, LONGEST_NAME)


class Term(NamedTuple):
    """One row of the table of terms."""

    number: str
    kind: str
    value: str
    placed_at: datetime | None


class Owner(NamedTuple):
    """One row of the table of owners."""

    number: str
    kind: str
    value: str
    placed_at: datetime | None


def columns(row: OrderRow) -> Mapping[str, object]:
    """The row itself."""
    return {
        "number": name(row.number),
        "source": row.source,
        "customer": name(row.customer),
        "channel": name(row.channel),
        "status": row.status.value,
        "billing_status": row.billing_status.value,
        "return_status": row.return_status.value,
        "placed_at": row.placed_at,
        "promised_at": row.promised_at,
        "changed_at": row.changed_at,
        "overdue_at": row.overdue_at,
    }


def terms(row: OrderRow) -> set[Term]:
    """What it is found by."""
    number, placed_at = name(row.number), _placed_at(row)
    return {Term(number, one.kind.value, name(one.value), placed_at) for one in row.terms}


def owners(row: OrderRow) -> set[Owner]:
    """Whose it is; nothing where that is not known, so that a row scope finds nothing."""
    if not row.owners.known:
        return set()
    number, placed_at = name(row.number), _placed_at(row)
    return {Owner(number, *entry, placed_at) for kind in OWNER_KINDS for entry in _of_kind(row.owners, kind)}


def _placed_at(row: OrderRow) -> datetime | None:
    return None if row.placed_at is None else row.placed_at.astimezone(UTC)


def _of_kind(owners: Owners, kind: str) -> list[tuple[str, str]]:
    names: frozenset[str] | None = getattr(owners, kind)
    return [(NOT_OWNED, kind)] if names is None else [(kind, name(one)) for one in names]
