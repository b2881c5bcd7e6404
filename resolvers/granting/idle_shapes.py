"""Shapes that a grant gives to single fields, and that act on nothing: slips that must not pass unseen."""

from collections.abc import Iterator

from domain.shapes.words import PERSONAL, QUANTITIES, TIMES, FieldShape, Shapes
from resolvers.granting.field_kinds import FIELD_KINDS


def idle_shapes(shapes: Shapes) -> Iterator[str]:
    """One sentence for each: a field that there is not, or whose values are of another sort."""
    for one in shapes.fields:
        type_name, _, name = one.field.partition(".")
        kind = FIELD_KINDS.get(type_name, {}).get(name)
        if kind is None:
            yield f"{one.field} is no field whose value has a shape"
            continue
        yield from (f"{one.field} has no {sort} shape" for sort, kinds in _given(one) if kind not in kinds)


def _given(shape: FieldShape) -> Iterator[tuple[str, frozenset[object]]]:
    if shape.quantity is not None:
        yield "quantity", frozenset(QUANTITIES)
    if shape.personal is not None:
        yield "personal", frozenset(PERSONAL)
    if shape.time is not None:
        yield "time", frozenset(TIMES)
