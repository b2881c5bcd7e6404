"""The contract's tags: a variant without them offers nothing of the scopes that they stand for."""

from collections.abc import Collection, Iterator

import pytest
from graphql import ConstDirectiveNode, FieldDefinitionNode, ListTypeNode, NonNullTypeNode, TypeNode, parse
from graphql.language import ObjectTypeDefinitionNode, StringValueNode

from domain.partners import Scope
from resolvers.scopes.field_scopes import FIELD_SCOPES
from resolvers.tags import TAGGED
from tests.resolvers.asking import SCHEMA

TYPES = {
    node.name.value: node
    for node in parse(SCHEMA.as_str()).definitions
    if isinstance(node, ObjectTypeDefinitionNode)
}


def tags(directives: Collection[ConstDirectiveNode]) -> set[str]:
    """The tags that stand here; `@inaccessible` hides from every variant, as the tag `inaccessible` would."""
    told: set[str] = set()
    for directive in directives:
        if directive.name.value == "tag":
            (argument,) = directive.arguments or ()
            assert isinstance(argument.value, StringValueNode)
            told.add(argument.value.value)
        elif directive.name.value == "inaccessible":
            told.add("inaccessible")
    return told


def named(kind: TypeNode) -> str:
    while isinstance(kind, (ListTypeNode, NonNullTypeNode)):
        kind = kind.type
    return str(kind.to_dict()["name"]["value"])


def fields(name: str, without: Collection[str]) -> Iterator[FieldDefinitionNode]:
    """The fields of a type that a variant without these tags keeps."""
    for field in TYPES[name].fields or ():
        if not tags(field.directives or ()).intersection(without) and not field.name.value.startswith("_"):
            yield field


def offered(without: Collection[str]) -> set[tuple[str, str]]:
    """Type and field of all that can be reached."""
    reached: set[tuple[str, str]] = set()
    seen = waiting = {"Query", "Mutation"}
    while waiting:
        told = [(name, field) for name in waiting for field in fields(name, without)]
        reached.update((name, field.name.value) for name, field in told)
        waiting = {kind for _, field in told if (kind := named(field.type)) in TYPES} - seen
        seen = seen | waiting
    return reached


def needing(scopes: Collection[Scope], among: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(name, field) for name, field in among if FIELD_SCOPES[name][field] in scopes}


@pytest.mark.parametrize("tag", sorted({tag.name for tag in TAGGED.values()}))
def test_a_variant_without_a_tag_offers_nothing_of_its_scopes(tag: str) -> None:
    scopes = {scope for scope, one in TAGGED.items() if one.name == tag}
    assert needing(scopes, offered({"inaccessible"}))
    assert not needing(scopes, offered({"inaccessible", tag}))


def test_a_variant_without_any_tag_offers_all_of_the_other_scopes() -> None:
    others = set(Scope) - set(TAGGED)
    every = {tag.name for tag in TAGGED.values()}
    assert needing(others, offered({"inaccessible", *every})) == needing(others, offered(()))


def test_a_type_that_is_hidden_is_reached_by_nothing_that_is_shown() -> None:
    every = {"inaccessible", *(tag.name for tag in TAGGED.values())}
    hidden = {name for name, node in TYPES.items() if tags(node.directives or ()) & every}
    assert hidden == {"Backend", "BackendHost", "LaneBudget", "PurchaseOrder", "RecentCalls"}
    assert not {name for name, _ in offered(every)} & hidden
