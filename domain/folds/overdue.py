"""Which milestone of an order or a shipment is due and has not come, by which rule, and who owes it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from domain.exceptions import Finding
from domain.folds.line_quantities import quantities_of
from domain.folds.order_status import open_holds
from domain.milestones import Milestone, MilestoneCode, actual
from domain.orders import LineQuantities, Order, OrderLine
from domain.shipments import Shipment

OVERDUE = "MILESTONE_OVERDUE"
_ENDED = {MilestoneCode.CANCELLED, MilestoneCode.CLOSED}
_COUNTED = {
    MilestoneCode.ALLOCATED: "allocated",
    MilestoneCode.PICKED: "picked",
    MilestoneCode.SHIPPED: "shipped",
    MilestoneCode.DELIVERED: "delivered",
}
"""Milestones that have come when all of the goods have, and the quantity that tells."""


class DueSubject(StrEnum):
    """What a rule speaks of."""

    ORDER = "order"
    SHIPMENT = "shipment"


class DueRule(msgspec.Struct, frozen=True, kw_only=True):
    """`milestone` is due `within` so long after `after`, or after the promise where that is None.

    channels, locations: for orders of these channels, for goods from these places; all where empty.
    owed_by: the instance that owes it.
    """

    subject: DueSubject
    milestone: MilestoneCode
    within: timedelta
    owed_by: str
    after: MilestoneCode | None = None
    channels: frozenset[str] = frozenset()
    locations: frozenset[str] = frozenset()


class Overdue(msgspec.Struct, frozen=True, kw_only=True):
    """One milestone that is due and has not come. location: where its goods are, where a rule says."""

    milestone: MilestoneCode
    due_at: datetime
    owed_by: str
    location: str = ""


def overdue_of_order(
    order: Order, milestones: Iterable[Milestone], rules: Iterable[DueRule], now: datetime
) -> list[Overdue]:
    """What is overdue of an order, the longest first. Nothing is while it is held, or once it ended."""
    facts = actual(milestones)
    if any(fact.code in _ENDED and not fact.line for fact in facts) or open_holds(facts):
        return []
    late = [
        Overdue(milestone=rule.milestone, due_at=due, owed_by=rule.owed_by, location=place)
        for rule in rules
        if rule.subject is DueSubject.ORDER and _speaks_of(rule, order)
        for place in _places(rule, order)
        if (due := _due(rule, order.promised_at, _at(facts, place))) is not None
        and due < now
        and not _has_come(rule.milestone, _lines(order, place), facts, place)
    ]
    return sorted(late, key=lambda each: (each.due_at, each.milestone, each.location))


def overdue_of_shipment(
    shipment: Shipment, milestones: Iterable[Milestone], rules: Iterable[DueRule], now: datetime
) -> list[Overdue]:
    """What is overdue of a shipment, the longest first."""
    facts = actual(milestones)
    come = {fact.code for fact in facts}
    if come & _ENDED:
        return []
    late = [
        Overdue(milestone=rule.milestone, due_at=due, owed_by=rule.owed_by, location=shipment.origin)
        for rule in rules
        if rule.subject is DueSubject.SHIPMENT
        and (not rule.locations or shipment.origin in rule.locations)
        and rule.milestone not in come
        and (due := _due(rule, shipment.promised_at, facts)) is not None
        and due < now
    ]
    return sorted(late, key=lambda each: (each.due_at, each.milestone))


def overdue_finding(subject: str, late: Overdue) -> Finding:
    """The finding about it: one case for each subject and milestone."""
    return Finding(
        code=OVERDUE,
        group=_group(subject, late.milestone, late.location),
        subjects=(subject,),
        systems=(late.owed_by,),
        detail=f"{late.milestone} of {subject} was due at {late.due_at.isoformat()}, {late.owed_by} owes it",
    )


def overdue_groups(subject: str, rules: Iterable[DueRule]) -> list[str]:
    """The groups of every finding that these rules may ever give about an order."""
    return [
        _group(subject, milestone, place)
        for milestone, place in dict.fromkeys(
            (rule.milestone, place)
            for rule in rules
            if rule.subject is DueSubject.ORDER
            for place in sorted(rule.locations) or [""]
        )
    ]


def _group(subject: str, milestone: MilestoneCode, place: str) -> str:
    return f"{subject}/{milestone}/{place}"


def _speaks_of(rule: DueRule, order: Order) -> bool:
    return not rule.channels or order.channel in rule.channels


def _places(rule: DueRule, order: Order) -> Sequence[str]:
    """The order's places that the rule names, each to be looked at by itself; "" for the whole order."""
    if not rule.locations:
        return [""]
    return sorted({line.location for line in order.lines} & rule.locations)


def _due(rule: DueRule, promised: datetime | None, facts: Sequence[Milestone]) -> datetime | None:
    if rule.after is None:
        return promised + rule.within if promised else None
    began = next((fact.occurred_at for fact in facts if fact.code is rule.after), None)
    return began + rule.within if began else None


def _at(facts: Sequence[Milestone], place: str) -> Sequence[Milestone]:
    return [fact for fact in facts if not place or fact.location in {"", place}]


def _lines(order: Order, place: str) -> Sequence[OrderLine]:
    return [line for line in order.lines if not place or line.location == place]


def _has_come(
    code: MilestoneCode, lines: Sequence[OrderLine], facts: Sequence[Milestone], place: str
) -> bool:
    field = _COUNTED.get(code)
    if field is None or not lines:
        return any(fact.code is code for fact in _at(facts, place))
    return all(_is_whole(quantities_of(line, facts), field) for line in lines)


def _is_whole(amounts: LineQuantities, field: str) -> bool:
    """Whether all that can be expected has come: what is cancelled or waits for supply cannot."""
    expected = amounts.ordered.amount - amounts.cancelled.amount - amounts.backordered.amount
    return bool(getattr(amounts, field).amount >= expected)
