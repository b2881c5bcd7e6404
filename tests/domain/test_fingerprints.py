"""Fingerprints are the only identity of an asker that a shared key may hold."""

from decimal import Decimal

from msgspec.structs import replace

from domain.partners import Grant, RowScope, Scope, field_fingerprint, full_fingerprint
from domain.shapes.words import Band, Capped, PersonalShape, Shapes, TimeShape

GRANT = Grant(scopes=frozenset(Scope), rows=RowScope(customers=frozenset(map(str, range(50)))))


def test_the_same_rights_have_the_same_however_their_sets_were_made() -> None:
    again = Grant(
        scopes=frozenset(reversed(list(Scope))),
        rows=RowScope(customers=frozenset(map(str, reversed(range(50))))),
    )
    assert field_fingerprint(again) == field_fingerprint(GRANT)
    assert full_fingerprint(again) == full_fingerprint(GRANT)


def test_rows_are_in_the_full_one_alone() -> None:
    other = replace(GRANT, rows=RowScope())
    assert field_fingerprint(other) == field_fingerprint(GRANT)
    assert other.fields == GRANT.fields
    assert full_fingerprint(other) != full_fingerprint(GRANT)


def test_a_grant_finds_them_out_once() -> None:
    assert GRANT.fields is GRANT.fields
    assert full_fingerprint(GRANT) is full_fingerprint(GRANT)
    assert field_fingerprint(GRANT) is field_fingerprint(GRANT)


def test_every_scope_and_shape_is_in_both() -> None:
    shapes = (
        Shapes(quantity=Band()),
        Shapes(quantity=Capped(Decimal(5))),
        Shapes(quantity=Capped(Decimal(6))),
        Shapes(personal=PersonalShape.MASKED),
        Shapes(time=TimeShape.DATE),
    )
    others = [replace(GRANT, shapes=one) for one in shapes]
    others += [replace(GRANT, scopes=GRANT.scopes - {one}) for one in Scope]
    assert len({field_fingerprint(one) for one in others}) == len(others)
    assert len({full_fingerprint(one) for one in others}) == len(others)
