"""The table of costs says of the whole graph what it has to: nothing that is read goes unpaid."""

from collections.abc import Iterator

from graphql import GraphQLField, GraphQLObjectType, get_named_type, get_nullable_type, is_list_type
from strawberry.schema.schema_converter import GraphQLCoreConverter

from gateway.execution.engine import graph_of
from resolvers.field_costs import ASKED, LENGTHS, READS
from resolvers.reading.beside import PORT
from resolvers.schema import build_schema

GRAPH = graph_of(build_schema())
ROOTS = ("Query", "Mutation", "Subscription")


def fields() -> Iterator[tuple[str, str, GraphQLField]]:
    for name, kind in GRAPH.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            for field_name, field in kind.fields.items():
                yield name, field_name, field


def reads() -> dict[tuple[str, str], set[str]]:
    """The ports that the table has for a field."""
    return {
        (kind, field): set(read.ports.split())
        for kind, all_of_kind in READS.items()
        for read in all_of_kind
        for field in read.fields.split()
    }


def costly(kind: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether something may be paid for an object of the type, or below it."""
    if kind in READS:
        return True
    found = GRAPH.get_type(kind)
    if kind in seen or not isinstance(found, GraphQLObjectType):
        return False
    return any(costly(get_named_type(one.type).name, seen | {kind}) for one in found.fields.values())


def test_each_field_that_reads_a_port_is_paid_for_that_port() -> None:
    declared = reads()
    found = {}
    for kind, name, field in fields():
        definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        port = definition.metadata.get(PORT) if definition else None
        if port:
            found[kind, name] = port
    assert found
    assert {place: port for place, port in found.items() if port not in declared.get(place, set())} == {}


def test_each_question_and_each_change_has_its_cost() -> None:
    asked = {(kind, name) for kind, name, field in fields() if kind in ROOTS or field.args}
    declared = {(kind, name) for kind, names in ASKED.items() for name in names if not name.startswith("__")}
    assert declared == asked


def test_every_entry_is_of_a_field_and_of_an_argument() -> None:
    there = {(kind, name): field for kind, name, field in fields()}
    assert [place for place in reads() if place not in there] == []
    for kind, names in ASKED.items():
        for name, asked in names.items():
            assert not asked.by or asked.by in there[kind, name].args, (kind, name)
    assert {read.of for some in READS.values() for read in some} - {"", *GRAPH.type_map} == set()


def test_each_list_that_leads_to_more_has_a_length() -> None:
    pages = {asked.pages for names in ASKED.values() for asked in names.values()}
    unknown = [
        f"{kind}.{name}"
        for kind, name, field in fields()
        if is_list_type(get_nullable_type(field.type)) and costly(get_named_type(field.type).name)
        if name not in ASKED.get(kind, {}) and name not in LENGTHS.get(kind, {}) and name not in pages
    ]
    assert unknown == []


def test_what_pays_for_others_is_always_above_them() -> None:
    """Whoever has a type with a read of another's key came through that other."""
    for kind, some in READS.items():
        for read in some:
            if read.of:
                assert {above for above, _, field in fields() if get_named_type(field.type).name == kind} == {
                    read.of
                }
