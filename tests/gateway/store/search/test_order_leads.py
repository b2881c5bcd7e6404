import pytest

from domain.orders import OrderStatus
from domain.partners import RowScope
from domain.search.orders import OrderFilter, SortField
from domain.search.terms import Term, TermKind
from gateway.store.search.order_clauses import clauses
from gateway.store.search.order_leads import lead

NUMBER, MAIL = (Term(TermKind.INVOICE, "inv-1"),), (Term(TermKind.EMAIL, "ab12"),)
ITEM, PLACE = (Term(TermKind.SKU, "drill"),), (Term(TermKind.LOCATION, "east"),)
ALL, MINE = RowScope(), RowScope(customers=frozenset({"C-1"}))
HERE = RowScope(locations=frozenset({"EAST"}))
EVERYWHERE = RowScope(locations=frozenset(map(str, range(20))))
HELD = (OrderStatus.ON_HOLD,)
READ, GATHERED, BY_ROWS = "read in its order", "gathered", ("", "")


@pytest.mark.parametrize(
    ("wanted", "rows", "by"),
    [
        (OrderFilter(), ALL, BY_ROWS),
        (OrderFilter(terms=(ITEM, NUMBER)), MINE, ("one", GATHERED)),
        (OrderFilter(terms=(PLACE, ITEM, MAIL)), HERE, ("buyer", READ)),
        (OrderFilter(terms=(ITEM,)), MINE, ("customers", READ)),
        (OrderFilter(terms=(ITEM,), statuses=HELD), HERE, ("item", READ)),
        (OrderFilter(terms=(ITEM,), customers=("C-1",)), ALL, BY_ROWS),
        (OrderFilter(terms=(PLACE,)), HERE, ("place", READ)),
        (OrderFilter(terms=(PLACE,), statuses=HELD), ALL, BY_ROWS),
        (OrderFilter(), HERE, ("locations", READ)),
        (OrderFilter(statuses=HELD), HERE, BY_ROWS),
        (OrderFilter(), EVERYWHERE, BY_ROWS),
        (OrderFilter(terms=((),)), ALL, ("one", GATHERED)),
    ],
)
def test_newest_first_the_rarest_clause_leads(
    wanted: OrderFilter, rows: RowScope, by: tuple[str, str]
) -> None:
    assert led_by(wanted, rows, SortField.PLACED_AT) == by


@pytest.mark.parametrize(
    ("wanted", "rows", "by"),
    [
        (OrderFilter(terms=(ITEM, MAIL)), ALL, ("buyer", GATHERED)),
        (OrderFilter(), MINE, ("customers", GATHERED)),
        (OrderFilter(terms=(ITEM,)), HERE, BY_ROWS),
    ],
)
def test_in_another_order_few_are_gathered_and_many_are_tried(
    wanted: OrderFilter, rows: RowScope, by: tuple[str, str]
) -> None:
    assert led_by(wanted, rows, SortField.PROMISED_AT) == by


def led_by(wanted: OrderFilter, rows: RowScope, field: SortField) -> tuple[str, str]:
    shapes = [one.shape() for one in clauses(wanted, rows, None)]
    found = lead(shapes, field)
    if found is None:
        return BY_ROWS
    return shapes[found.place].of.lower(), GATHERED if found.gathered else READ
