"""Supply on its way: what a purchase order, an ASN or a transfer will bring, and when it can be promised."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from domain.availability.answers import AddendKind, SegmentKind
from domain.availability.grains import down, hundredths, part_down
from domain.availability.rules import SupplyRule
from domain.purchasing import PurchaseLine, PurchaseOrder, PurchaseState
from domain.quantities import Quantity, zero

_DONE = (PurchaseState.RECEIVED, PurchaseState.CANCELLED)


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a sku comes to a location, in its base unit.

    expected_at: None where nobody says when, so that it is not promised. as_of: when that was so, where it is
    known.
    """

    sku: str
    location: str
    quantity: Quantity
    kind: SegmentKind
    expected_at: datetime | None = None
    reference: str = ""
    source: str = ""
    as_of: datetime | None = None


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """Grains that can be promised of a supply, from a time on."""

    at: datetime
    much: int
    supply: Supply


def arrivals(
    supplies: Iterable[Supply], rules: Sequence[SupplyRule], scale: int, now: datetime
) -> list[Arrival]:
    """What may be promised of supplies, by time. What should have come already is taken to come now."""
    found = []
    for supply in supplies:
        rule = rule_for(supply, rules)
        if rule is None or supply.expected_at is None or why_not(supply, rule, now) is not None:
            continue
        at = max(supply.expected_at, now) + rule.lead
        much = part_down(down(supply.quantity.amount, scale), hundredths(rule.confidence))
        if much > 0 and (rule.horizon is None or at <= now + rule.horizon):
            found.append(Arrival(at, much, supply))
    return sorted(found, key=lambda one: (one.at, one.supply.reference, one.supply.location))


def on_order(order: PurchaseOrder) -> list[Supply]:
    """What is still to come of a purchase order: what an ASN announces as such, and the rest as ordered."""
    if order.state in _DONE or not order.location:
        return []
    return [supply for line in order.lines for supply in _of_line(order, line)]


def why_not(supply: Supply, rule: SupplyRule, now: datetime) -> AddendKind | None:
    """Why it is promised for no time though it is counted on; None where it is."""
    if supply.expected_at is None:
        return AddendKind.UNDATED
    is_overdue = rule.overdue is not None and supply.expected_at + rule.overdue < now
    return AddendKind.OVERDUE if is_overdue else None


def rule_for(supply: Supply, rules: Sequence[SupplyRule]) -> SupplyRule | None:
    """How far it is counted on; None where it is not."""
    for rule in rules:
        if not rule.kinds or supply.kind in rule.kinds:
            return rule
    return None


def _of_line(order: PurchaseOrder, line: PurchaseLine) -> list[Supply]:
    """Each unit once: what was received was announced before, and that ordered before."""
    none = zero(line.ordered.unit)
    received = line.received or none
    announced = line.announced or none
    promised = line.acknowledged if line.acknowledged is not None else line.ordered
    coming = (announced - received).floored()
    later = (promised - (max(received, announced))).floored()
    kinds = ((SegmentKind.ASN, coming), (SegmentKind.PURCHASE_ORDER, later))
    return [
        Supply(
            sku=line.sku,
            location=order.location,
            quantity=quantity,
            kind=kind,
            expected_at=line.expected_at,
            reference=order.number,
            source=order.source,
        )
        for kind, quantity in kinds
        if quantity.amount > 0
    ]
