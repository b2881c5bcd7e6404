"""The billing status of an order: how much of it is invoiced or credited."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from domain.folds.line_quantities import quantities_of, told
from domain.milestones import Milestone, MilestoneCode, actual
from domain.orders import BillingStatus, OrderLine


def billing_status(lines: Sequence[OrderLine], milestones: Iterable[Milestone]) -> BillingStatus:
    """An invoice or credit note without a line concerns the whole order."""
    known = actual(milestones)
    facts = [m for m in known if m.code in {MilestoneCode.INVOICED, MilestoneCode.CREDITED}]
    codes = {fact.code for fact in facts}
    if not codes:
        return BillingStatus.NOT_INVOICED
    if not lines:
        return BillingStatus.CREDITED if MilestoneCode.CREDITED in codes else BillingStatus.INVOICED
    invoiced = [_amount(line, facts, MilestoneCode.INVOICED) for line in lines]
    credited = [_amount(line, facts, MilestoneCode.CREDITED) for line in lines]
    if any(credited) and all(c >= i for c, i in zip(credited, invoiced, strict=True)):
        return BillingStatus.CREDITED
    if all(i >= _wanted(line, known) for i, line in zip(invoiced, lines, strict=True)):
        return BillingStatus.INVOICED
    return BillingStatus.PARTIALLY_INVOICED if any(invoiced) else BillingStatus.NOT_INVOICED


def _amount(line: OrderLine, facts: Sequence[Milestone], code: MilestoneCode) -> Decimal:
    own = [fact for fact in facts if fact.line in {"", line.id}]
    return told(line, own, code).amount


def _wanted(line: OrderLine, facts: Sequence[Milestone]) -> Decimal:
    return line.ordered.amount - quantities_of(line, facts).cancelled.amount
