"""Which exception cases are whose: what a case is about decides, and the index says whose that is.

Most cases are for those who run the house: an unmapped code or a silent system is about whoever it touches,
often about many at once, and its words are not one customer's to read. Somebody's own are those of the codes
below alone, whose subjects are orders or stock in our names, and only where every subject that the case
keeps is his: an order as the order index has it, stock where his scope is over places and nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from domain.events.owners import Owners
from domain.exceptions import Finding
from domain.folds.overdue import OVERDUE
from domain.partners import RowScope
from domain.rows.whose import NOBODY
from domain.stock import STOCK_NEGATIVE, STOCK_OVERCLAIMED, STOCK_UNBALANCED

EVERY_ROW: Final = RowScope()
OWN_CODES: Final = (OVERDUE, STOCK_NEGATIVE, STOCK_OVERCLAIMED, STOCK_UNBALANCED)
ORDER: Final = "order:"
STOCK: Final = "sku:"
_OF_THE_HOUSE: Final = Owners(known=False)


class About(NamedTuple):
    """What a subject names: an order, or the place of some stock; neither where it is nobody's own."""

    order: str = ""
    place: str = ""


def about(subject: str) -> About:
    """Read an entity key: `order:SO-1`, `sku:AX-1@EAST`."""
    if subject.startswith(ORDER):
        return About(order=subject.removeprefix(ORDER))
    if subject.startswith(STOCK) and subject.count("@") == 1:
        return About(place=subject.partition("@")[2])
    return About()


def of_stock_case(place: str) -> Owners:
    """A case about stock is the place's: who buys, supplies or carries has none."""
    places = frozenset({place}) - {""}
    return Owners(customers=NOBODY, channels=NOBODY, locations=places, suppliers=NOBODY, carriers=NOBODY)


def orders_of_case(finding: Finding) -> list[str]:
    """The numbers of the orders that decide whose a case of this is."""
    return [number for subject in finding.subjects if (number := about(subject).order)]


def owners_of_case(finding: Finding, orders: Mapping[str, Owners]) -> Owners:
    """Those who own every subject. orders: the owners of the orders that are known, by number."""
    if finding.code not in OWN_CODES:
        return _OF_THE_HOUSE
    each = [_owners(about(subject), orders) for subject in finding.subjects]
    return _common(each) if each and all(owners.known for owners in each) else _OF_THE_HOUSE


def _owners(subject: About, orders: Mapping[str, Owners]) -> Owners:
    return of_stock_case(subject.place) if subject.place else orders.get(subject.order, _OF_THE_HOUSE)


def _common(each: Sequence[Owners]) -> Owners:
    shared: dict[str, frozenset[str] | None] = {}
    for kind in RowScope.__struct_fields__:
        told = [some for owners in each if (some := getattr(owners, kind)) is not None]
        shared[kind] = frozenset.intersection(*told) if told else None
    return msgspec.convert(shared, Owners)


def places_alone(rows: RowScope) -> frozenset[str]:
    """The places of a scope that is over nothing else: whose stock cases it shows."""
    others = (rows.customers, rows.channels, rows.suppliers, rows.carriers)
    if rows.locations is None or others != (None, None, None, None):
        return NOBODY
    return rows.locations - {""}
