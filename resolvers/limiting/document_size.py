"""How large a parsed GraphQL document is once its fragments stand where they are spread.

Each fragment is measured once, however often it is spread, so that a document whose fragments double
each other thirty times costs no more than its text. Numbers beyond CEILING are reported as CEILING.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
)

CEILING = 1_000_000
_INTROSPECTION = frozenset({"__schema", "__type"})
# Lists of a type that lead to types again, so that each level multiplies the answer.
_TYPE_LISTS = frozenset({"fields", "interfaces", "possibleTypes", "inputFields"})
Fragments = Mapping[str, FragmentDefinitionNode]


class Size(NamedTuple):
    """Sums over what is selected, fragments expanded; of depths, `nesting`, `list_items` the greatest.

    depth: levels of fields, without what lies below `__schema` and `__type`. nesting: levels of fields
    and fragments. list_items: elements of the longest list written into the document. type_lists: lists of
    introspection inside each other, wherever their names stand; introspection_depth: those that stand below
    `__schema` and `__type`.
    """

    depth: int = 0
    nesting: int = 0
    fields: int = 0
    root_fields: int = 0
    aliases: int = 0
    directives: int = 0
    list_items: int = 0
    type_lists: int = 0
    introspection_depth: int = 0

    def beside(self, other: "Size") -> "Size":
        """Both together on the same level."""
        return Size(
            max(self.depth, other.depth),
            max(self.nesting, other.nesting),
            min(self.fields + other.fields, CEILING),
            min(self.root_fields + other.root_fields, CEILING),
            min(self.aliases + other.aliases, CEILING),
            min(self.directives + other.directives, CEILING),
            max(self.list_items, other.list_items),
            max(self.type_lists, other.type_lists),
            max(self.introspection_depth, other.introspection_depth),
        )


class DocumentSize(NamedTuple):
    """Each operation's size, and whether fragments spread each other in a circle."""

    operations: tuple[Size, ...]
    circular: bool


def size_of(document: DocumentNode) -> DocumentSize:
    """Measure every operation. Unknown fragments, and those that close a circle, count for nothing."""
    fragments = fragments_of(document)
    order, circular = _innermost_first(fragments)
    known: dict[str, Size] = {}
    for name in order:
        fragment = fragments[name]
        known[name] = _decorated(fragment.directives, _selected(fragment.selection_set, known))
    return DocumentSize(tuple(_operation(node, known) for node in operations_of(document)), circular)


def operations_of(document: DocumentNode) -> tuple[OperationDefinitionNode, ...]:
    """The operations of a document, in its order."""
    return tuple(node for node in document.definitions if isinstance(node, OperationDefinitionNode))


def fragments_of(document: DocumentNode) -> Fragments:
    """The fragments of a document by name."""
    found = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
    return {node.name.value: node for node in found}


def _innermost_first(fragments: Fragments) -> tuple[list[str], bool]:
    """Fragments after those that they spread, without recursion; and whether a circle was met."""
    inner = {name: tuple(_spreads(fragment.selection_set)) for name, fragment in fragments.items()}
    order: list[str] = []
    done: set[str] = set()
    open_names: set[str] = set()
    circular = False
    waiting = [(name, False) for name in fragments]
    while waiting:
        name, left = waiting.pop()
        if left:
            open_names.discard(name)
            done.add(name)
            order.append(name)
        elif name in open_names:
            circular = True
        elif name in inner and name not in done:
            open_names.add(name)
            waiting.append((name, True))
            waiting.extend((spread, False) for spread in inner[name] if spread not in done)
    return order, circular


def _spreads(selections: SelectionSetNode) -> Iterator[str]:
    waiting = [selections]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            elif isinstance(selection, (FieldNode, InlineFragmentNode)) and selection.selection_set:
                waiting.append(selection.selection_set)


def _operation(operation: OperationDefinitionNode, known: Mapping[str, Size]) -> Size:
    size = _decorated(operation.directives, _selected(operation.selection_set, known))
    for variable in operation.variable_definitions or ():
        size = _decorated(variable.directives, size)
        if variable.default_value:
            size = size.beside(Size(list_items=_longest_list([variable.default_value])))
    return size


def _selected(selections: SelectionSetNode, known: Mapping[str, Size]) -> Size:
    size = Size()
    for selection in selections.selections:
        size = size.beside(_decorated(selection.directives, _selection(selection, known)))
    return size


def _selection(selection: SelectionNode, known: Mapping[str, Size]) -> Size:
    if isinstance(selection, FieldNode):
        return _field(selection, known)
    if isinstance(selection, FragmentSpreadNode):
        return _inside(known.get(selection.name.value, Size()))
    if isinstance(selection, InlineFragmentNode):
        return _inside(_selected(selection.selection_set, known))
    return Size()


def _inside(fragment: Size) -> Size:
    return fragment._replace(nesting=fragment.nesting + 1)


def _field(field: FieldNode, known: Mapping[str, Size]) -> Size:
    below = _selected(field.selection_set, known) if field.selection_set else Size()
    name = field.name.value
    return Size(
        depth=1 if name.startswith("__") else below.depth + 1,
        nesting=below.nesting + 1,
        fields=below.fields + 1,
        root_fields=1,
        aliases=below.aliases + (field.alias is not None),
        directives=below.directives,
        list_items=max(
            below.list_items, _longest_list([argument.value for argument in field.arguments or ()])
        ),
        type_lists=below.type_lists + (name in _TYPE_LISTS),
        introspection_depth=max(below.introspection_depth, below.type_lists if name in _INTROSPECTION else 0),
    )


def _decorated(directives: Sequence[DirectiveNode] | None, size: Size) -> Size:
    if not directives:
        return size
    values = [argument.value for directive in directives for argument in directive.arguments or ()]
    return size.beside(Size(directives=len(directives), list_items=_longest_list(values)))


def _longest_list(values: Sequence[ValueNode]) -> int:
    longest = 0
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, ListValueNode):
            longest = max(longest, len(value.values))
            waiting.extend(value.values)
        elif isinstance(value, ObjectValueNode):
            waiting.extend(field.value for field in value.fields)
    return longest
