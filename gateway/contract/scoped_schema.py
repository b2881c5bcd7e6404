"""The contract for routers that know scopes: the same schema, each field with its own as `@requiresScopes`.

It is a file of its own, for a router that does not know the directive refuses the whole supergraph. What a
field needs is decided here, whichever of both is composed. The scope is the one that the field's description
names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from graphql import (
    ConstArgumentNode,
    ConstDirectiveNode,
    ConstListValueNode,
    DefinitionNode,
    DocumentNode,
    FieldDefinitionNode,
    ListValueNode,
    NameNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    StringValueNode,
    parse,
    print_ast,
)

SCOPED_FILE: Final = Path("schema.scoped.graphql")
_NAME: Final = "requiresScopes"
_NEEDED: Final = re.compile(r"Needs the scope `([a-z:]+)`")


def scoped_schema(sdl: str) -> str:
    """The SDL of our subgraph with the scopes of its fields as directives."""
    definitions = tuple(map(_marked, parse(sdl).definitions))
    return print_ast(DocumentNode(definitions=definitions)) + "\n"


def _marked(node: DefinitionNode) -> DefinitionNode:
    if isinstance(node, SchemaDefinitionNode):
        return replace(node, directives=tuple(map(_importing, node.directives or ())))
    if isinstance(node, ObjectTypeDefinitionNode):
        return replace(node, fields=tuple(map(_with_scope, node.fields or ())))
    return node


def _with_scope(field: FieldDefinitionNode) -> FieldDefinitionNode:
    needed = _NEEDED.search(field.description.value if field.description else "")
    if needed is None:
        return field
    scopes = _list(_list(StringValueNode(value=needed[1])))
    argument = ConstArgumentNode(name=NameNode(value="scopes"), value=scopes)
    directive = ConstDirectiveNode(name=NameNode(value=_NAME), arguments=(argument,))
    return replace(field, directives=(*(field.directives or ()), directive))


def _importing(directive: ConstDirectiveNode) -> ConstDirectiveNode:
    """The link to federation, with one more name of it."""
    return replace(directive, arguments=tuple(map(_with_name, directive.arguments or ())))


def _with_name(argument: ConstArgumentNode) -> ConstArgumentNode:
    if argument.name.value != "import" or not isinstance(argument.value, ListValueNode):
        return argument
    names = sorted({*_texts(argument.value.values), f"@{_NAME}"})
    return replace(argument, value=_list(*(StringValueNode(value=name) for name in names)))


def _list(*values: StringValueNode | ConstListValueNode) -> ConstListValueNode:
    return ConstListValueNode(values=values)


def _texts(values: Sequence[object]) -> Iterator[str]:
    return (value.value for value in values if isinstance(value, StringValueNode))
