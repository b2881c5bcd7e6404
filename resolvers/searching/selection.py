"""Which fields a client selects below a field, for what would cost a query of its own."""

from collections.abc import Iterable, Iterator

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from resolvers.context import GraphContext


def selected(info: strawberry.Info[GraphContext]) -> frozenset[str]:
    """Names in the graph of the fields right below, through fragments, whatever their directives say."""
    below = (selection for field in info.selected_fields for selection in field.selections)
    return frozenset(_names(below))


def _names(selections: Iterable[Selection]) -> Iterator[str]:
    for selection in selections:
        if isinstance(selection, SelectedField):
            yield selection.name
        else:
            yield from _names(selection.selections)
