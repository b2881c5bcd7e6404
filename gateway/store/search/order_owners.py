"""Whose orders are, as the order index has it: for events, which are not asked for by anybody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec
import orjson
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.events.owners import Owners
from gateway.store.database import is_embedded
from gateway.store.driver_reads import DriverReads, Prepared, Row
from gateway.store.search.order_entries import NOT_OWNED, OWNER_KINDS, name

_AT_ONCE = 500


_NUMBERS = "numbers"
_ASKED = "SELECT number, kind, value FROM order_owner WHERE number "
_OF_SERVER = Prepared(f"{_ASKED}= ANY($1::text[])", (_NUMBERS,), {})
_OF_FILE = Prepared(f"{_ASKED}IN (SELECT value FROM json_each(?))", (_NUMBERS,), {})  # noqa: S608 - of constants alone


class SqlOrderOwners:
    """Reads the owners that `SqlOrderIndex` keeps."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._reads = DriverReads(engine)
        self._embedded = is_embedded(engine.url)

    async def of(self, numbers: Sequence[str]) -> Mapping[str, Owners]:
        """The owners by number; an order of which nobody knows them is left out. Raises StoreUnavailable."""
        kept = {name(number): number for number in numbers}
        names = sorted(kept)
        entries: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for start in range(0, len(names), _AT_ONCE):
            for number, kind, value in await self._entries(names[start : start + _AT_ONCE]):
                entries[kept[number]].append((kind, value))
        return {number: _owners(told) for number, told in entries.items()}

    async def _entries(self, names: Sequence[str]) -> Sequence[Row]:
        if self._embedded:
            return await self._reads.fetch(_OF_FILE, {_NUMBERS: orjson.dumps(names).decode()})
        return await self._reads.fetch(_OF_SERVER, {_NUMBERS: names})


def _owners(entries: Sequence[tuple[str, str]]) -> Owners:
    """A kind of which there is no entry has nobody: the order has such an owner, and it is not known."""
    none = {value for kind, value in entries if kind == NOT_OWNED}
    told = {
        kind: None if kind in none else {value for of, value in entries if of == kind} for kind in OWNER_KINDS
    }
    return msgspec.convert(told, Owners)
