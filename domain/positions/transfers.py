"""Transfers, by what was told of their two ends: how much left, how much arrived, and what is between.

One transfer may be told of by several sources, a warehouse and the ERP: then the most that one of them tells
counts, and their figures do not add up. What was kept before sources were told apart is of any of them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from domain.positions.facts import Leg
from domain.quantities import Quantity
from domain.stock import Transfer

_NOTHING = Decimal(0)


class Told(NamedTuple):
    """One transfer at one of its ends. last: when the last of it was. left: who told most of what left."""

    shipped: Decimal
    received: Decimal
    last: datetime
    left: Sequence[Leg]


def transfers(legs: Iterable[Leg], *, arrive: bool) -> Mapping[str, Told]:
    """By transfer, of those that arrive or of those that leave."""
    by_reference: dict[str, list[Leg]] = {}
    for leg in legs:
        if leg.arrives is arrive:
            by_reference.setdefault(leg.reference, []).append(leg)
    return {reference: _told(told) for reference, told in by_reference.items()}


def on_the_way(legs: Iterable[Leg], unit: str) -> tuple[Transfer, ...]:
    """What left for this place and has not arrived, as it left; what left first arrives first."""
    found = [
        transfer
        for reference, told in transfers(legs, arrive=True).items()
        for transfer in _not_arrived(reference, told, unit)
    ]
    return tuple(sorted(found, key=lambda one: (one.shipped_at, one.reference)))


def _told(legs: Sequence[Leg]) -> Told:
    unsigned = [leg for leg in legs if not leg.source]
    by_source: dict[str, list[Leg]] = {}
    for leg in legs:
        by_source.setdefault(leg.source, list(unsigned if leg.source else ())).append(leg)
    most = max(by_source, key=lambda source: (_shipped(by_source[source]), source))
    return Told(
        shipped=_shipped(by_source[most]),
        received=max(sum((leg.received for leg in told), _NOTHING) for told in by_source.values()),
        last=max(leg.at for leg in legs),
        left=[leg for leg in by_source[most] if leg.shipped],
    )


def _shipped(legs: Iterable[Leg]) -> Decimal:
    return sum((leg.shipped for leg in legs), _NOTHING)


def _not_arrived(reference: str, told: Told, unit: str) -> Iterator[Transfer]:
    arrived = told.received
    for leg in sorted(told.left, key=lambda each: (each.at, each.id)):
        amount = leg.shipped - max(arrived, _NOTHING)
        arrived -= leg.shipped
        if amount > 0:
            yield Transfer(
                reference=reference,
                quantity=Quantity(min(amount, leg.shipped), unit),
                shipped_at=leg.at,
                origin=leg.other,
                expected_at=leg.expected_at,
                source=leg.source,
            )
