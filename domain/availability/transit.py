"""Transfers as supply: what is between two of our places, when it can be there, and each unit once."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from domain.availability.answers import SegmentKind
from domain.availability.named import fits
from domain.availability.rules import Lane, SupplyRule
from domain.availability.supply import Supply, rule_for
from domain.quantities import Quantity
from domain.stock import Figure, StockPosition, StockState, Transfer

_NOTHING = Decimal(0)
_ASN_FIRST = (SegmentKind.ASN, SegmentKind.PURCHASE_ORDER)


def in_transit(position: StockPosition, lanes: Sequence[Lane]) -> list[Supply]:
    """What is on its way to this position: never more than is counted to be in transit there.

    What is known of transfers is a part of that count; if they are more, those that left last are still on
    their way. When the rest left nobody says: it arrives within the time of its lane from that count on.
    """
    figure = next((one for one in position.figures if one.state is StockState.IN_TRANSIT), None)
    if figure is None:
        return []
    left = figure.quantity.amount
    found: list[Supply] = []
    for transfer in sorted(position.transfers, key=_departure, reverse=True):
        amount = min(left, transfer.quantity.amount)
        if amount <= _NOTHING:
            break
        left -= amount
        found.append(_of_transfer(position, transfer, amount, lanes))
    return [*reversed(found), *_of_the_rest(position, figure, left, lanes)]


def counted_on(supplies: Sequence[Supply], rules: Sequence[SupplyRule]) -> list[Supply]:
    """What the rules count on, without what a document and a transfer of the same number bring to one place.

    Of those units the transfer is believed, for they have left; the document, where the transfer has no date.
    """
    counted = [one for one in supplies if rule_for(one, rules) is not None]
    transfers = [one for one in counted if one.kind is SegmentKind.TRANSFER]
    if not transfers:
        return counted
    documents = [one for one in counted if one.kind is not SegmentKind.TRANSFER]
    named = {(one.location, one.reference) for one in transfers if one.reference}
    if not any((one.location, one.reference) in named for one in documents):
        return counted
    dated = [one for one in transfers if one.expected_at is not None]
    open_ends = [one for one in transfers if one.expected_at is None]
    ordered = sorted(documents, key=lambda one: _ASN_FIRST.index(one.kind))
    rest = _without(ordered, dated)
    return [*rest, *dated, *_without(open_ends, rest)]


def _departure(transfer: Transfer) -> tuple[datetime, str]:
    return transfer.shipped_at, transfer.reference


def _of_transfer(
    position: StockPosition, transfer: Transfer, amount: Decimal, lanes: Sequence[Lane]
) -> Supply:
    return Supply(
        sku=position.sku,
        location=position.location,
        quantity=Quantity(amount, transfer.quantity.unit),
        kind=SegmentKind.TRANSFER,
        expected_at=transfer.expected_at or _by_lane(transfer.shipped_at, transfer.origin, position, lanes),
        reference=transfer.reference,
        source=transfer.source,
        as_of=transfer.shipped_at,
    )


def _of_the_rest(
    position: StockPosition, figure: Figure, amount: Decimal, lanes: Sequence[Lane]
) -> list[Supply]:
    if amount <= _NOTHING:
        return []
    return [
        Supply(
            sku=position.sku,
            location=position.location,
            quantity=Quantity(amount, figure.quantity.unit),
            kind=SegmentKind.TRANSFER,
            expected_at=_by_lane(figure.as_of, "", position, lanes),
            source=figure.source,
            as_of=figure.as_of,
        )
    ]


def _by_lane(
    left_at: datetime | None, origin: str, position: StockPosition, lanes: Sequence[Lane]
) -> datetime | None:
    """Only a lane from anywhere speaks of what comes from nobody knows where."""
    lane = next(
        (one for one in lanes if fits(one.origins, origin) and fits(one.locations, position.location)), None
    )
    return None if lane is None or left_at is None else left_at + lane.takes


def _without(told: Sequence[Supply], others: Sequence[Supply]) -> list[Supply]:
    """What these bring beyond what the others do under the same number."""
    twice: dict[tuple[str, str], Decimal] = {}
    for one in others:
        key = one.location, one.reference
        twice[key] = twice.get(key, _NOTHING) + one.quantity.amount
    found = []
    for one in told:
        key = one.location, one.reference
        same = min(twice.get(key, _NOTHING), one.quantity.amount) if one.reference else _NOTHING
        twice[key] = twice.get(key, _NOTHING) - same
        if one.quantity.amount > same:
            found.append(replace(one, quantity=Quantity(one.quantity.amount - same, one.quantity.unit)))
    return found
