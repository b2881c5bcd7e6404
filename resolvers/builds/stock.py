"""What is built of stock positions."""

from collections.abc import Sequence

from domain.ports.reading import Failed, Found, Outcomes
from domain.stock import StockKey, StockPosition

Positions = Outcomes[StockKey, StockPosition]


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
