from typing import Any, cast

import msgspec
from hypothesis import given
from sqlalchemy import RowMapping

from domain.partners import Grant, RowScope, Scope
from domain.quota import Quota
from domain.registry.records import Partner
from domain.shapes.words import FieldShape, Shapes
from gateway.store.partners.rows import FORM, partner_of, partner_row
from tests.contracts.partner_examples import partners

WITHHOLD = (Grant, RowScope, Shapes, FieldShape, Quota)
"""What is kept as JSON, and may hold a partner back by each of its fields."""

KNOWN_TO_FORM_1 = {
    "Grant": ("scopes", "rows", "shapes", "audited"),
    "RowScope": ("customers", "channels", "locations", "suppliers", "carriers"),
    "Shapes": ("quantity", "personal", "time", "fields"),
    "FieldShape": ("field", "quantity", "personal", "time"),
    "Quota": ("points", "window", "concurrency"),
}


@given(partners())
def test_every_grant_shape_and_quota_comes_back_from_its_row(some: Partner) -> None:
    row = cast("RowMapping", partner_row(some))
    assert partner_of(row, some.subjects) == some


def test_what_may_hold_a_partner_back_is_known_to_the_form() -> None:
    """Another field? An older version overlooks it, and shows more: raise FORM, and add it here."""
    assert FORM == 1
    assert {each.__name__: each.__struct_fields__ for each in WITHHOLD} == KNOWN_TO_FORM_1


def test_a_row_of_before_a_field_was_thought_of_is_read() -> None:
    plain: Any = partner_row(Partner(name="acme", grant=Grant(scopes=frozenset({Scope.OPS_READ}))))
    plain["rights"] = msgspec.json.encode({"scopes": ["ops:read"]}).decode()
    assert partner_of(plain, ()).grant == Grant(scopes=frozenset({Scope.OPS_READ}))
