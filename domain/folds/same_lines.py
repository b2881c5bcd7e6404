"""Which line is which, where two systems number the lines of one order in their own ways: pure.

An order that moved from one ERP to another has new numbers for its lines, and its warehouse goes on with
those that it was told. What both say of a line is its item.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from domain.orders import Order, OrderLine


class NumberedLine(NamedTuple):
    """A line by its number in some system, and its item."""

    id: str
    sku: str


def numbered(lines: Iterable[OrderLine]) -> list[NumberedLine]:
    """The lines of an order."""
    return [NumberedLine(line.id, line.sku) for line in lines]


def same_lines(theirs: Sequence[NumberedLine], ours: Sequence[NumberedLine]) -> Mapping[NumberedLine, str]:
    """Our number for each of their lines that has another one.

    Lines of equal number and item are one. Of the others, those of an item are matched in their order where
    both sides have as many; where they do not, nobody can say, and a number stays what it is.
    """
    known = set(ours)
    rest = [line for line in dict.fromkeys(theirs) if line.sku and line not in known]
    if not rest:
        return {}
    open_ones = [line for line in ours if line not in set(theirs)]
    matched: dict[NumberedLine, str] = {}
    for sku in dict.fromkeys(line.sku for line in rest):
        told = [line for line in rest if line.sku == sku]
        meant = [line.id for line in open_ones if line.sku == sku]
        if len(told) == len(meant):
            matched.update(zip(told, meant, strict=True))
    return matched


def renumbered(order: Order, lines: Sequence[OrderLine]) -> Order:
    """The same record, with `lines`' numbers for its own lines and for what it tells of them."""
    ids = {line.id: ours for line, ours in same_lines(numbered(order.lines), numbered(lines)).items()}
    if not ids:
        return order
    return replace(
        order,
        lines=tuple(replace(line, id=ids.get(line.id, line.id)) for line in order.lines),
        milestones=tuple(replace(fact, line=ids.get(fact.line, fact.line)) for fact in order.milestones),
    )
