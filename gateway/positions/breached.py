"""What cannot be true of positions that were just written, said in our names: an exception case each."""

from collections.abc import Mapping
from itertools import islice

from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind
from domain.ports.state import Crosswalk
from domain.positions.figures import position_of
from domain.positions.held import Held
from domain.stock import StockKey, breaches
from gateway.assembly.naming.names import Resolver

MOST = 100
"""So many positions of one write are told of."""


async def breached(source: str, positions: Mapping[StockKey, Held], crosswalk: Crosswalk) -> list[Finding]:
    """States below zero, sums that are off, claims beyond stock. Raises StoreUnavailable."""
    wrong = (key for key, held in positions.items() if breaches(position_of(key, source, held)))
    keys = list(islice(wrong, MOST))
    if not keys:
        return []
    names = [Identifier(IdentifierKind.ITEM, source, key.sku) for key in keys]
    names += [Identifier(IdentifierKind.LOCATION, source, key.location) for key in keys]
    ours = Resolver(source, await crosswalk.ours(sorted(set(names))))
    return [
        finding
        for key in keys
        for finding in breaches(position_of(_named(key, ours), source, positions[key]))
    ]


def _named(key: StockKey, ours: Resolver) -> StockKey:
    return StockKey(ours(IdentifierKind.ITEM, key.sku), ours(IdentifierKind.LOCATION, key.location))
