"""What moves in the east warehouse, booking by booking, as a 3PL tells it instead of counts.

Some are kept back, as of a scanner that was out of reach, and come later in one batch: the last first.
"""

from collections.abc import Callable, Iterator
from itertools import count

import msgspec

from simulators.reference import catalog
from simulators.wms_east.orders import FACILITY, SITE, millis
from simulators.world.ledger import Position

_BUCKETS = ("AVAILABLE", "PICKED", "DAMAGED", "HOLD")
Booking = dict[str, object]


class Movements:
    """From now on. hold: every so many-th booking is kept back, from the first on; none at 0."""

    def __init__(self, position: Callable[[int, str], Position]) -> None:
        self._position = position
        self._counted = {item: _figures(position(item, SITE)) for item in range(catalog.COUNT)}
        self._numbers = count(1)
        self._held: list[Booking] = []
        self.hold = 0

    def live(self, item: int, at: int) -> list[Booking]:
        """The bookings since the item was last looked at, but for those that are kept back."""
        before, after = self._counted[item], _figures(self._position(item, SITE))
        self._counted[item] = after
        told: list[Booking] = []
        for booking in _bookings([now - then for now, then in zip(after, before, strict=True)]):
            number = next(self._numbers)
            whole = {**_named(item, at, number), **booking}
            (self._held if self.hold and number % self.hold == 0 else told).append(whole)
        return told

    def batch(self) -> list[Booking]:
        """All that was kept back, the last first."""
        held, self._held = self._held[::-1], []
        return held


def _figures(position: Position) -> tuple[int, ...]:
    return msgspec.structs.astuple(position)


def _named(item: int, at: int, number: int) -> Booking:
    return {
        "movementId": f"MV{number:08d}",
        "itemCode": catalog.product(item).east_code,
        "facilityCode": FACILITY,
        "uom": "EA",
        "atMillis": millis(at),
    }


def _bookings(changes: list[int]) -> Iterator[Booking]:
    """From bucket to bucket as far as that goes, then what came or went, then what was promised."""
    buckets, promised = dict(zip(_BUCKETS, changes, strict=False)), changes[-1]
    for source in [name for name in _BUCKETS if buckets[name] < 0]:
        for target in [name for name in _BUCKETS if buckets[name] > 0]:
            if moved := min(-buckets[source], buckets[target]):
                buckets[source] += moved
                buckets[target] -= moved
                yield {"fromBucket": source, "toBucket": target, "quantity": moved}
    for name, left in buckets.items():
        if left:
            yield {"fromBucket": None, "toBucket": name, "quantity": left}
    if promised:
        yield {"fromBucket": None, "toBucket": None, "quantity": promised}
