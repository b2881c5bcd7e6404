"""How much of an order line is allocated, picked, shipped, delivered, …, by what all systems say.

Several systems tell the same fact: the ERP reports what its warehouses report. So within one source
facts add up, between sources that speak of the same location the greatest counts, and locations add
up. A fact without a line concerns every line (of its location, where it names one). Nothing exceeds
what was ordered. Quantities must already be in the unit of the line; others are left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from domain.milestones import Milestone, MilestoneCode, actual
from domain.orders import LineQuantities, OrderLine
from domain.quantities import Quantity, zero

_SUPPLY = (MilestoneCode.ALLOCATED, MilestoneCode.PICKED, MilestoneCode.SHIPPED)


def line_quantities(line: OrderLine, milestones: Iterable[Milestone]) -> LineQuantities:
    """Fold the standing facts of an order into the quantities of one of its lines."""
    facts = [m for m in actual(milestones) if _concerns(m, line)]
    shipped = told(line, facts, MilestoneCode.SHIPPED)
    delivered = told(line, facts, MilestoneCode.DELIVERED)
    return LineQuantities(
        ordered=line.ordered,
        allocated=told(line, facts, MilestoneCode.ALLOCATED),
        picked=told(line, facts, MilestoneCode.PICKED),
        shipped=_greater(shipped, delivered),
        delivered=delivered,
        backordered=_backordered(line, facts),
        cancelled=_greater(
            line.cancelled or zero(line.ordered.unit), told(line, facts, MilestoneCode.CANCELLED)
        ),
        returned=told(line, facts, MilestoneCode.RETURN_RECEIVED),
    )


def told(line: OrderLine, facts: Sequence[Milestone], code: MilestoneCode) -> Quantity:
    """How much of the line these facts say has reached `code`, never more than was ordered."""
    unit = line.ordered.unit
    by_place: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for fact in _distinct(fact for fact in facts if fact.code is code):
        amount = _amount(fact, line)
        if amount is not None:
            by_place[fact.location][fact.source] += amount
    anywhere = max(by_place.pop("", {}).values(), default=Decimal(0))
    placed = sum((max(sources.values()) for sources in by_place.values()), Decimal(0))
    return Quantity(min(max(anywhere, placed), line.ordered.amount), unit)


def _concerns(fact: Milestone, line: OrderLine) -> bool:
    if fact.line:
        return fact.line == line.id
    return not fact.location or not line.location or fact.location == line.location


def _amount(fact: Milestone, line: OrderLine) -> Decimal | None:
    if fact.quantity is None:
        return line.ordered.amount
    return fact.quantity.amount if fact.quantity.unit == line.ordered.unit else None


def _distinct(facts: Iterable[Milestone]) -> Iterable[Milestone]:
    """One fact told twice with another time of recording is one fact; the greater quantity stands."""
    kept: dict[tuple[object, ...], Milestone] = {}
    for fact in facts:
        key = (fact.source, fact.reference, fact.line, fact.location, fact.occurred_at)
        held = kept.get(key)
        if held is None or _size(fact) > _size(held):
            kept[key] = fact
    return kept.values()


def _size(fact: Milestone) -> tuple[bool, Decimal]:
    return fact.quantity is None, fact.quantity.amount if fact.quantity else Decimal(0)


def _backordered(line: OrderLine, facts: Sequence[Milestone]) -> Quantity:
    """What was last said to lack supply, as far as nothing has supplied it since or before."""
    lacking = [fact for fact in facts if fact.code is MilestoneCode.BACKORDERED]
    if not lacking:
        return zero(line.ordered.unit)
    since = lacking[-1].occurred_at
    last = told(line, [fact for fact in lacking if fact.occurred_at == since], MilestoneCode.BACKORDERED)
    supplied = max(told(line, facts, code).amount for code in _SUPPLY)
    wanted = line.ordered.amount - (line.cancelled.amount if line.cancelled else Decimal(0))
    return Quantity(min(last.amount, wanted - supplied), last.unit).floored()


def _greater(one: Quantity, other: Quantity) -> Quantity:
    return max(one, other)
