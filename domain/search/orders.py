"""The order index: one row for each order, and what may be asked of all of them.

What the index gives are numbers; the orders themselves come through the readers, with their own
freshness. A row's statuses are projections for filters, never the truth.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from domain.events.owners import Owners
from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus
from domain.search.terms import Term


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the index keeps of one order.

    source: the instance that owns it. changed_at: the latest source time of anything in it. overdue_at:
    from when on a milestone of it is overdue, if nothing comes; it may lie ahead. terms: everything that it
    can be found by. owners: whose it is.
    """

    number: str
    source: str
    customer: str = ""
    channel: str = ""
    status: OrderStatus = OrderStatus.UNKNOWN
    billing_status: BillingStatus = BillingStatus.NOT_INVOICED
    return_status: OrderReturnStatus = OrderReturnStatus.NONE
    placed_at: datetime | None = None
    promised_at: datetime | None = None
    changed_at: datetime | None = None
    overdue_at: datetime | None = None
    terms: frozenset[Term] = frozenset()
    owners: Owners = Owners(known=False)

    def replaces(self, held: "OrderRow") -> bool:
        """Whether this row may take the place of the one that is held.

        Of one source, an older one may not: it was read before. Another source has times of its own, as
        after a cut-over. Of equally old ones the later put stays, since rules and addresses change too.
        """
        if self.source != held.source or held.changed_at is None:
            return True
        return self.changed_at is not None and self.changed_at >= held.changed_at


class Between(msgspec.Struct, frozen=True, kw_only=True):
    """From (included) and until (excluded); either may be open."""

    since: datetime | None = None
    until: datetime | None = None


class OrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All conditions must hold; inside one, any of its values. An empty tuple is no condition.

    terms: groups, of which each must hold by any of its terms. `((sku, other sku), (email,))` is orders of
    that e-mail with one of the two SKUs.
    """

    terms: tuple[tuple[Term, ...], ...] = ()
    customers: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    statuses: tuple[OrderStatus, ...] = ()
    billing_statuses: tuple[BillingStatus, ...] = ()
    return_statuses: tuple[OrderReturnStatus, ...] = ()
    placed: Between | None = None
    promised: Between | None = None
    changed: Between | None = None
    overdue: bool | None = None


class SortField(StrEnum):
    """What orders can be sorted by; the number decides among equals."""

    PLACED_AT = "PLACED_AT"
    PROMISED_AT = "PROMISED_AT"
    CHANGED_AT = "CHANGED_AT"


class OrderSort(msgspec.Struct, frozen=True):
    """A field and a direction, which is the number's too. Rows without the field come last either way.

    by_day: for who is told the field to the day. Then its days in UTC are sorted, and positions have days.
    """

    field: SortField = SortField.PLACED_AT
    descending: bool = True
    by_day: bool = False


class Position(msgspec.Struct, frozen=True):
    """Where a page ended: the sort field of its last row, and that row's number."""

    at: datetime | None
    number: str


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """Which page: at most `first` positions after `after`, in the order of `sort`.

    counted: whether the total is wanted, which costs more than the page itself. now: the time at which an
    order must be overdue to count as that; without it, any that will ever be is.
    """

    first: int
    sort: OrderSort = OrderSort()
    after: Position | None = None
    counted: bool = True
    now: datetime | None = None


class OrderPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page: positions in order, whether more follow, and the count up to a bound.

    total: over all pages, at most MOST_COUNTED; 0 and not exact where it was not asked for.
    """

    positions: tuple[Position, ...] = ()
    more: bool = False
    total: int = 0
    total_is_exact: bool = True


MOST_COUNTED = 1_000
"""Rows are counted up to here; beyond, the total is this number and not exact."""

MOST_NAMED = 20
"""Orders that one term names, at most: the newest."""
