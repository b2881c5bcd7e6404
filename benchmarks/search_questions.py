"""What the search benchmark asks, each through the port and as the SQL that one would write by hand."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

from benchmarks.search_orders import BEGIN, CHANNELS, CUSTOMERS, LOCATIONS, SKUS, SPAN, customer, email
from domain.orders import OrderReturnStatus, OrderStatus
from domain.partners import RowScope
from domain.search.orders import Between, OrderFilter, OrderSort, Paging, Position, SortField
from domain.search.terms import Term, TermKind

PAGE = 50
_ALL = RowScope()
_NEWEST = "ORDER BY placed_at DESC, number DESC LIMIT 51"
_OF_TERM = f"SELECT placed_at, number FROM order_term WHERE kind = ? AND value = ? {_NEWEST}"  # noqa: S608 - constants
_OF_ROW = "SELECT placed_at, number FROM order_row WHERE"
_HAS_TERM = "number IN (SELECT number FROM order_term WHERE kind = ? AND value = ?)"
_OWNED = f"SELECT placed_at, number FROM order_owner WHERE kind = ? AND value = ? {_NEWEST}"  # noqa: S608 - constants
_OF_OWNER = f"SELECT * FROM (SELECT * FROM ({_OWNED}) a UNION SELECT * FROM ({_OWNED}) b) c {_NEWEST}"  # noqa: S608 - constants


class Question(NamedTuple):
    """One question: through the port, and as SQL with `?` in place of its values."""

    wanted: OrderFilter
    sql: str
    values: Sequence[object]
    rows: RowScope = _ALL
    sort: OrderSort = OrderSort()
    after: Position | None = None

    def paging(self, *, counted: bool) -> Paging:
        return Paging(first=PAGE, sort=self.sort, after=self.after, counted=counted)


Asked = Callable[[float], Question]
"""A question for a number from 0 to 1, so that no two ask the same."""


def questions(count: int) -> dict[str, Asked]:
    """Every kind, over an index of so many orders."""
    return {
        "order number": lambda at: _by_term(Term(TermKind.ORDER, f"so-{int(at * count):08d}")),
        "tracking number": lambda at: _by_term(
            Term(TermKind.TRACKING, f"1z{int(at * count) * 7919 % 10**10:010d}")
        ),
        "any of nine names": lambda at: _by_any_name(f"{int(at * count) + 1_000}"),
        "e-mail": lambda at: _by_term(email(int(at * CUSTOMERS))),
        "e-mail, by promise": lambda at: _promised_of(email(int(at * CUSTOMERS))),
        "SKU": lambda at: _by_term(_sku(at)),
        "SKU, by promise": lambda at: _promised_of(_sku(at)),
        "SKU and status": _sku_on_hold,
        "SKU of an e-mail": lambda at: _sku_of(email(int(at * CUSTOMERS / 100)), _sku(at)),
        "location": lambda at: _by_term(Term(TermKind.LOCATION, f"l-{int(at * LOCATIONS):02d}")),
        "customer": _by_customer,
        "status, rare": _on_hold,
        "channel and return status": _returned,
        "overdue, by promise": _overdue,
        "placed on a day": _placed,
        "changed since": _changed,
        "no filter": lambda _: Question(OrderFilter(), f"{_OF_ROW} placed_at IS NOT NULL {_NEWEST}", ()),
        "no filter, deep page": _deep,
        "location, deep page": _deep_in_location,
        "rows of a customer": _customer_scope,
        "rows of a location": _location_scope,
    }


def _by_term(term: Term) -> Question:
    return Question(OrderFilter(terms=((term,),)), _OF_TERM, (term.kind.value, term.value))


def _by_any_name(value: str) -> Question:
    kinds = list(TermKind)[:9]
    marks = ", ".join("?" * len(kinds))
    sql = f"SELECT placed_at, number FROM order_term WHERE kind IN ({marks}) AND value = ? {_NEWEST}"  # noqa: S608 - marks alone
    terms = tuple(Term(kind, value) for kind in kinds)
    return Question(OrderFilter(terms=(terms,)), sql, (*(kind.value for kind in kinds), value))


def _promised_of(term: Term) -> Question:
    sql = (
        f"SELECT promised_at, number FROM order_row WHERE {_HAS_TERM} AND promised_at IS NOT NULL "  # noqa: S608 - constants
        "ORDER BY promised_at, number LIMIT 51"
    )
    soonest = OrderSort(SortField.PROMISED_AT, descending=False)
    return Question(OrderFilter(terms=((term,),)), sql, (term.kind.value, term.value), sort=soonest)


def _sku(at: float) -> Term:
    return Term(TermKind.SKU, f"a-{int(at * SKUS):05d}")


def _sku_on_hold(at: float) -> Question:
    term, status = _sku(at), OrderStatus.ON_HOLD
    sql = (
        "SELECT t.placed_at, t.number FROM order_term t JOIN order_row r ON r.number = t.number "
        "WHERE t.kind = ? AND t.value = ? AND r.status = ? "
        "ORDER BY t.placed_at DESC, t.number DESC LIMIT 51"
    )
    return Question(
        OrderFilter(terms=((term,),), statuses=(status,)), sql, (term.kind.value, term.value, status.value)
    )


def _sku_of(mail: Term, sku: Term) -> Question:
    sql = f"SELECT placed_at, number FROM order_term WHERE kind = ? AND value = ? AND {_HAS_TERM} {_NEWEST}"  # noqa: S608 - constants
    values = (mail.kind.value, mail.value, sku.kind.value, sku.value)
    return Question(OrderFilter(terms=((mail,), (sku,))), sql, values)


def _by_customer(at: float) -> Question:
    name = customer(int(at * CUSTOMERS))
    return Question(OrderFilter(customers=(name,)), f"{_OF_ROW} customer = ? {_NEWEST}", (name,))


def _on_hold(_: float) -> Question:
    status = OrderStatus.ON_HOLD
    return Question(OrderFilter(statuses=(status,)), f"{_OF_ROW} status = ? {_NEWEST}", (status.value,))


def _returned(at: float) -> Question:
    channel, status = CHANNELS[int(at * len(CHANNELS))], OrderReturnStatus.OPEN
    sql = f"{_OF_ROW} channel = ? AND return_status = ? {_NEWEST}"
    return Question(OrderFilter(channels=(channel,), return_statuses=(status,)), sql, (channel, status.value))


def _overdue(_: float) -> Question:
    sql = (
        "SELECT promised_at, number FROM order_row WHERE overdue_at IS NOT NULL AND promised_at IS NOT NULL "
        "ORDER BY promised_at, number LIMIT 51"
    )
    return Question(
        OrderFilter(overdue=True), sql, (), sort=OrderSort(SortField.PROMISED_AT, descending=False)
    )


def _placed(at: float) -> Question:
    since = BEGIN + at * SPAN * 0.99
    until = since + timedelta(days=1)
    sql = f"{_OF_ROW} placed_at >= ? AND placed_at < ? {_NEWEST}"
    return Question(OrderFilter(placed=Between(since=since, until=until)), sql, (since, until))


def _changed(at: float) -> Question:
    since = BEGIN + SPAN * (0.9 + at / 10)
    sql = (
        "SELECT changed_at, number FROM order_row WHERE changed_at >= ? ORDER BY changed_at, number LIMIT 51"
    )
    oldest = OrderSort(SortField.CHANGED_AT, descending=False)
    return Question(OrderFilter(changed=Between(since=since)), sql, (since,), sort=oldest)


def _deep(at: float) -> Question:
    end = Position(BEGIN + at * SPAN, "SO-")
    sql = f"{_OF_ROW} (placed_at, number) < (?, ?) {_NEWEST}"
    return Question(OrderFilter(), sql, (end.at, end.number), after=end)


def _deep_in_location(at: float) -> Question:
    term = Term(TermKind.LOCATION, f"l-{int(at * LOCATIONS):02d}")
    end = Position(BEGIN + at * SPAN, "SO-")
    sql = (
        "SELECT placed_at, number FROM order_term WHERE kind = ? AND value = ? "  # noqa: S608 - constants
        f"AND (placed_at, number) < (?, ?) {_NEWEST}"
    )
    values = (term.kind.value, term.value, end.at, end.number)
    return Question(OrderFilter(terms=((term,),)), sql, values, after=end)


def _customer_scope(at: float) -> Question:
    name = customer(int(at * CUSTOMERS))
    rows = RowScope(customers=frozenset({name}))
    return Question(OrderFilter(), _OF_OWNER, ("customers", name, "", "customers"), rows=rows)


def _location_scope(at: float) -> Question:
    name = f"L-{int(at * LOCATIONS):02d}"
    rows = RowScope(locations=frozenset({name}))
    return Question(OrderFilter(), _OF_OWNER, ("locations", name, "", "locations"), rows=rows)
