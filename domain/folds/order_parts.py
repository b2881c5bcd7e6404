"""One order out of what several systems' records tell of it, each part from the system that owns it.

A part is a group of fields with the milestones that tell of the same, so that an order's holds and its
status never come from two systems. Lines are matched by their numbers and items.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from domain.authority import Belonging, Fact
from domain.folds.same_lines import renumbered
from domain.identifiers import Identifier
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Order, OrderLine, PartGap


class Part(NamedTuple):
    """Fields of an order, fields of its lines, and the codes of the milestones that tell of them."""

    fields: tuple[str, ...]
    of_lines: tuple[str, ...] = ()
    codes: frozenset[MilestoneCode] = frozenset()


PARTS: Mapping[Fact, Part] = {
    Fact.ORDER_PARTIES: Part(("customer", "channel", "ship_to")),
    Fact.ORDER_LINES: Part(("lines",)),
    Fact.ORDER_PROMISE: Part(("promised_at",), of_lines=("promised_at",)),
    Fact.ORDER_INVOICES: Part(
        ("invoices",), codes=frozenset({MilestoneCode.INVOICED, MilestoneCode.CREDITED})
    ),
    Fact.ORDER_HOLDS: Part(("holds",), codes=frozenset({MilestoneCode.HELD, MilestoneCode.HOLD_RELEASED})),
}
"""The parts of an order that another system than its owner may own. A part follows those above it."""

_PART_OF = {code: fact for fact, part in PARTS.items() for code in part.codes}


def belonging(order: Order) -> Belonging:
    """Where an order belongs: its business unit, and the places that its lines ship from."""
    return Belonging(frozenset(line.location for line in order.lines) - {""}, order.business_unit)


def composed(owner: Order, parts: Mapping[Fact, Order | None], gaps: Iterable[PartGap] = ()) -> Order:
    """The owner's record, with each part that `parts` names from the record there; empty where that is None.

    Whose record it is, its number, its source and its age stay the owner's.
    """
    if not parts:
        return owner
    nothing = Order(number=owner.number, source=owner.source)
    lines = (parts.get(Fact.ORDER_LINES, owner) or nothing).lines
    whole = renumbered(owner, lines)
    for fact in PARTS:
        whole = _laid(whole, fact, renumbered(parts.get(fact, owner) or nothing, lines))
    return replace(whole, gaps=tuple(gaps))


def named_by_all(order: Order, others: Iterable[Order]) -> Order:
    """The same order, with what every system calls it."""
    names: dict[Identifier, None] = dict.fromkeys(order.identifiers)
    names.update(dict.fromkeys(name for other in others for name in other.identifiers))
    return replace(order, identifiers=tuple(names))


def _laid(whole: Order, fact: Fact, record: Order) -> Order:
    part = PARTS[fact]
    changes: dict[str, object] = {name: getattr(record, name) for name in part.fields}
    if part.of_lines:
        changes["lines"] = _lines(whole.lines, record.lines, part.of_lines)
    kept = [milestone for milestone in whole.milestones if _part_of(milestone) is not fact]
    taken = [milestone for milestone in record.milestones if _part_of(milestone) is fact]
    return replace(whole, milestones=(*kept, *taken), **changes)


def _lines(
    lines: Iterable[OrderLine], theirs: Iterable[OrderLine], names: tuple[str, ...]
) -> tuple[OrderLine, ...]:
    known = {(line.id, line.sku): line for line in theirs}
    found = ((line, known.get((line.id, line.sku))) for line in lines)
    return tuple(
        replace(line, **{name: getattr(other, name, None) for name in names}) for line, other in found
    )


def _part_of(milestone: Milestone) -> Fact:
    if milestone.code in _PART_OF:
        return _PART_OF[milestone.code]
    return Fact.ORDER_LINES if milestone.line else Fact.ORDER
