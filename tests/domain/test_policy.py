from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.events.owners import Owners
from domain.events.record import Event
from domain.partners import FieldRights, Grant, Principal, RowScope, Scope
from domain.policy import (
    ALLOW,
    Deny,
    FieldScopes,
    FieldTables,
    Shape,
    decide,
    decide_field,
    decide_row,
    unrestricted,
)
from domain.shapes.words import (
    PERSONAL,
    Band,
    Capped,
    Exact,
    FieldShape,
    PersonalShape,
    QuantityShape,
    Shapes,
    TimeShape,
    ValueKind,
    YesNo,
)
from tests.doubles.clock import START

SCOPES: FieldScopes = {
    "Order": {"number": None, "shipTo": Scope.ORDERS_PII, "unitPrice": Scope.ORDERS_PRICING},
    "Stock": {"figures": Scope.STOCK_EXACT},
}
KINDS = {"Order": {"number": ValueKind.TEXT, "shipTo": ValueKind.ADDRESS}}
SCOPED = FieldTables(SCOPES, {})
TABLES = FieldTables(SCOPES, KINDS)
SORTS = RowScope.__struct_fields__
NAMES = st.none() | st.frozensets(st.sampled_from(("A", "B", "C")), max_size=2)
ROWS = st.builds(RowScope, **dict.fromkeys(SORTS, NAMES))
OWNERS = st.builds(Owners, **dict.fromkeys(SORTS, NAMES))


def principal(*scopes: Scope, rows: RowScope | None = None) -> Principal:
    return Principal(partner="acme", grant=Grant(scopes=frozenset(scopes), rows=rows or RowScope()))


def shaped(kind: ValueKind, shapes: Shapes, scope: Scope | None = None) -> object:
    """The decision over a field `Order.x` of this kind for who has every scope."""
    tables = FieldTables({"Order": {"x": scope}}, {"Order": {"x": kind}})
    return decide_field(FieldRights(frozenset(Scope), shapes), tables, "Order", "x")


@pytest.mark.parametrize("scopes", [set(), {Scope.ORDERS_READ}, set(Scope)], ids=["none", "one", "all"])
@pytest.mark.parametrize(("type_name", "field"), [("Order", "secret"), ("Secret", "number"), ("", "")])
def test_a_field_without_an_entry_is_denied_to_everybody(
    scopes: set[Scope], type_name: str, field: str
) -> None:
    denied = decide_field(principal(*scopes).grant.fields, TABLES, type_name, field)
    assert denied == Deny(f"{type_name}.{field} has no policy entry")


@pytest.mark.parametrize("granted", list(Scope))
@pytest.mark.parametrize("needed", list(Scope))
def test_a_scoped_field_is_for_those_who_have_that_very_scope(granted: Scope, needed: Scope) -> None:
    tables = FieldTables({"Order": {"x": needed}}, {})
    decision = decide_field(principal(granted).grant.fields, tables, "Order", "x")
    assert decision == (ALLOW if granted is needed else Deny(f"Order.x needs the scope {needed}"))


def test_a_field_without_a_scope_is_for_whoever_got_this_far() -> None:
    assert decide_field(principal().grant.fields, SCOPED, "Order", "number") is ALLOW


def test_without_scopes_no_scoped_field_is_seen() -> None:
    scoped = [(name, field) for name, fields in SCOPES.items() for field, scope in fields.items() if scope]
    assert len(scoped) == 3
    rights = principal().grant.fields
    assert all(isinstance(decide_field(rights, TABLES, *place), Deny) for place in scoped)


def test_a_shape_grants_no_field_whose_scope_is_missing() -> None:
    everything = Shapes(fields=(FieldShape(field="Order.shipTo", personal=PersonalShape.FULL),))
    denied = decide_field(FieldRights(frozenset(), everything), TABLES, "Order", "shipTo")
    assert denied == Deny("Order.shipTo needs the scope orders:read:pii")


@pytest.mark.parametrize("kind", sorted(set(ValueKind) - {ValueKind.STOCK}))
def test_a_grant_that_says_nothing_of_shapes_shows_values_as_they_are(kind: ValueKind) -> None:
    assert shaped(kind, Shapes()) is ALLOW


@pytest.mark.parametrize("by", [Exact(), Capped(Decimal(3)), Band(Decimal(2)), YesNo()])
def test_what_can_be_promised_is_always_told_in_words_of_its_own(by: QuantityShape) -> None:
    assert shaped(ValueKind.STOCK, Shapes(quantity=by)) == Shape(ValueKind.STOCK, by)


@pytest.mark.parametrize("by", [Capped(Decimal(3)), Band(), YesNo()])
def test_a_figure_is_told_exactly_or_not_at_all(by: QuantityShape) -> None:
    assert shaped(ValueKind.FIGURE, Shapes(quantity=by)) == Deny("Order.x needs the quantity shape exact")
    assert shaped(ValueKind.FIGURE, Shapes(quantity=Exact(Decimal(9)))) is ALLOW


def test_a_time_is_told_to_the_day() -> None:
    assert shaped(ValueKind.TIME, Shapes(time=TimeShape.DATE)) == Shape(ValueKind.TIME, TimeShape.DATE)


@pytest.mark.parametrize("kind", sorted(PERSONAL))
def test_what_is_absent_is_not_read(kind: ValueKind) -> None:
    told = shaped(kind, Shapes(personal=PersonalShape.ABSENT))
    assert isinstance(told, Shape)
    assert told.absent
    assert told.shaping is None


@pytest.mark.parametrize("kind", sorted(PERSONAL))
def test_what_a_mask_leaves_is_an_address_as_a_whole_and_its_place(kind: ValueKind) -> None:
    told = shaped(kind, Shapes(personal=PersonalShape.MASKED))
    if kind in {ValueKind.ADDRESS, ValueKind.PLACE}:
        assert told is ALLOW
    else:
        assert told == Shape(kind, PersonalShape.MASKED)


def test_a_field_may_have_a_shape_of_its_own() -> None:
    own = FieldShape(field="Order.x", quantity=Exact(), personal=PersonalShape.FULL, time=TimeShape.EXACT)
    strict = Shapes(quantity=YesNo(), personal=PersonalShape.ABSENT, time=TimeShape.DATE)
    for kind in (ValueKind.FIGURE, ValueKind.NAME, ValueKind.TIME):
        assert shaped(kind, replace(strict, fields=(own,))) is ALLOW
        other = replace(own, field="Order.y")
        assert shaped(kind, replace(strict, fields=(other,))) is not ALLOW
        assert shaped(kind, replace(strict, fields=(FieldShape(field="Order.x"),))) is not ALLOW


@pytest.mark.parametrize("kind", sorted(PERSONAL))
def test_whoever_may_not_read_personal_data_gets_it_masked_in_other_fields(kind: ValueKind) -> None:
    tables = FieldTables({"Order": {"x": None}}, {"Order": {"x": kind}})

    def told(*fields: FieldShape, personal: PersonalShape = PersonalShape.FULL) -> object:
        shapes = Shapes(personal=personal, fields=fields)
        return decide_field(FieldRights(frozenset({Scope.ORDERS_READ}), shapes), tables, "Order", "x")

    left = kind in {ValueKind.ADDRESS, ValueKind.PLACE}
    assert told() == (ALLOW if left else Shape(kind, PersonalShape.MASKED))
    assert told(FieldShape(field="Order.x", time=TimeShape.DATE)) == told()
    assert told(FieldShape(field="Order.x", personal=PersonalShape.FULL)) is ALLOW
    assert told(personal=PersonalShape.ABSENT) == Shape(kind, PersonalShape.ABSENT)


def test_the_whole_decision_is_the_rows_and_then_the_fields() -> None:
    own = Owners(customers=frozenset({"C-1"}))
    grant = Grant(
        scopes=frozenset({Scope.ORDERS_PII}),
        rows=RowScope(customers=frozenset({"C-1"})),
        shapes=Shapes(personal=PersonalShape.ABSENT),
    )
    asker = Principal(partner="acme", grant=grant)
    shown = decide(asker, TABLES, "Order", "shipTo", own)
    assert shown == Shape(ValueKind.ADDRESS, PersonalShape.ABSENT)
    assert decide(asker, SCOPED, "Order", "shipTo", own) is ALLOW
    foreign = replace(own, customers=frozenset({"C-2"}))
    assert decide(asker, SCOPED, "Order", "shipTo", foreign) == Deny(
        "none of the record's customers is granted"
    )
    denied = decide(asker, SCOPED, "Order", "unitPrice", own)
    assert denied == Deny("Order.unitPrice needs the scope orders:read:pricing")


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
