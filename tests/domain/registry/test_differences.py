from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.partners import Grant, Lane, RowScope, Scope
from domain.quota import Quota
from domain.registry.differences import Difference, differences
from domain.registry.records import Partner, PartnerStatus, Subject
from domain.shapes.words import Band, Capped, FieldShape, PersonalShape, Shapes, YesNo
from tests.contracts.partner_examples import partner, partners

ONE = st.just("acme")
PLAIN = Partner(name="acme", grant=Grant(scopes=frozenset()))
QUOTA = Quota(points=100, window=timedelta(minutes=1), concurrency=4)


@given(partners(ONE), partners(ONE))
def test_whoever_differs_has_a_difference(first: Partner, second: Partner) -> None:
    assert bool(differences(first, second)) == (first != second)
    assert differences(first, first) == ()


@given(partners(ONE), partners(ONE))
def test_what_goes_one_way_comes_the_other(first: Partner, second: Partner) -> None:
    turned = {each.field: (each.new, each.gone) for each in differences(second, first)}
    assert {each.field: (each.gone, each.new) for each in differences(first, second)} == turned


def granted(grant: Grant) -> Partner:
    return replace(PLAIN, grant=grant)


def limited(rows: RowScope) -> Partner:
    return granted(Grant(scopes=frozenset(), rows=rows))


def shaped(shapes: Shapes) -> Partner:
    return granted(Grant(scopes=frozenset(), shapes=shapes))


SOME = RowScope(customers=frozenset({"C-1", "C-2"}))
FIELDS = (FieldShape(field="Order.email", personal=PersonalShape.ABSENT), FieldShape(field="Stock.sellable"))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (PLAIN, replace(PLAIN, title="Acme"), ("title", ("(none)",), ("Acme",))),
        (PLAIN, replace(PLAIN, weight=3), ("weight", ("1",), ("3",))),
        (PLAIN, replace(PLAIN, lane=Lane.BACKGROUND), ("lane", ("INTERACTIVE",), ("BACKGROUND",))),
        (PLAIN, replace(PLAIN, status=PartnerStatus.SUSPENDED), ("status", ("ACTIVE",), ("SUSPENDED",))),
        (PLAIN, replace(PLAIN, quota=QUOTA), ("quota", ("(none)",), ("100 points in 0:01:00, 4 at once",))),
        (
            PLAIN,
            replace(PLAIN, subjects=frozenset({Subject("corp", "x")})),
            ("subjects", ("(none)",), ("'x' of 'corp'",)),
        ),
        (
            granted(Grant(scopes=frozenset({Scope.ORDERS_READ, Scope.OPS_READ}))),
            granted(Grant(scopes=frozenset({Scope.ORDERS_READ, Scope.ORDERS_PII}))),
            ("scopes", ("ops:read",), ("orders:read:pii",)),
        ),
        (PLAIN, limited(SOME), ("rows.customers", ("(any)",), ("C-1", "C-2"))),
        (limited(SOME), limited(RowScope(customers=frozenset({"C-2"}))), ("rows.customers", ("C-1",), ())),
        (PLAIN, limited(RowScope(carriers=frozenset())), ("rows.carriers", ("(any)",), ("(none)",))),
        (
            PLAIN,
            limited(RowScope(channels=frozenset({"(any)"}))),
            ("rows.channels", ("(any)",), ("'(any)'",)),
        ),
        (
            shaped(Shapes(quantity=Capped(Decimal(10)))),
            shaped(Shapes(quantity=Band(Decimal(3)))),
            ("shapes.quantity", ("capped at 10, low up to 5",), ("band, low up to 3",)),
        ),
        (
            PLAIN,
            shaped(Shapes(quantity=YesNo())),
            ("shapes.quantity", ("exact, low up to 5",), ("yes or no",)),
        ),
        (
            PLAIN,
            shaped(Shapes(fields=FIELDS[:1])),
            ("shapes.fields.Order.email", ("(none)",), ("personal absent",)),
        ),
        (
            PLAIN,
            shaped(Shapes(fields=FIELDS[1:])),
            ("shapes.fields.Stock.sellable", ("(none)",), ("as everywhere",)),
        ),
        (PLAIN, granted(Grant(scopes=frozenset(), audited=True)), ("audited", ("no",), ("yes",))),
    ],
)
def test_each_field_tells_what_goes_and_what_comes(before: Partner, after: Partner, told: object) -> None:
    (found,) = differences(before, after)
    assert (found.field, found.gone, found.new) == told


def test_fields_stand_in_one_order() -> None:
    after = replace(partner(title="Acme"), weight=2, lane=Lane.STOREFRONT)
    assert differences(partner(), after) == (
        Difference("title", ("(none)",), ("Acme",)),
        Difference("lane", ("INTERACTIVE",), ("STOREFRONT",)),
        Difference("weight", ("1",), ("2",)),
    )
