"""What is built of stock positions."""

from collections.abc import Sequence

from domain.availability import Availability, availability
from domain.catalog import Product
from domain.errors import BackendError
from domain.partners import Principal
from domain.ports.reading import Failed, Found, Missing, Outcomes
from domain.stock import PHYSICAL, StockKey, StockPosition, StockState
from resolvers.owners import visible_keys

Positions = Outcomes[StockKey, StockPosition]
_COUNTED = (*PHYSICAL, StockState.ON_HAND)


def keys_for(skus: Sequence[str], places: Sequence[str]) -> list[StockKey]:
    """Every item at every place, each once."""
    return [StockKey(sku, place) for sku in dict.fromkeys(skus) for place in dict.fromkeys(places)]


def positions(found: Positions, keys: Sequence[StockKey]) -> list[StockPosition]:
    """The positions that are known. Raises only where not one of those that exist could be read."""
    outcomes = [found[key] for key in keys]
    known = [outcome.value for outcome in outcomes if isinstance(outcome, Found)]
    failed = [outcome.error for outcome in outcomes if isinstance(outcome, Failed)]
    if failed and not known:
        raise failed[0]
    return known


def positions_of(product: Product, places: Sequence[str], principal: Principal) -> list[StockKey]:
    """Keys: a product at every place that the principal may see."""
    return visible_keys(keys_for([product.sku], places), principal)


def availability_of(product: Product, found: Positions) -> Availability | BackendError | None:
    """What may be promised of one product; `found` is of it alone."""
    return _availability(product.sku, found, list(found))


def availabilities(
    found: Positions, skus: Sequence[str], keys: Sequence[StockKey]
) -> list[Availability | BackendError | None]:
    """One for each sku in the order asked; None for an item that no system keeps.

    Where not one place of an item could be counted, the error: the executor puts it at its element.
    """
    by_sku = {sku: [key for key in keys if key.sku == sku] for sku in skus}
    return [_availability(sku, found, by_sku[sku]) for sku in skus]


def _availability(sku: str, found: Positions, keys: Sequence[StockKey]) -> Availability | BackendError | None:
    """The sum over the places that could be counted: one that could not promises nothing."""
    outcomes = [found[key] for key in keys]
    known = [o.value for o in outcomes if isinstance(o, Found) and _counted(o.value)]
    if known:
        return availability(sku, known)
    return next((error for outcome in outcomes if (error := _error(outcome))), None)


def _counted(position: StockPosition) -> bool:
    return any(figure.state in _COUNTED for figure in position.figures)


def _error(outcome: Found[StockPosition] | Missing | Failed) -> BackendError | None:
    if isinstance(outcome, Failed):
        return outcome.error
    return outcome.gaps[0] if isinstance(outcome, Found) and outcome.gaps else None
