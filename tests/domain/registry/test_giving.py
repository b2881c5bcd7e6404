"""Nobody gives through the graph what it has not got."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.errors import NotGranted
from domain.partners import Grant, Principal, RowScope, Scope
from domain.registry.giving import check_giving, check_not_oneself, check_office
from domain.registry.records import Partner
from domain.shapes.words import (
    AS_IT_IS,
    Band,
    Capped,
    Exact,
    FieldShape,
    PersonalShape,
    Shapes,
    TimeShape,
    YesNo,
)
from tests.contracts.partner_examples import partners

ORDERS, PII = Scope.ORDERS_READ, Scope.ORDERS_PII
ALL = Grant(scopes=frozenset(Scope))


def grant(*scopes: Scope, shapes: Shapes = AS_IT_IS) -> Grant:
    return Grant(scopes=frozenset(scopes), shapes=shapes)


def refused(giver: Grant, new: Grant, had: Grant | None = None) -> str:
    with pytest.raises(NotGranted) as caught:
        check_giving(giver, new, had)
    return caught.value.public


@given(partners(), partners())
def test_everything_can_be_given_by_who_has_it_and_what_a_partner_has_can_stay(
    one: Partner, two: Partner
) -> None:
    check_giving(ALL, one.grant)
    check_giving(one.grant, one.grant)
    check_giving(two.grant, one.grant, one.grant)


@given(partners(), partners(), st.sampled_from(Scope))
def test_a_scope_that_neither_has_is_refused(giver: Partner, had: Partner, scope: Scope) -> None:
    without = frozenset({scope})
    lacking = replace(giver.grant, scopes=giver.grant.scopes - without)
    before = replace(had.grant, scopes=had.grant.scopes - without)
    assert scope.value in refused(lacking, replace(before, scopes=before.scopes | without), before)


def test_what_is_lacking_is_named() -> None:
    assert refused(grant(ORDERS), grant(ORDERS, PII, Scope.OPS_READ)) == (
        "You have not got what you would give: ops:read, orders:read:pii"
    )
    assert refused(grant(ORDERS), grant(ORDERS, PII), grant(Scope.OPS_READ)).endswith(": orders:read:pii")


def test_rights_can_be_taken_by_who_has_none_of_them() -> None:
    check_giving(grant(), grant(ORDERS), grant(ORDERS, PII))
    masked = Shapes(personal=PersonalShape.MASKED, quantity=YesNo(), time=TimeShape.DATE)
    check_giving(grant(shapes=masked), grant(ORDERS, shapes=masked), grant(ORDERS))


CAPPED, BAND = Capped(at=Decimal(10)), Band(low=Decimal(5))


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        (Shapes(personal=PersonalShape.ABSENT), AS_IT_IS),
        (Shapes(personal=PersonalShape.ABSENT), Shapes(personal=PersonalShape.MASKED)),
        (Shapes(time=TimeShape.DATE), AS_IT_IS),
        (Shapes(quantity=CAPPED), AS_IT_IS),
        (Shapes(quantity=CAPPED), Shapes(quantity=BAND)),
        (Shapes(quantity=BAND), Shapes(quantity=CAPPED)),
        (Shapes(quantity=YesNo()), Shapes(quantity=BAND)),
        (
            Shapes(fields=(FieldShape(field="Order.placedAt", time=TimeShape.DATE),)),
            AS_IT_IS,
        ),
        (
            Shapes(time=TimeShape.DATE),
            Shapes(time=TimeShape.DATE, fields=(FieldShape(field="Order.placedAt", time=TimeShape.EXACT),)),
        ),
    ],
)
def test_nobody_shows_more_exactly_than_it_sees(own: Shapes, shown: Shapes) -> None:
    assert refused(grant(ORDERS, shapes=own), grant(ORDERS, shapes=shown)).startswith("You do not see ")


@pytest.mark.parametrize("shape", [CAPPED, BAND, YesNo(), Exact(low=Decimal(1))])
def test_less_exactly_may_be_shown(shape: Capped | Band | YesNo | Exact) -> None:
    check_giving(grant(ORDERS), grant(ORDERS, shapes=Shapes(quantity=shape, personal=PersonalShape.ABSENT)))
    check_giving(grant(ORDERS, shapes=Shapes(quantity=shape)), grant(ORDERS, shapes=Shapes(quantity=YesNo())))


def test_one_part_may_be_known_by_the_giver_and_another_by_the_partner() -> None:
    giver = grant(shapes=Shapes(quantity=CAPPED, time=TimeShape.DATE))
    had = grant(shapes=Shapes(personal=PersonalShape.ABSENT, time=TimeShape.DATE))
    check_giving(giver, grant(shapes=Shapes(time=TimeShape.DATE)), had)
    assert refused(giver, grant(), had) == "You do not see values so exactly as you would show them"


def test_who_sees_texts_masked_for_want_of_a_scope_does_not_name_them_to_others() -> None:
    named = Shapes(fields=(FieldShape(field="Milestone.place", personal=PersonalShape.FULL),))
    assert "Milestone.place" in refused(grant(ORDERS), grant(ORDERS, shapes=named))
    check_giving(grant(ORDERS, PII), grant(ORDERS, shapes=named))
    check_giving(grant(ORDERS), grant(ORDERS, shapes=named), grant(shapes=named))
    check_giving(grant(ORDERS), grant(ORDERS))
    masked = grant(ORDERS, PII, shapes=Shapes(personal=PersonalShape.MASKED))
    assert refused(masked, grant(ORDERS, PII)).startswith("You do not see values")


def test_who_is_held_to_rows_changes_no_partner() -> None:
    check_office(Principal(partner="ops", grant=ALL))
    held = replace(ALL, rows=RowScope(locations=frozenset({"EAST"})))
    with pytest.raises(NotGranted, match="held to some rows"):
        check_office(Principal(partner="ops", grant=held))


def test_nobody_changes_its_own_grant() -> None:
    check_not_oneself(Principal(partner="ops", grant=ALL), "acme")
    with pytest.raises(NotGranted, match="its own grant"):
        check_not_oneself(Principal(partner="ops", grant=ALL), "ops")
