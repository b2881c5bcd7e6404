"""What an operation may ask for at most, checked before it is validated or executed.

All checks are pure. Each returns the first limit that is exceeded, or None; the caller refuses the
operation with what `Excess` says.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graphql import (
    DocumentNode,
    GraphQLSyntaxError,
    Lexer,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    Source,
    TokenKind,
    TypeNode,
)
from graphql.language.parser import MAX_NESTING_DEPTH

from resolvers.limiting.document_size import Size, fragments_of, operations_of, size_of
from resolvers.limiting.merged_fields import most_repeated

_OPENING = frozenset({TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L})
_CLOSING = frozenset({TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R})
_REPRESENTATION = "_Any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The largest document and variables that are taken; fragments count where they are spread.

    characters, tokens: of the document's text. depth: levels of fields, introspection apart.
    introspection_depth: lists of introspection that lead from type to type. nesting: levels of fields and
    fragments. fields, aliases, directives: over all operations of the document. root_fields: of one
    operation. repeats: selections of one response name at one place. list_items: elements of one list, in
    the document or in the variables. representations: entities that a router asks for in one operation,
    for which it sends one list however long. variables: that an operation declares, or a request sends.
    input_depth: lists and objects inside each other in the variables.
    """

    characters: int = 20_000
    tokens: int = 4_000
    operations: int = 20
    depth: int = 12
    introspection_depth: int = 2
    nesting: int = 40
    fields: int = 500
    root_fields: int = 20
    aliases: int = 30
    directives: int = 50
    repeats: int = 30
    list_items: int = 250
    representations: int = 1_000
    variables: int = 100
    input_depth: int = 20


class Excess(NamedTuple):
    """A limit by name, what it allows, and what was measured (at least: counting may stop early)."""

    limit: str
    allowed: int
    measured: int

    @property
    def message(self) -> str:
        """One sentence for the caller."""
        name = self.limit.replace("_", " ")
        return f"The operation exceeds the limit of {self.allowed} {name}: {self.measured} measured"


def text_excess(text: str, limits: Limits) -> Excess | None:
    """Check the length of a document's text, in characters."""
    return _over("characters", limits.characters, len(text))


def syntax_excess(text: str, limits: Limits) -> Excess | None:
    """Find out whether a text could not be parsed because it is too long or too deeply nested."""
    tokens, nesting = _lexed(text)
    return _over("tokens", limits.tokens, tokens) or _over("nesting", MAX_NESTING_DEPTH, nesting)


def document_excess(document: DocumentNode, limits: Limits) -> Excess | None:
    """Check a parsed document, which need not be valid."""
    size = size_of(document)
    total = Size()
    for operation in size.operations:
        total = total.beside(operation)
        if excess := _over("root_fields", limits.root_fields, operation.root_fields):
            return excess
    declared = (len(node.variable_definitions or ()) for node in operations_of(document))
    excess = (
        _over("operations", limits.operations, len(size.operations))
        or _over("depth", limits.depth, total.depth)
        or _over("introspection_depth", limits.introspection_depth, total.introspection_depth)
        or _over("nesting", limits.nesting, total.nesting)
        or _over("fields", limits.fields, total.fields)
        or _over("aliases", limits.aliases, total.aliases)
        or _over("directives", limits.directives, total.directives)
        or _over("list_items", limits.list_items, total.list_items)
        or _over("variables", limits.variables, max(declared, default=0))
    )
    # Fragments in a circle are refused by validation, before it compares fields.
    return excess if excess or size.circular else _repeats_excess(document, limits)


def representations_of(operation: OperationDefinitionNode) -> frozenset[str]:
    """The variables in which a router sends the entities that it asks for, whatever it calls them."""
    declared = operation.variable_definitions or ()
    return frozenset(each.variable.name.value for each in declared if _named(each.type) == _REPRESENTATION)


def variables_excess(
    variables: Mapping[str, object], limits: Limits, representations: Collection[str] = ()
) -> Excess | None:
    """Check values as they came from JSON: how many they are, how long their lists, and how deep they go.

    representations: the variables whose own lists have a limit apart, all of them together.
    """
    if excess := _over("variables", limits.variables, len(variables)):
        return excess
    entities = {name: value for name in representations if isinstance(value := variables.get(name), list)}
    if excess := _over("representations", limits.representations, sum(map(len, entities.values()))):
        return excess
    # As objects, these lists are not counted again.
    apart = {name: dict(enumerate(value)) for name, value in entities.items()}
    level: list[object] = [*{**variables, **apart}.values()]
    depth = 0
    while level:
        inner: list[object] = []
        for value in level:
            if isinstance(value, list):
                if excess := _over("list_items", limits.list_items, len(value)):
                    return excess
                inner.extend(value)
            elif isinstance(value, dict):
                inner.extend(value.values())
        depth += any(isinstance(value, (list, dict)) for value in level)
        if excess := _over("input_depth", limits.input_depth, depth):
            return excess
        level = inner
    return None


def _named(kind: TypeNode) -> str:
    while isinstance(kind, (ListTypeNode, NonNullTypeNode)):
        kind = kind.type
    return kind.name.value if isinstance(kind, NamedTypeNode) else ""


def _repeats_excess(document: DocumentNode, limits: Limits) -> Excess | None:
    fragments = fragments_of(document)
    repeats = (most_repeated(operation, fragments) for operation in operations_of(document))
    return _over("repeats", limits.repeats, max(repeats, default=0))


def _lexed(text: str) -> tuple[int, int]:
    """Tokens and deepest nesting of a text, as far as it can be read."""
    lexer = Lexer(Source(text))
    tokens = nesting = deepest = 0
    try:
        while (kind := lexer.advance().kind) is not TokenKind.EOF:
            tokens += 1
            nesting += (kind in _OPENING) - (kind in _CLOSING)
            deepest = max(deepest, nesting)
    except GraphQLSyntaxError:
        return tokens, deepest
    return tokens, deepest


def _over(limit: str, allowed: int, measured: int) -> Excess | None:
    return Excess(limit, allowed, measured) if measured > allowed else None
