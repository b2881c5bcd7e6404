from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.events.owners import Owners
from domain.events.record import Event
from domain.partners import Grant, Principal, RowScope, Scope
from domain.policy import ALLOW, Deny, FieldScopes, decide_field, decide_row, unrestricted
from tests.doubles.clock import START

SCOPES: FieldScopes = {
    "Order": {"number": None, "shipTo": Scope.ORDERS_PII, "unitPrice": Scope.ORDERS_PRICING},
    "Stock": {"figures": Scope.STOCK_EXACT},
}
SORTS = RowScope.__struct_fields__
NAMES = st.none() | st.frozensets(st.sampled_from(("A", "B", "C")), max_size=2)
ROWS = st.builds(RowScope, **dict.fromkeys(SORTS, NAMES))
OWNERS = st.builds(Owners, **dict.fromkeys(SORTS, NAMES))


def principal(*scopes: Scope, rows: RowScope | None = None) -> Principal:
    return Principal(partner="acme", grant=Grant(scopes=frozenset(scopes), rows=rows or RowScope()))


@pytest.mark.parametrize("scopes", [set(), {Scope.ORDERS_READ}, set(Scope)], ids=["none", "one", "all"])
@pytest.mark.parametrize(("type_name", "field"), [("Order", "secret"), ("Secret", "number"), ("", "")])
def test_a_field_without_an_entry_is_denied_to_everybody(
    scopes: set[Scope], type_name: str, field: str
) -> None:
    denied = decide_field(principal(*scopes), SCOPES, type_name, field)
    assert denied == Deny(f"{type_name}.{field} has no policy entry")


@pytest.mark.parametrize("granted", list(Scope))
@pytest.mark.parametrize("needed", list(Scope))
def test_a_scoped_field_is_for_those_who_have_that_very_scope(granted: Scope, needed: Scope) -> None:
    decision = decide_field(principal(granted), {"Order": {"x": needed}}, "Order", "x")
    assert decision == (ALLOW if granted is needed else Deny(f"Order.x needs {needed}"))


def test_a_field_without_a_scope_is_for_whoever_got_this_far() -> None:
    assert decide_field(principal(), SCOPES, "Order", "number") is ALLOW


def test_without_scopes_no_scoped_field_is_seen() -> None:
    scoped = [(name, field) for name, fields in SCOPES.items() for field, scope in fields.items() if scope]
    assert len(scoped) == 3
    assert all(isinstance(decide_field(principal(), SCOPES, *place), Deny) for place in scoped)


def test_row_scopes_and_owners_are_of_the_same_sorts() -> None:
    assert {*SORTS, "known"} == set(Owners.__struct_fields__)


GRANTED = {"no scope": None, "A": frozenset("A"), "nobody": frozenset[str]()}
OWNED = {
    "no such owner": None,
    "A": frozenset("A"),
    "A and B": frozenset("AB"),
    "B": frozenset("B"),
    "nobody known": frozenset[str](),
}
SEEN = {
    *product(["no scope"], OWNED),
    *product(GRANTED, ["no such owner"]),
    ("A", "A"),
    ("A", "A and B"),
}


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(("granted", "owned"), list(product(GRANTED, OWNED)))
def test_rows_by_one_sort_of_owner(sort: str, granted: str, owned: str) -> None:
    rows = replace(RowScope(), **{sort: GRANTED[granted]})
    owners = replace(Owners(), **{sort: OWNED[owned]})
    decision = decide_row(principal(rows=rows), owners)
    assert (decision is ALLOW) == ((granted, owned) in SEEN)
    if isinstance(decision, Deny):
        assert decision.reason == f"none of the record's {sort} is granted"


@given(rows=ROWS, owners=OWNERS)
def test_every_sort_that_is_scoped_must_match(rows: RowScope, owners: Owners) -> None:
    by_sort = [
        decide_row(
            principal(rows=replace(RowScope(), **{sort: getattr(rows, sort)})),
            replace(Owners(), **{sort: getattr(owners, sort)}),
        )
        for sort in SORTS
    ]
    whole = decide_row(principal(rows=rows), owners)
    assert (whole is ALLOW) == all(decision is ALLOW for decision in by_sort)


@given(rows=ROWS, owners=OWNERS)
def test_a_narrower_grant_never_shows_more(rows: RowScope, owners: Owners) -> None:
    if decide_row(principal(rows=rows), owners) is ALLOW:
        for sort in SORTS:
            assert decide_row(principal(rows=replace(rows, **{sort: None})), owners) is ALLOW


@given(rows=ROWS, owners=OWNERS)
def test_what_nobody_is_known_to_own_is_for_unrestricted_grants_alone(rows: RowScope, owners: Owners) -> None:
    asker = principal(rows=rows)
    assert (decide_row(asker, replace(owners, known=False)) is ALLOW) == unrestricted(asker)


def test_a_grant_of_no_rows_is_a_restriction() -> None:
    assert unrestricted(principal())
    assert not unrestricted(principal(rows=RowScope(customers=frozenset())))


def test_an_event_whose_owners_nobody_stated_is_for_unrestricted_grants_alone() -> None:
    event = Event(
        type="order.placed", source="erp", subject="order:SO-1", occurred_at=START, recorded_at=START
    )
    scoped = principal(rows=RowScope(carriers=frozenset({"PONE"})))
    assert isinstance(decide_row(scoped, event.owners), Deny)
    assert decide_row(principal(), event.owners) is ALLOW
