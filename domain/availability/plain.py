"""What may be promised: sellable units less the claims on them, by location and together.

This is the plain rule, as it is where nobody declares others.
"""

from collections.abc import Sequence

from domain.availability.answers import Availability, LocationAvailability
from domain.quantities import EACH, Quantity, total, zero
from domain.stock import StockPosition, claimed, promisable


def available_at(position: StockPosition) -> Quantity:
    """Sellable less claims, never below zero; where a source has only on-hand, that less claims."""
    stock = promisable(position) or zero(position.unit)
    return (stock - claimed(position)).floored()


def availability(sku: str, positions: Sequence[StockPosition]) -> Availability:
    """Sum over positions of one sku. They must share a unit: assembly has converted them."""
    unit = positions[0].unit if positions else EACH
    parts = tuple(LocationAvailability(location=p.location, available=available_at(p)) for p in positions)
    return Availability(sku=sku, available=total((p.available for p in parts), unit), locations=parts)
