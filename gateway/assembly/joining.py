"""Joining parts of one thing that several systems know: pure, most believed part first."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from domain.orders import Fulfilment
from domain.references import ReferredOrders
from domain.shipments import Shipment, Track

T = TypeVar("T")
P = TypeVar("P")


def joined_shipment(parts: Sequence[Shipment]) -> Shipment:
    """Facts and estimates of all parts; of everything else, the most believed that says something."""
    return Shipment(
        id=parts[0].id,
        sources=_union(part.sources for part in parts),
        carrier=_first(parts, lambda part: part.carrier, ""),
        service=_first(parts, lambda part: part.service, ""),
        tracking_numbers=_union(part.tracking_numbers for part in parts),
        packages=_first(parts, lambda part: part.packages, ()),
        contents=_first(parts, lambda part: part.contents, ()),
        legs=_first(parts, lambda part: part.legs, ()),
        origin=_first(parts, lambda part: part.origin, ""),
        destination=_first(parts, lambda part: part.destination, ""),
        promised_at=_first(parts, lambda part: part.promised_at, None),
        milestones=_union(part.milestones for part in parts),
        estimates=_union(part.estimates for part in parts),
        identifiers=_union(part.identifiers for part in parts),
        as_of=latest(part.as_of for part in parts),
        gaps=_union(part.gaps for part in parts),
    )


def joined_fulfilment(parts: Sequence[Fulfilment]) -> Fulfilment:
    """All warehouses' facts, and each shipment once."""
    by_id: dict[str, list[Shipment]] = {}
    for part in parts:
        for shipment in part.shipments:
            by_id.setdefault(shipment.id, []).append(shipment)
    return Fulfilment(
        order=parts[0].order,
        sources=_union(part.sources for part in parts),
        lines=_union(part.lines for part in parts),
        milestones=_union(part.milestones for part in parts),
        shipments=tuple(joined_shipment(same) for same in by_id.values()),
        identifiers=_union(part.identifiers for part in parts),
        as_of=latest(part.as_of for part in parts),
    )


def joined_track(parts: Sequence[Track]) -> Track:
    """The most believed carrier's word, with the facts of all."""
    first = parts[0]
    return Track(
        tracking_number=first.tracking_number,
        source=first.source,
        carrier=_first(parts, lambda part: part.carrier, ""),
        service=_first(parts, lambda part: part.service, ""),
        milestones=_union(part.milestones for part in parts),
        estimates=_union(part.estimates for part in parts),
        references=_union(part.references for part in parts),
        as_of=latest(part.as_of for part in parts),
    )


def joined_references(parts: Sequence[ReferredOrders]) -> ReferredOrders:
    """Every order that any system means by it."""
    orders = _union(part.orders for part in parts)
    return ReferredOrders(reference=parts[0].reference, orders=orders)


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The latest of those that are known."""
    return max((moment for moment in moments if moment is not None), default=None)


def _first(parts: Sequence[P], field: Callable[[P], T], nothing: T) -> T:
    return next((value for part in parts if (value := field(part))), nothing)


def _union(groups: Iterable[Sequence[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
