from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from msgspec.structs import replace

from domain.errors import BadInput
from domain.partners import Grant, RowScope
from domain.quota import Quota
from domain.registry.checks import checked
from domain.registry.records import Partner, Subject
from domain.shapes.words import Band, Capped, Exact, FieldShape, Shapes, YesNo
from tests.contracts.partner_examples import partner, partners

QUOTA = Quota(points=100, window=timedelta(minutes=1), concurrency=4)


@given(partners())
def test_what_can_be_kept_is_taken_as_it_is(some: Partner) -> None:
    assert checked(some) is some


@pytest.mark.parametrize("name", ["acme", "a", "0", "acme-2", "acme.eu_1", "x" * 64])
def test_a_name_may_stand_for_years(name: str) -> None:
    assert checked(partner(name)).name == name


@pytest.mark.parametrize(
    "name", ["", "Acme", "a b", "-rf", "..", ".a", "_a", "a/b", "a\n", "\u00e9", "a\0", "\u0661", "x" * 65]
)
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match=r"^name: .* should be 1 to 64 lower-case letters"):
        checked(partner(name))


def with_rows(**sorts: frozenset[str]) -> Partner:
    return partner(grant=Grant(scopes=frozenset(), rows=RowScope(**sorts)))


def with_shapes(shapes: Shapes) -> Partner:
    return partner(grant=Grant(scopes=frozenset(), shapes=shapes))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (partner(title="x" * 201), "title"),
        (partner(title="Acme\n"), "title"),
        (partner(title=" "), "title"),
        (replace(partner(), weight=0), "weight"),
        (replace(partner(), weight=1_000_000_001), "weight"),
        (replace(partner(), quota=replace(QUOTA, points=0)), "quota.points"),
        (replace(partner(), quota=replace(QUOTA, concurrency=-1)), "quota.concurrency"),
        (replace(partner(), quota=replace(QUOTA, window=timedelta(0))), "quota.window"),
        (replace(partner(), quota=replace(QUOTA, window=timedelta(days=400))), "quota.window"),
        (partner("acme", Subject("", "x")), "subjects.issuer"),
        (partner("acme", Subject("corp", "x" * 301)), "subjects.value"),
        (with_rows(customers=frozenset({"C-1", ""})), "grant.rows.customers"),
        (with_rows(channels=frozenset({" web"})), "grant.rows.channels"),
        (with_rows(locations=frozenset({"\ud800"})), "grant.rows.locations"),
        (with_rows(suppliers=frozenset({"a\0b"})), "grant.rows.suppliers"),
        (with_rows(carriers=frozenset({"x" * 201})), "grant.rows.carriers"),
        (with_shapes(Shapes(quantity=Exact(Decimal("NaN")))), "grant.shapes.quantity.low"),
        (with_shapes(Shapes(quantity=Capped(Decimal(-1)))), "grant.shapes.quantity.at"),
        (with_shapes(Shapes(quantity=Capped(Decimal(1), Decimal("Infinity")))), "grant.shapes.quantity.low"),
        (
            with_shapes(Shapes(fields=(FieldShape(field="A.b", quantity=Band(Decimal("1E+99"))),))),
            "grant.shapes.fields.A.b.quantity.low",
        ),
        (with_shapes(Shapes(fields=(FieldShape(field=""),))), "grant.shapes.fields"),
        (with_shapes(Shapes(fields=(FieldShape(field="b"), FieldShape(field="a")))), "grant.shapes.fields"),
        (with_shapes(Shapes(fields=(FieldShape(field="a"), FieldShape(field="a")))), "grant.shapes.fields"),
    ],
)
def test_the_field_is_named(wrong: Partner, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked(wrong)
    assert caught.value.field == field


def test_nothing_at_all_may_be_granted() -> None:
    nothing = Grant(scopes=frozenset(), rows=RowScope(customers=frozenset()), shapes=Shapes(quantity=YesNo()))
    assert checked(partner(grant=nothing)).grant == nothing
