"""The status of an order: how far its goods are, by the facts of all systems."""

from collections.abc import Iterable, Sequence

from domain.folds.line_quantities import Goods, goods_of
from domain.milestones import Milestone, MilestoneCode, actual
from domain.orders import OrderLine, OrderStatus

STAGE_OF: dict[MilestoneCode, OrderStatus] = {
    MilestoneCode.PLACED: OrderStatus.RECEIVED,
    MilestoneCode.ACKNOWLEDGED: OrderStatus.ACKNOWLEDGED,
    MilestoneCode.RELEASED: OrderStatus.RELEASED,
    MilestoneCode.ALLOCATED: OrderStatus.ALLOCATED,
    MilestoneCode.PICK_STARTED: OrderStatus.PICKING,
    MilestoneCode.SHORT_PICKED: OrderStatus.PICKING,
    MilestoneCode.PICKED: OrderStatus.PICKING,
    MilestoneCode.PACKED: OrderStatus.PACKED,
}

_PROGRESS = list(OrderStatus)
_SUPPLY = {
    MilestoneCode.ALLOCATED,
    MilestoneCode.PICK_STARTED,
    MilestoneCode.SHORT_PICKED,
    MilestoneCode.PICKED,
    MilestoneCode.PACKED,
}


def order_status(lines: Sequence[OrderLine], milestones: Iterable[Milestone]) -> OrderStatus:
    """Fold facts into one status. Estimates, plans and unknown codes never advance it.

    Goods that left decide first; before that a hold, then the furthest stage that any part reached.
    """
    facts = actual(milestones)
    # Of an order whose lines are known, a place speaks for its own lines alone.
    whole = {fact.code for fact in facts if not fact.line and not (lines and fact.location)}
    if MilestoneCode.CLOSED in whole:
        return OrderStatus.CLOSED
    amounts = [goods_of(line, facts) for line in lines]
    left = _left_the_house(amounts, whole)
    if left is not None:
        return left
    if MilestoneCode.CANCELLED in whole or _all_cancelled(amounts):
        return OrderStatus.CANCELLED
    if _held(facts):
        return OrderStatus.ON_HOLD
    return _stage(facts)


def open_holds(milestones: Iterable[Milestone]) -> set[tuple[str, str]]:
    """(source, reference) of each hold that nothing released later.

    A release without a reference releases all holds of its source.
    """
    return _held(actual(milestones))


def _held(facts: Iterable[Milestone]) -> set[tuple[str, str]]:
    held: set[tuple[str, str]] = set()
    for fact in facts:
        if fact.code is MilestoneCode.HELD:
            held.add((fact.source, fact.reference))
        if fact.code is MilestoneCode.HOLD_RELEASED:
            held = {hold for hold in held if not _releases(fact, hold)}
    return held


def _releases(fact: Milestone, hold: tuple[str, str]) -> bool:
    source, reference = hold
    return fact.source == source and fact.reference in {"", reference}


def _left_the_house(amounts: Sequence[Goods], whole: set[MilestoneCode]) -> OrderStatus | None:
    if not amounts:
        return _without_lines(whole)
    wanted = [line.ordered.amount - line.cancelled.amount for line in amounts]
    delivered = [line.delivered.amount for line in amounts]
    shipped = [line.shipped.amount for line in amounts]
    if any(delivered):
        complete = all(d >= w for d, w in zip(delivered, wanted, strict=True))
        return OrderStatus.DELIVERED if complete else OrderStatus.PARTIALLY_DELIVERED
    if any(shipped):
        complete = all(s >= w for s, w in zip(shipped, wanted, strict=True))
        return OrderStatus.SHIPPED if complete else OrderStatus.PARTIALLY_SHIPPED
    return None


def _without_lines(whole: set[MilestoneCode]) -> OrderStatus | None:
    if MilestoneCode.DELIVERED in whole:
        return OrderStatus.DELIVERED
    return OrderStatus.SHIPPED if MilestoneCode.SHIPPED in whole else None


def _all_cancelled(amounts: Sequence[Goods]) -> bool:
    """Whether something was cancelled and nothing else is left; a line over nothing was not cancelled."""
    cancelled = any(line.cancelled.amount for line in amounts)
    return cancelled and all(line.cancelled.amount >= line.ordered.amount for line in amounts)


def _stage(facts: Sequence[Milestone]) -> OrderStatus:
    stages = [STAGE_OF[fact.code] for fact in facts if fact.code in STAGE_OF]
    lacking = [fact.occurred_at for fact in facts if fact.code is MilestoneCode.BACKORDERED]
    supplied = [fact.occurred_at for fact in facts if fact.code in _SUPPLY]
    if lacking and (not supplied or max(lacking) > max(supplied)):
        return OrderStatus.BACKORDERED
    return max(stages, key=_PROGRESS.index, default=OrderStatus.UNKNOWN)
