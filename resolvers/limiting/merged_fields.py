"""How often one response name is selected at one place of an operation.

Validation compares all fields that merge at a place with each other, so its time grows with the square
of this number: it is measured before.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from resolvers.limiting.document_size import Fragments


def most_repeated(operation: OperationDefinitionNode, fragments: Fragments) -> int:
    """How often one response name is selected at one place, over all that merges there.

    The work is as much as the operation has fields. No fragment may spread itself.
    """
    most = 0
    places = [[operation.selection_set]]
    while places:
        by_name: dict[str, list[FieldNode]] = defaultdict(list)
        for field in merged(places.pop(), fragments):
            by_name[(field.alias or field.name).value].append(field)
        for fields in by_name.values():
            most = max(most, len(fields))
            below = [field.selection_set for field in fields if field.selection_set]
            if below:
                places.append(below)
    return most


def merged(selection_sets: Sequence[SelectionSetNode], fragments: Fragments) -> Iterator[FieldNode]:
    """Every field that stands at one place, a fragment that is spread there twice taken once."""
    seen: set[str] = set()
    waiting = list(selection_sets)
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name in fragments and name not in seen:
                    seen.add(name)
                    waiting.append(fragments[name].selection_set)
