"""What warehouses and transport say of who carries a parcel, remembered until its number is asked for."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.folds.leg_facts import leg_numbers
from domain.identifiers import Identifier, IdentifierKind
from domain.shipments import Shipment

_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class ToldCarriers:
    """The carriers that shipments name for their numbers, remembered within bounds: the oldest go first."""

    _of: OrderedDict[str, frozenset[Identifier]] = field(default_factory=OrderedDict)
    _of_legs: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def note(self, shipment: Shipment) -> None:
        """Remember what a shipment says of its numbers and of those of its legs."""
        for number, carrier in _told(shipment):
            names = {Identifier(IdentifierKind.CARRIER, source, carrier) for source in shipment.sources}
            self._of[number] = self._of.get(number, frozenset()) | names
            self._of.move_to_end(number)
        for number in leg_numbers(shipment):
            self._of_legs[number] = None
            self._of_legs.move_to_end(number)
        while len(self._of) > _REMEMBERED:
            self._of.popitem(last=False)
        while len(self._of_legs) > _REMEMBERED:
            self._of_legs.popitem(last=False)

    def is_of_leg(self, number: str) -> bool:
        """Whether it is the number of a leg, and of no parcel."""
        return number in self._of_legs

    def of(self, number: str) -> frozenset[Identifier]:
        """Its carrier, by the names that the systems have for it."""
        return self._of.get(number, frozenset())


def _told(shipment: Shipment) -> Iterator[tuple[str, str]]:
    """Numbers with their carriers. A shipment's own is not that of a leg that another carrier takes."""
    of_legs = {
        leg.tracking_number: leg.carrier for leg in shipment.legs if leg.tracking_number and leg.carrier
    }
    yield from of_legs.items()
    if shipment.carrier:
        numbers = {*shipment.tracking_numbers, *(each.tracking_number for each in shipment.packages)}
        yield from ((number, shipment.carrier) for number in numbers - of_legs.keys() if number)
