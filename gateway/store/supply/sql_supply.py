"""The port `SupplyIndex` on SQLite and PostgreSQL."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.availability.answers import SegmentKind
from domain.availability.grains import down, grains_in, quantity_of
from domain.availability.supply import Supply
from gateway.store.database import is_embedded, store_errors
from gateway.store.in_time import in_time
from gateway.store.search.order_entries import name
from gateway.store.supply.tables import COMING_SUPPLY

_AT_ONCE = 500
_BROUGHT = ("sku", "location", "grains", "unit", "kind", "expected_at", "source")
_ROW = COMING_SUPPLY.c

_Parts: TypeAlias = tuple[Any, ...]
"""A row without its place among others, as `_BROUGHT` names it: the item and the location come first."""


class SqlSupply:
    """Implements the port `SupplyIndex`. Replicas may write side by side: what is put last stays."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        into = sqlite.insert if is_embedded(engine.url) else postgresql.insert
        statement = into(COMING_SUPPLY)
        new = {column: statement.excluded[column] for column in _BROUGHT}
        self._upsert = statement.on_conflict_do_update(index_elements=["number", "ordinal"], set_=new)

    async def put(self, supplies: Mapping[str, Sequence[Supply]]) -> Mapping[str, frozenset[str]]:
        skus = {name(one.sku): one.sku for told in supplies.values() for one in told}
        changed: dict[str, frozenset[str]] = {}
        with store_errors(self._engine.url):
            before = await self._brought(list(supplies))
            # In one order, for two writers that meet in another would lock for ever.
            for number in sorted(supplies, key=name):
                rows = list(_rows(number, supplies[number]))
                old, new = before.get(name(number), []), [_parts(row) for row in rows]
                if old != new:
                    await self._replace(number, rows)
                for sku, location in _differing(old, new):
                    told = skus.get(sku, sku)
                    changed[told] = changed.get(told, frozenset()) | {location}
        return changed

    async def _brought(self, numbers: Sequence[str]) -> Mapping[str, list[_Parts]]:
        """What these documents bring as kept, in their order."""
        names, found = [name(number) for number in numbers], dict[str, list[_Parts]]()
        async with self._engine.connect() as connection:
            for start in range(0, len(names), _AT_ONCE):
                wanted = select(COMING_SUPPLY).where(_ROW.number.in_(names[start : start + _AT_ONCE]))
                rows = await connection.execute(wanted.order_by(_ROW.number, _ROW.ordinal))
                for row in rows.mappings():
                    found.setdefault(row["number"], []).append(_parts(row))
        return found

    async def _replace(self, number: str, rows: Sequence[Mapping[str, object]]) -> None:
        async with self._engine.begin() as connection:
            if rows:
                await connection.execute(self._upsert, rows)
            beyond = (_ROW.number == name(number)) & (_ROW.ordinal >= len(rows))
            await connection.execute(delete(COMING_SUPPLY).where(beyond))

    @in_time
    async def coming(self, skus: Sequence[str]) -> Mapping[str, Sequence[Supply]]:
        kept = {name(sku): sku for sku in skus}
        names, found = list(kept), {sku: list[Supply]() for sku in skus}
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                for start in range(0, len(names), _AT_ONCE):
                    wanted = select(COMING_SUPPLY).where(_ROW.sku.in_(names[start : start + _AT_ONCE]))
                    ordered = wanted.order_by(_ROW.number, _ROW.ordinal)
                    for row in await connection.execute(ordered):
                        sku = kept[row.sku]
                        found[sku].append(_supply(sku, row))
        return found


def _rows(number: str, supplies: Sequence[Supply]) -> Iterator[dict[str, object]]:
    for ordinal, supply in enumerate(supplies):
        unit = supply.quantity.unit
        yield {
            "number": name(number),
            "ordinal": ordinal,
            "sku": name(supply.sku),
            "location": name(supply.location),
            "grains": down(supply.quantity.amount, grains_in(unit)),
            "unit": unit,
            "kind": supply.kind.value,
            "expected_at": supply.expected_at,
            "source": supply.source,
        }


def _parts(row: Mapping[Any, Any]) -> _Parts:
    return tuple(row[column] for column in _BROUGHT)


def _differing(old: Iterable[_Parts], new: Iterable[_Parts]) -> set[tuple[str, str]]:
    """Items and locations of what one has and the other has not, as often."""
    had, has = Counter(old), Counter(new)
    return {(parts[0], parts[1]) for parts in (had - has) + (has - had)}


def _supply(sku: str, row: Any) -> Supply:  # noqa: ANN401 - a row of any driver
    return Supply(
        sku=sku,
        location=row.location,
        quantity=quantity_of(row.grains, row.unit, grains_in(row.unit)),
        kind=SegmentKind(row.kind),
        expected_at=row.expected_at,
        reference=row.number,
        source=row.source,
    )
