"""Orders, questions and row scopes for the contracts of the order index."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from domain.events.owners import Owners
from domain.orders import BillingStatus, OrderReturnStatus, OrderStatus
from domain.partners import RowScope
from domain.ports.search import OrderIndex
from domain.search.orders import (
    Between,
    OrderFilter,
    OrderPage,
    OrderRow,
    OrderSort,
    Paging,
    SortField,
)
from domain.search.terms import Term, TermKind
from tests.doubles.clock import START

DAY = timedelta(days=1)
EVERYTHING = OrderFilter()
ALL_ROWS = RowScope()
DRILL = Term(TermKind.SKU, "drill")
SAW = Term(TermKind.SKU, "saw")
NAMED = Term(TermKind.ORDER, "so-1")
TRACKED = Term(TermKind.TRACKING, "so-1")
MIRA = Term(TermKind.EMAIL, "ab12")
BY_NUMBER = OrderSort(SortField.PLACED_AT, descending=False)
HOLDING: Sequence[OrderFilter] = (
    OrderFilter(terms=((DRILL,),)),
    OrderFilter(terms=((SAW, DRILL),)),
    OrderFilter(terms=((DRILL,), (MIRA,))),
    OrderFilter(terms=((DRILL,), (MIRA, SAW))),
    OrderFilter(terms=((NAMED, TRACKED, DRILL),)),
    OrderFilter(terms=((NAMED, TRACKED),)),
    OrderFilter(terms=((NAMED, TRACKED),), channels=("web",), placed=Between(since=START)),
    OrderFilter(customers=("C-1",)),
    OrderFilter(customers=("C-7", "C-1")),
    OrderFilter(channels=("web",)),
    OrderFilter(statuses=(OrderStatus.ON_HOLD, OrderStatus.PICKING)),
    OrderFilter(billing_statuses=(BillingStatus.INVOICED,)),
    OrderFilter(return_statuses=(OrderReturnStatus.OPEN,)),
    OrderFilter(placed=Between(since=START, until=START + DAY)),
    OrderFilter(placed=Between(since=START)),
    OrderFilter(promised=Between(since=START + 3 * DAY)),
    OrderFilter(promised=Between()),
    OrderFilter(changed=Between(until=START + 5 * DAY)),
    OrderFilter(overdue=True),
    OrderFilter(terms=((DRILL,),), customers=("C-1",), placed=Between(since=START), overdue=True),
)
NOT_HOLDING: Sequence[OrderFilter] = (
    OrderFilter(terms=((),)),
    OrderFilter(terms=((DRILL,), (SAW,))),
    OrderFilter(terms=((Term(TermKind.LOCATION, "drill"),),)),
    OrderFilter(terms=((DRILL,),), customers=("C-2",)),
    OrderFilter(placed=Between(until=START)),
    OrderFilter(customers=("c-1",)),
    OrderFilter(overdue=False, customers=("C-1",)),
)
MANY_NAMES = frozenset(f"C-{number}" for number in range(12))
SCOPES: Sequence[tuple[Owners, RowScope, bool]] = (
    (Owners(known=False), RowScope(), True),
    (Owners(known=False), RowScope(customers=frozenset({"C-1"})), False),
    (
        Owners(known=False, customers=frozenset({"C-1"})),
        RowScope(customers=frozenset({"C-1"})),
        False,
    ),
    (Owners(), RowScope(customers=frozenset({"C-1"})), True),
    (Owners(), RowScope(customers=frozenset()), True),
    (Owners(customers=frozenset()), RowScope(customers=frozenset({"C-1", ""})), False),
    (Owners(customers=frozenset({"C-1", "C-2"})), RowScope(customers=frozenset({"C-2"})), True),
    (Owners(customers=frozenset({"C-1"})), RowScope(customers=frozenset({"C-2"})), False),
    (Owners(customers=frozenset({"C-1"})), RowScope(customers=frozenset()), False),
    (Owners(customers=frozenset({"C-1", "C-11"})), RowScope(customers=MANY_NAMES), True),
    (Owners(locations=frozenset({"C-1", "C-11"})), RowScope(locations=MANY_NAMES), True),
    (Owners(locations=frozenset({"EAST"})), RowScope(locations=MANY_NAMES), False),
    (Owners(customers=frozenset({"C-1"})), RowScope(channels=frozenset({"web"})), True),
    (
        Owners(customers=frozenset({"C-1"}), locations=frozenset({"EAST"})),
        RowScope(customers=frozenset({"C-1"}), locations=frozenset({"WEST", "NORTH"})),
        False,
    ),
    (
        Owners(customers=frozenset({"C-1"}), locations=frozenset({"EAST", "WEST"})),
        RowScope(customers=frozenset({"C-1"}), locations=frozenset({"WEST", "EAST"})),
        True,
    ),
)

FIRST = Paging(first=50)
REPLACING: Sequence[tuple[dict[str, Any], dict[str, Any], bool]] = (
    ({"changed_at": START}, {"changed_at": START}, True),
    ({"changed_at": START}, {"changed_at": START + timedelta(microseconds=1)}, True),
    ({"changed_at": START}, {"changed_at": START - timedelta(microseconds=1)}, False),
    ({"changed_at": START}, {"changed_at": None}, False),
    ({"changed_at": None}, {"changed_at": None}, True),
    ({"changed_at": None}, {"changed_at": START}, True),
    ({"changed_at": START}, {"changed_at": START - DAY, "source": "other_erp"}, True),
    ({"changed_at": START}, {"changed_at": None, "source": "other_erp"}, True),
)
"""What a held row has, what the one has that is put then, and whether that replaces it."""


def row(number: str, days: int | None = 0, **fields: object) -> OrderRow:
    placed_at = None if days is None else START + days * DAY
    return msgspec.structs.replace(OrderRow(number=number, source="erp", placed_at=placed_at), **fields)


async def found(index: OrderIndex, wanted: OrderFilter = EVERYTHING, rows: RowScope = ALL_ROWS) -> str:
    """Numbers in the order of placed_at, joined; the same by the other fields, or the index disagrees."""
    pages = [await index.search(wanted, rows, Paging(first=50, sort=OrderSort(field))) for field in SortField]
    numbers = {frozenset(one.number for one in page.positions) for page in pages}
    assert len(numbers) == 1
    assert {(page.total, page.total_is_exact) for page in pages} == {(len(pages[0].positions), True)}
    ordered = await index.search(wanted, rows, Paging(first=50, sort=BY_NUMBER))
    return " ".join(one.number for one in ordered.positions)


def numbers(page: OrderPage) -> list[str]:
    return [position.number for position in page.positions]
