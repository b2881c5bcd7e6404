"""Whose orders are, as the order index has it: for events, which are not asked for by anybody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.events.owners import Owners
from gateway.store.database import store_errors
from gateway.store.search.order_entries import NOT_OWNED, OWNER_KINDS, name
from gateway.store.search.tables import ORDER_OWNER

_AT_ONCE = 500


class SqlOrderOwners:
    """Reads the owners that `SqlOrderIndex` keeps."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, numbers: Sequence[str]) -> Mapping[str, Owners]:
        """The owners by number; an order of which nobody knows them is left out. Raises StoreUnavailable."""
        kept = {name(number): number for number in numbers}
        names = sorted(kept)
        entries: dict[str, list[tuple[str, str]]] = defaultdict(list)
        columns = ORDER_OWNER.c
        asked = select(columns.number, columns.kind, columns.value)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                for start in range(0, len(names), _AT_ONCE):
                    some = asked.where(columns.number.in_(names[start : start + _AT_ONCE]))
                    for number, kind, value in await connection.execute(some):
                        entries[kept[number]].append((kind, value))
        return {number: _owners(told) for number, told in entries.items()}


def _owners(entries: Sequence[tuple[str, str]]) -> Owners:
    """A kind of which there is no entry has nobody: the order has such an owner, and it is not known."""
    none = {value for kind, value in entries if kind == NOT_OWNED}
    told = {
        kind: None if kind in none else {value for of, value in entries if of == kind} for kind in OWNER_KINDS
    }
    return msgspec.convert(told, Owners)
