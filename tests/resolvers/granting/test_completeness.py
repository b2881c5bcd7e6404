"""What is not declared stops the build."""

from collections.abc import Collection, Mapping

import pytest
from graphql import build_schema
from msgspec.structs import replace

from domain.policy import FieldKinds, FieldTables
from domain.search.orders import SortField
from domain.shapes.words import ValueKind
from resolvers.granting.completeness import complaints
from resolvers.granting.field_kinds import EXEMPT, FIELD_TABLES
from resolvers.granting.input_fields import COMPARED, FOUND_BY, INPUTS, SORTED
from tests.resolvers.asking import SCHEMA

SMALL = """
scalar DateTime
scalar Duration
type Query { thing(number: String, filter: ThingFilter): Thing }
input ThingFilter { email: String placed: Period }
input Period { since: DateTime }
type Quantity { amount: Int }
type StockAmount { amount: Int }
type Address { city: String }
type Thing { FIELDS }
"""
ALL_INPUTS = {
    "Query.thing": {"number", "filter"},
    "ThingFilter": {"email", "placed"},
    "Period": {"since"},
}
CITY = {"Address": {"city": ValueKind.PLACE}}


def told(
    fields: str,
    kinds: FieldKinds | None = None,
    exempt: Collection[tuple[str, str]] = (),
    inputs: Mapping[str, Collection[str]] = ALL_INPUTS,
) -> list[str]:
    schema = build_schema(SMALL.replace("FIELDS", fields))
    return list(complaints(schema, FieldTables({}, {**CITY, **(kinds or {})}), exempt, inputs))


def of_thing(**kinds: ValueKind) -> FieldKinds:
    return {"Thing": kinds}


@pytest.mark.parametrize(
    ("field", "looks"),
    [
        ("placedAt: DateTime", "a time"),
        ("placedAt: [DateTime!]!", "a time"),
        ("took: Duration", "a time"),
        ("left: Quantity", "a quantity"),
        ("left: [StockAmount]", "a quantity"),
        ("shipTo: Address", "something of a person"),
        ("name: String", "something of a person"),
        ("contactEmail: String!", "something of a person"),
        ("phone: [String]", "something of a person"),
        ("homeAddress: String", "something of a person"),
    ],
)
def test_what_looks_like_a_kind_needs_one_or_a_reason(field: str, looks: str) -> None:
    name = field.partition(":")[0]
    (complaint,) = told(field)
    assert complaint.startswith(f"Thing.{name} shows {looks}: ")
    assert told(field, exempt=[("Thing", name)]) == []


def test_whatever_an_address_has_needs_a_kind() -> None:
    schema = build_schema("type Query { x: Int } type Address { floor: Int }")
    (complaint,) = complaints(schema, FieldTables({}, {}), (), {})
    assert complaint.startswith("Address.floor shows something of a person")


@pytest.mark.parametrize("field", ["number: String", "renamed: String", "count: Int", "places: [String]"])
def test_what_looks_like_nothing_needs_nothing(field: str) -> None:
    assert told(field) == []


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("x: DateTime!", ValueKind.TIME),
        ("x: StockAmount", ValueKind.STOCK),
        ("x: Quantity", ValueKind.FIGURE),
        ("x: [String!]", ValueKind.STREET),
        ("x: String", ValueKind.TEXT),
        ("x: Address", ValueKind.ADDRESS),
    ],
)
def test_a_kind_that_fits_its_type_is_good(field: str, kind: ValueKind) -> None:
    assert told(field, of_thing(x=kind)) == []


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("x: String", ValueKind.TIME),
        ("x: Quantity", ValueKind.STOCK),
        ("x: StockAmount", ValueKind.FIGURE),
        ("x: [DateTime]", ValueKind.TIME),
        ("x: String", ValueKind.STREET),
        ("x: [String]", ValueKind.NAME),
        ("x: DateTime", ValueKind.TEXT),
        ("x: Int", ValueKind.EMAIL),
    ],
)
def test_a_kind_whose_shapes_do_not_know_the_type_is_refused(field: str, kind: ValueKind) -> None:
    assert f"Thing.x: no shape of {kind} knows the type {field[3:]}" in told(field, of_thing(x=kind))


@pytest.mark.parametrize(
    ("field", "kind"), [("x: String!", ValueKind.NAME), ("x: Quantity!", ValueKind.FIGURE)]
)
def test_what_some_are_not_shown_is_nullable(field: str, kind: ValueKind) -> None:
    assert told(field, of_thing(x=kind)) == [
        f"Thing.x is {kind}, which some are not shown, so it must be nullable"
    ]


def test_an_entry_without_a_field_is_a_slip() -> None:
    assert told("x: Int", of_thing(y=ValueKind.TIME)) == ["Thing.y has a kind, and there is no such field"]


@pytest.mark.parametrize("place", [("Thing", "x"), ("Thing", "y"), ("Thing", "at")])
def test_an_exemption_from_nothing_is_a_slip(place: tuple[str, str]) -> None:
    assert told("x: Int at: DateTime", of_thing(at=ValueKind.TIME), [place]) == [
        f"{'.'.join(place)} is exempt from what it is not subject to"
    ]


def test_every_input_has_an_entry() -> None:
    fewer = {**ALL_INPUTS, "ThingFilter": {"placed"}, "Period": set[str]()}
    assert told("x: Int", inputs=fewer) == [
        "Period: the input since has no entry in input_fields.py",
        "ThingFilter: the input email has no entry in input_fields.py",
    ]
    more = {**ALL_INPUTS, "Query.thing": {"number", "filter", "after"}, "Query.gone": {"id"}}
    assert told("x: Int", inputs=more) == [
        "Query.gone: the input id has an entry, and there is no such input",
        "Query.thing: the input after has an entry, and there is no such input",
    ]


def of_ours(
    tables: FieldTables = FIELD_TABLES,
    exempt: Collection[tuple[str, str]] = EXEMPT,
    inputs: Mapping[str, Collection[str]] = INPUTS,
) -> list[str]:
    return list(complaints(SCHEMA._schema, tables, exempt, inputs))


def test_ours_says_all_that_it_has_to() -> None:
    assert of_ours() == []


def test_not_one_entry_of_ours_could_be_left_out_unseen() -> None:
    """But for the free texts, which nothing but a person can tell from other texts, and delays."""
    for type_name, kinds in FIELD_TABLES.kinds.items():
        for field, kind in kinds.items():
            fewer = {name: one for name, one in kinds.items() if name != field}
            tables = replace(FIELD_TABLES, kinds={**FIELD_TABLES.kinds, type_name: fewer})
            unseen = kind in {ValueKind.TEXT, ValueKind.CODES, ValueKind.DELAY} or field == "figures"
            assert bool(of_ours(tables=tables)) != unseen, f"{type_name}.{field}"
    for place in EXEMPT:
        assert of_ours(exempt=EXEMPT - {place}), place
    for one in INPUTS:
        assert of_ours(inputs={name: each for name, each in INPUTS.items() if name != one}), one


def test_what_inputs_compare_with_are_fields_of_ours() -> None:
    compared = {field for fields in COMPARED.values() for field in fields.values()}
    for field in {*compared, *SORTED.values(), *FOUND_BY.values()}:
        type_name, _, name = field.partition(".")
        assert name in FIELD_TABLES.scopes[type_name], field
    assert set(SORTED) == set(SortField)
