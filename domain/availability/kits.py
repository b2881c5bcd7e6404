"""Kits: as many as the scarcest component makes, at each location and together."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from domain.availability.answers import (
    Addend,
    AddendKind,
    Availability,
    LocationAvailability,
    Segment,
    SegmentKind,
)
from domain.availability.explaining import OURS
from domain.quantities import EACH, Quantity

_NONE = Decimal(0)


class Part(NamedTuple):
    """A component as far as it can be promised, and how much of it one kit takes, in its base unit."""

    takes: Decimal
    availability: Availability


class Kit(NamedTuple):
    """What a kit is made of. from_many: whether its components may come from different locations.

    Then a location's part is what it makes alone, and together there may be more.
    """

    sku: str
    parts: Sequence[Part]
    from_many: bool = False


def kit_availability(kit: Kit, now: datetime, *, explain: bool = False) -> Availability:
    """The availability of a kit that is put together when it is sold, in pieces. One of nothing has none."""
    places = _places(kit)
    alone = [(place, *_made(kit.parts, [_at(part, place) for part in kit.parts])) for place in places]
    whole = _together(kit, places, None)
    anywhere = ("", *_made(kit.parts, [_all(part, None) for part in kit.parts]))
    shown = [anywhere] if kit.from_many else alone
    return Availability(
        sku=kit.sku,
        available=_pieces(whole),
        locations=tuple(
            LocationAvailability(location=place, available=_pieces(number), is_stale=_is_stale(kit, place))
            for place, number, _ in alone
        ),
        segments=tuple(_segments(kit, places, whole, now)),
        explain=tuple(_addend(*one) for one in shown if one[1]) if explain else (),
    )


def _together(kit: Kit, places: Sequence[str], until: datetime | None) -> Decimal:
    """How many can be made by then; with what is available now where there is no time."""
    if kit.from_many:
        return _made(kit.parts, [_all(part, until) for part in kit.parts])[0]
    made = (_made(kit.parts, [_at(part, place, until) for part in kit.parts]) for place in places)
    return sum((number for number, _ in made), _NONE)


def _made(parts: Sequence[Part], amounts: Sequence[Decimal]) -> tuple[Decimal, str]:
    """How many kits these amounts of the components make, and which of them is the scarcest."""
    numbers = [
        (amount // part.takes, part.availability.sku)
        for part, amount in zip(parts, amounts, strict=True)
        if part.takes > 0
    ]
    return min(numbers, default=(_NONE, ""))


def _all(part: Part, until: datetime | None) -> Decimal:
    return part.availability.available.amount + _arrived(part, None, until)


def _at(part: Part, place: str, until: datetime | None = None) -> Decimal:
    here = (one.available.amount for one in part.availability.locations if one.location == place)
    return sum(here, _NONE) + _arrived(part, place, until)


def _arrived(part: Part, place: str | None, until: datetime | None) -> Decimal:
    if until is None:
        return _NONE
    later = (segment for segment in _later([part]) if segment.at <= until)
    return sum((one.quantity.amount for one in later if place is None or one.location == place), _NONE)


def _segments(kit: Kit, places: Sequence[str], whole: Decimal, now: datetime) -> Iterator[Segment]:
    if whole:
        yield Segment(at=now, quantity=_pieces(whole), kind=SegmentKind.ON_HAND)
    coming = sorted(_later(kit.parts), key=lambda segment: segment.at)
    everywhere = dict.fromkeys((*places, *(segment.location for segment in coming if segment.location)))
    for segment in coming:
        by_then = _together(kit, list(everywhere), segment.at)
        if by_then > whole:
            yield Segment(
                at=segment.at,
                quantity=_pieces(by_then - whole),
                kind=segment.kind,
                supply=segment.supply,
                location=segment.location,
            )
            whole = by_then


def _later(parts: Iterable[Part]) -> Iterator[Segment]:
    """What comes of the components; one that is only promised, for a release or later, makes no kit."""
    made_of = (SegmentKind.PURCHASE_ORDER, SegmentKind.ASN, SegmentKind.TRANSFER)
    return (segment for part in parts for segment in part.availability.segments if segment.kind in made_of)


def _places(kit: Kit) -> list[str]:
    return list(dict.fromkeys(one.location for part in kit.parts for one in part.availability.locations))


def _is_stale(kit: Kit, place: str) -> bool:
    told = (one for part in kit.parts for one in part.availability.locations)
    return any(one.is_stale for one in told if one.location == place)


def _addend(place: str, number: Decimal, scarcest: str) -> Addend:
    quantity = _pieces(number)
    return Addend(kind=AddendKind.COMPONENT, quantity=quantity, location=place, source=OURS, note=scarcest)


def _pieces(number: Decimal) -> Quantity:
    return Quantity(number, EACH)
