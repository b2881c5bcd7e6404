"""How much of an order line is allocated, picked, shipped, delivered, …, by what all systems say.

Several systems tell the same fact: the ERP reports what its warehouses report. So within one telling
facts add up, between tellings that speak of the same location the greatest counts, and locations add
up. A fact without a line concerns every line (of its location, where it names one). Nothing exceeds
what was ordered. Quantities must already be in the unit of the line; others are left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from domain.milestones import Milestone, MilestoneCode, actual
from domain.orders import LineQuantities, OrderLine
from domain.quantities import Quantity, zero

_MOVING = (MilestoneCode.SHIPPED, MilestoneCode.DELIVERED, MilestoneCode.CANCELLED)
_SUPPLY = (MilestoneCode.ALLOCATED, MilestoneCode.PICKED, MilestoneCode.SHIPPED)


def line_quantities(line: OrderLine, milestones: Iterable[Milestone]) -> LineQuantities:
    """Fold the standing facts of an order into the quantities of one of its lines."""
    return quantities_of(line, actual(milestones))


def quantities_of(line: OrderLine, standing_facts: Sequence[Milestone]) -> LineQuantities:
    """The same of facts that `actual` has sorted."""
    facts = _of_line(line, standing_facts)
    goods = _goods(line, facts)
    whole = goods.wanted
    lacking = _backordered(line, facts, whole)
    return LineQuantities(
        ordered=line.ordered,
        allocated=told(line, facts, MilestoneCode.ALLOCATED, whole=whole),
        picked=told(line, facts, MilestoneCode.PICKED, whole=whole),
        shipped=goods.shipped,
        delivered=goods.delivered,
        backordered=min(lacking, line.ordered.floored() - goods.shipped - goods.cancelled),
        cancelled=goods.cancelled,
        returned=told(line, facts, MilestoneCode.RETURN_RECEIVED, whole=whole),
    )


class Goods(NamedTuple):
    """What was ordered of a line, how much of that is still wanted, and what became of it."""

    ordered: Quantity
    wanted: Quantity
    shipped: Quantity
    delivered: Quantity
    cancelled: Quantity


def goods_of(line: OrderLine, standing_facts: Sequence[Milestone]) -> Goods:
    """What a status needs to know of a line, by facts that `actual` has sorted."""
    return _goods(line, _of_line(line, standing_facts))


def _goods(line: OrderLine, facts: Sequence[Milestone]) -> Goods:
    ordered = line.ordered.floored()
    facts = [fact for fact in facts if fact.code in _MOVING]
    if not facts and line.cancelled is None:
        nothing = zero(ordered.unit)
        return Goods(line.ordered, ordered, nothing, nothing, nothing)
    dropped = _dropped(line, facts)
    wanted = ordered - dropped
    delivered = told(line, facts, MilestoneCode.DELIVERED, whole=wanted)
    shipped = max(told(line, facts, MilestoneCode.SHIPPED, whole=wanted), delivered)
    # What left the house can't be cancelled any more, whatever else was to be.
    cancelled = min(max(dropped, told(line, facts, MilestoneCode.CANCELLED)), ordered - shipped)
    return Goods(line.ordered, wanted, shipped, delivered, cancelled)


def _of_line(line: OrderLine, facts: Sequence[Milestone]) -> list[Milestone]:
    return [fact for fact in facts if _concerns(fact, line)]


def told(
    line: OrderLine, facts: Iterable[Milestone], code: MilestoneCode, *, whole: Quantity | None = None
) -> Quantity:
    """How much of the line these facts say has reached `code`, never more than was ordered.

    whole: what a fact without a quantity speaks of; without it, all that was ordered.
    """
    ordered = line.ordered.floored()
    whole = whole or ordered
    telling = [fact for fact in facts if fact.code is code]
    # Most facts speak of one code, and most codes have none.
    return min(_counted(telling, whole), ordered) if telling else zero(whole.unit)


def _concerns(fact: Milestone, line: OrderLine) -> bool:
    if fact.line:
        return fact.line == line.id
    return not fact.location or not line.location or fact.location == line.location


class _Part(NamedTuple):
    """What makes a fact of one code another fact than the next."""

    place: str
    telling: tuple[str, str]
    reference: str
    line: str
    at: datetime


def _counted(facts: Sequence[Milestone], whole: Quantity) -> Quantity:
    """The sum over places of the greatest telling, or what is told without a place if that is more."""
    if len(facts) == 1:
        counted = facts[0].quantity or whole
        return (
            Quantity(max(counted.amount, Decimal(0)), whole.unit)
            if counted.unit == whole.unit
            else zero(whole.unit)
        )
    tellings: dict[tuple[str, tuple[str, str]], Decimal] = defaultdict(Decimal)
    for part, amount in _distinct(facts, whole).items():
        tellings[part.place, part.telling] += amount
    greatest: dict[str, Decimal] = defaultdict(Decimal)
    for (place, _), amount in tellings.items():
        greatest[place] = max(greatest[place], amount)
    anywhere = greatest.pop("", Decimal(0))
    return Quantity(max(anywhere, sum(greatest.values(), Decimal(0))), whole.unit)


def _distinct(facts: Iterable[Milestone], whole: Quantity) -> Mapping[_Part, Decimal]:
    """One fact told twice with another time of recording is one fact; the greater quantity stands."""
    kept: dict[_Part, Decimal] = {}
    for fact in facts:
        counted = fact.quantity or whole
        if counted.unit != whole.unit:
            continue
        # What one instance counted and others time is a telling apart from what it says itself.
        telling = ("counted", fact.counted_by) if fact.counted_by else ("told", fact.source)
        part = _Part(fact.location, telling, fact.reference, fact.line, fact.occurred_at)
        kept[part] = max(kept.get(part, counted.amount), counted.amount)
    return kept


def _dropped(line: OrderLine, facts: Iterable[Milestone]) -> Quantity:
    """What was cancelled by the line itself or by a fact that says how much."""
    exact = [fact for fact in facts if fact.code is MilestoneCode.CANCELLED and fact.quantity is not None]
    by_facts = told(line, exact, MilestoneCode.CANCELLED)
    if line.cancelled is None or line.cancelled.unit != line.ordered.unit:
        return by_facts
    return min(max(by_facts, line.cancelled), line.ordered.floored())


def _backordered(line: OrderLine, facts: Sequence[Milestone], wanted: Quantity) -> Quantity:
    """What was last said to lack supply, as far as nothing has supplied it since or before."""
    lacking = [fact for fact in facts if fact.code is MilestoneCode.BACKORDERED]
    if not lacking:
        return zero(line.ordered.unit)
    last = (fact for fact in lacking if fact.occurred_at == lacking[-1].occurred_at)
    supplied = max(told(line, facts, code, whole=wanted) for code in _SUPPLY)
    return min(told(line, last, MilestoneCode.BACKORDERED, whole=wanted), wanted - supplied).floored()
