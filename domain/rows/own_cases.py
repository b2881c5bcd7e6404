"""Which exception cases are whose: what a case is about decides, and the index says whose that is.

Most cases are for those who run the house: an unmapped code or a silent system is about whoever it touches,
often about many at once, and its words are not one customer's to read. Somebody's own are those of the codes
below alone, whose subjects are orders or stock in our names, and only where every subject that the case
keeps is his: an order as the order index has it, stock where his scope is over places and nothing else.
"""

from typing import Final, NamedTuple

from domain.events.owners import Owners
from domain.folds.overdue import OVERDUE
from domain.partners import RowScope
from domain.rows.whose import NOBODY
from domain.stock import STOCK_NEGATIVE, STOCK_OVERCLAIMED, STOCK_UNBALANCED

EVERY_ROW: Final = RowScope()
OWN_CODES: Final = (OVERDUE, STOCK_NEGATIVE, STOCK_OVERCLAIMED, STOCK_UNBALANCED)
ORDER: Final = "order:"
STOCK: Final = "sku:"


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


def places_alone(rows: RowScope) -> frozenset[str]:
    """The places of a scope that is over nothing else: whose stock cases it shows."""
    others = (rows.customers, rows.channels, rows.suppliers, rows.carriers)
    if rows.locations is None or others != (None, None, None, None):
        return NOBODY
    return rows.locations - {""}
