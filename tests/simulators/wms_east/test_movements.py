"""Bookings of the east warehouse add up to what it counts, whatever is kept back."""

from simulators.wms_east.movements import Movements
from simulators.world.ledger import Position

ITEM = 17
SIGNS = {"AVAILABLE": "sellable", "PICKED": "picked", "DAMAGED": "damaged", "HOLD": "quarantined"}


class Shelf:
    """One item that moves."""

    def __init__(self) -> None:
        self.position = Position(sellable=20, picked=3, damaged=1, quarantined=2, allocated=5)

    def __call__(self, item: int, _site: str) -> Position:
        return self.position if item == ITEM else Position()


def _sum(bookings: list[dict[str, object]], begin: Position) -> Position:
    total = {name: getattr(begin, name) for name in Position.__struct_fields__}
    for each in bookings:
        amount = each["quantity"]
        assert isinstance(amount, int)
        source, target = each["fromBucket"], each["toBucket"]
        if source is not None:
            total[SIGNS[str(source)]] -= amount
        total[SIGNS[str(target)] if target is not None else "allocated"] += amount
    return Position(**total)


def test_all_bookings_together_are_what_changed() -> None:
    shelf = Shelf()
    begin, movements = shelf.position, Movements(shelf)
    movements.hold = 2
    told: list[dict[str, object]] = []
    for after in (
        Position(sellable=12, picked=7, damaged=5, quarantined=2, allocated=0),
        Position(sellable=30, picked=0, damaged=5, quarantined=1, allocated=9),
    ):
        shelf.position = after
        told += movements.live(ITEM, 100)
    late = movements.batch()
    names = [str(each["movementId"]) for each in late]
    assert names == sorted(names, reverse=True)
    assert told != []
    assert late != []
    assert _sum(told + late, begin) == shelf.position
    assert movements.batch() == []
