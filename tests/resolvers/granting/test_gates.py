import inspect
from decimal import Decimal

import pytest
from graphql import GraphQLField, GraphQLString

from domain.errors import BackendUnavailable
from domain.partners import FieldRights, Scope
from domain.policy import FieldTables
from domain.shapes.words import Band, PersonalShape, Shapes, ValueKind
from resolvers.granting.gates import AS_IT_IS, GATE, Gate, ruling_of, shown

TABLES = FieldTables(
    {"Thing": {"name": Scope.ORDERS_PII, "left": None}},
    {"Thing": {"name": ValueKind.NAME, "left": ValueKind.FIGURE}},
)
NAME = Gate(TABLES, "Thing", "name")
ALL = frozenset(Scope)


def named(personal: PersonalShape) -> FieldRights:
    return FieldRights(ALL, Shapes(personal=personal))


def test_a_ruling_is_found_once_for_equal_rights() -> None:
    assert NAME.of(named(PersonalShape.MASKED)) is NAME.of(named(PersonalShape.MASKED))
    assert NAME.of(FieldRights(ALL, Shapes())) is AS_IT_IS


def test_what_becomes_of_a_field() -> None:
    assert NAME.of(FieldRights(frozenset(), Shapes())).refused == "Thing.name needs the scope orders:read:pii"
    assert NAME.of(named(PersonalShape.ABSENT)).absent
    shaping = NAME.of(named(PersonalShape.MASKED)).shaping
    assert shaping is not None
    assert shaping("Ann Smith") == "A. S."
    left = Gate(TABLES, "Thing", "left").of(FieldRights(ALL, Shapes(quantity=Band(Decimal(1)))))
    assert left.refused == "Thing.left needs the quantity shape exact"


def test_a_field_without_a_gate_needs_nothing() -> None:
    nobody = FieldRights(frozenset(), Shapes())
    assert ruling_of(GraphQLField(GraphQLString), nobody) is AS_IT_IS
    assert ruling_of(GraphQLField(GraphQLString, extensions={GATE: NAME}), nobody).refused


@pytest.mark.parametrize("value", [None, BackendUnavailable("is away", backend="erp")])
def test_what_is_no_value_stays_what_it_is(value: object) -> None:
    assert shown(value, str.upper) is value


async def test_what_is_awaited_is_shaped_when_it_comes() -> None:
    async def later(value: object) -> object:
        return value

    for value, told in (("ann", "ANN"), (None, None)):
        pending = shown(later(value), str.upper)
        assert inspect.isawaitable(pending)
        assert await pending == told
    assert shown("ann", str.upper) == "ANN"
