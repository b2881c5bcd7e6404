"""Whose the steps of a case are: of those alone whose every subject is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.owners import Owners
from domain.exceptions import Finding, Severity
from domain.folds.overdue import OVERDUE
from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.rows.own_cases import about, of_stock_case, owners_of_case
from domain.stock import STOCK_NEGATIVE

_SETS = st.none() | st.frozensets(st.sampled_from("abc"), max_size=3)
_OWNERS = st.builds(Owners, **dict.fromkeys(RowScope.__struct_fields__, _SETS), known=st.booleans())
_ROWS = st.builds(RowScope, **dict.fromkeys(RowScope.__struct_fields__, _SETS))
_SUBJECTS = st.lists(st.sampled_from(["order:1", "order:2", "order:3", "sku:A@a", "sku:A@b", "source:erp"]))


def finding(*subjects: str, code: str = OVERDUE) -> Finding:
    return Finding(
        code=code,
        group="g",
        severity=Severity.WARNING,
        subjects=subjects,
        systems=("erp",),
        detail="is wrong",
    )


def sees(rows: RowScope, owners: Owners) -> bool:
    return decide_row(Principal(partner="p", grant=Grant(scopes=frozenset(), rows=rows)), owners) is ALLOW


@given(_SUBJECTS, st.dictionaries(st.sampled_from("123"), _OWNERS), _ROWS)
def test_nobody_is_told_of_a_case_with_a_subject_that_is_not_his(
    subjects: list[str], orders: dict[str, Owners], rows: RowScope
) -> None:
    told = sees(rows, owners_of_case(finding(*subjects), orders))
    whose = [about(subject) for subject in subjects]
    each = [
        of_stock_case(one.place) if one.place else orders.get(one.order, Owners(known=False)) for one in whose
    ]
    if told and rows != RowScope():
        assert each
        assert all(sees(rows, owners) for owners in each)


def test_of_one_order_they_are_its_owners_and_of_several_those_of_all() -> None:
    mine, ours = Owners(customers=frozenset("a")), Owners(customers=frozenset("ab"), channels=frozenset("c"))
    orders = {"1": mine, "2": ours}
    assert owners_of_case(finding("order:1"), orders) == mine
    both = owners_of_case(finding("order:1", "order:2"), orders)
    assert (both.customers, both.channels, both.known) == (frozenset("a"), frozenset("c"), True)


@pytest.mark.parametrize(
    "wrong",
    [
        finding(),
        finding("order:1", code="UNMAPPED_CODE"),
        finding("order:1", "source:erp"),
        finding("order:1", "order:9"),
    ],
)
def test_the_others_are_of_the_house(wrong: Finding) -> None:
    assert not owners_of_case(wrong, {"1": Owners(customers=frozenset("a"))}).known


def test_stock_is_its_places() -> None:
    assert owners_of_case(finding("sku:A@EAST", code=STOCK_NEGATIVE), {}) == of_stock_case("EAST")
