"""The AVAILABILITY and POSITIONS ports beside all others, made of them."""

from collections.abc import Sequence

from domain.availability.selling import Selling
from domain.ports.backends import PRODUCTS, STOCK
from domain.ports.graph import AVAILABILITY, POSITIONS
from domain.ports.reading import Readers
from domain.ports.selling import ComingSupply, LiveHolds
from domain.ports.state import Clock
from gateway.assembly.selling.known import Sources
from gateway.assembly.selling.positions import PositionsReader
from gateway.assembly.selling.reader import AvailabilityReader


def with_availability(  # noqa: PLR0913 - all that availability rests on
    readers: Readers,
    selling: Selling,
    places: Sequence[str],
    clock: Clock,
    *,
    holds: LiveHolds | None = None,
    supply: ComingSupply | None = None,
) -> Readers:
    """The same readers, and those of what may be promised and of what lies where.

    places: our locations that keep stock. supply: is read where any rule counts on it.
    """
    stock, counted_on = readers.of(STOCK), supply if selling.rules.supply else None
    sources = Sources(stock, readers.of(PRODUCTS), holds, counted_on)
    reader = AvailabilityReader(sources=sources, selling=selling, places=places, clock=clock)
    # STOCK stays without our holds: whatever promises of it takes them off by itself.
    positions = stock if holds is None else PositionsReader(stock, holds)
    return readers.instead(AVAILABILITY.bound(reader), POSITIONS.bound(positions))
