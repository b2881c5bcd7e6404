"""The contract with scopes is the contract, and the scopes of the policy."""

import pytest
from graphql import (
    ConstDirectiveNode,
    ListValueNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    parse,
    print_ast,
)
from graphql.language import StringValueNode

from gateway.contract.scoped_schema import SCOPED_FILE, scoped_schema
from resolvers.scopes.field_scopes import FIELD_SCOPES
from tests.docs.pages import ROOT
from tests.resolvers.asking import SCHEMA

PLAIN = f"{SCHEMA.as_str()}\n"
SCOPED = scoped_schema(PLAIN)
MARK = "requiresScopes"


def marked() -> dict[tuple[str, str], list[str]]:
    """Type and field of everything that is marked, with the scopes that it names."""
    found = {}
    types = (node for node in parse(SCOPED).definitions if isinstance(node, ObjectTypeDefinitionNode))
    for kind, field in ((one, each) for one in types for each in one.fields or ()):
        for directive in field.directives or ():
            if directive.name.value == MARK:
                found[kind.name.value, field.name.value] = names(directive)
    return found


def names(directive: ConstDirectiveNode) -> list[str]:
    (argument,) = directive.arguments or ()
    assert isinstance(argument.value, ListValueNode)
    (either,) = argument.value.values
    assert isinstance(either, ListValueNode)
    return [each.value for each in either.values if isinstance(each, StringValueNode)]


def test_each_scoped_field_names_its_scope_and_no_other_does() -> None:
    scopes = {
        (type_name, field): [str(scope)]
        for type_name, fields in FIELD_SCOPES.items()
        for field, scope in fields.items()
        if scope is not None
    }
    assert marked() == scopes


def test_the_directive_is_imported_beside_the_others() -> None:
    (schema,) = (node for node in parse(SCOPED).definitions if isinstance(node, SchemaDefinitionNode))
    assert f'"@{MARK}"' in print_ast(schema)
    assert print_ast(schema).replace(f'"@{MARK}", ', "") in print_ast(parse(PLAIN))


def test_it_is_otherwise_the_same() -> None:
    lines = [line.partition(f" @{MARK}")[0] for line in SCOPED.splitlines()]
    plain = "\n".join(lines).replace(f'"@{MARK}", ', "")
    assert print_ast(parse(plain)) == print_ast(parse(PLAIN))


@pytest.mark.parametrize("sdl", ["type Query { x: Int }", 'type Query { "Needs thought." x: Int }'])
def test_what_needs_no_scope_stays_as_it_is(sdl: str) -> None:
    assert scoped_schema(sdl) == print_ast(parse(sdl)) + "\n"


def test_the_file_is_kept() -> None:
    assert (ROOT / SCOPED_FILE).is_file()
