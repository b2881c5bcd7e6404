"""Links taken back by a person: which would go, and what was taken back when and by whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from gateway.store.database import store_errors
from gateway.store.links.tables import IDENTIFIER_LINK, LONGEST_WHO, REMOVED_LINK
from gateway.store.storable import storable

SHOWN = 20
_AT_ONCE = 200
_LINK = IDENTIFIER_LINK.c
_KEPT = ("kind", "value", "instance", "ours", "origin", "learned_at")

Named = tuple[Identifier, str]
"""What a row of a table says: a foreign identifier, and our name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which links go: those that meet all of it; None is no condition. rows: links with just these names."""

    rows: Sequence[Named] | None = None
    kind: IdentifierKind | None = None
    instance: str | None = None
    value: str | None = None
    ours: str | None = None
    origin: LinkOrigin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """How many links a choice finds, and the first of them."""

    count: int
    first: Sequence[Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A link that was taken back."""

    link: Link
    at: datetime
    who: str


class SqlRemovals:
    """Takes links back and keeps that it was done. Every method raises StoreUnavailable."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def chosen(self, choice: Choice) -> Chosen:
        """What would go. Writes nothing."""
        count, first = 0, list[Link]()
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                for condition in _conditions(choice):
                    found = select(func.count()).select_from(IDENTIFIER_LINK).where(*condition)
                    count += await connection.scalar(found) or 0
                    if len(first) < SHOWN:
                        first += map(_link, await connection.execute(_first(condition)))
        return Chosen(count=count, first=first[:SHOWN])

    async def remove(self, choice: Choice, *, who: str, now: datetime) -> int:
        """Take them back, all or none; how many they were."""
        count = 0
        # What is written down must be what goes, even if somebody learns in between.
        engine = self._engine.execution_options(isolation_level="SERIALIZABLE")
        with store_errors(self._engine.url):
            async with engine.begin() as connection:
                for condition in _conditions(choice):
                    going = select(
                        *(_LINK[name] for name in _KEPT),
                        literal(now, _LINK.learned_at.type),
                        literal(who[:LONGEST_WHO]),
                    )
                    kept = insert(REMOVED_LINK).from_select(
                        [*_KEPT, "removed_at", "who"], going.where(*condition)
                    )
                    await connection.execute(kept)
                    count += (await connection.execute(delete(IDENTIFIER_LINK).where(*condition))).rowcount
        return count

    async def removed(self, kind: IdentifierKind, ours: str) -> list[Removed]:
        """What was taken back of one thing, by name; the first taken back first."""
        gone = REMOVED_LINK.c
        query = select(REMOVED_LINK).where(gone.kind == kind.value, gone.ours == storable(ours))
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = await connection.execute(query.order_by(gone.id))
                return [Removed(link=_link(row), at=row.removed_at, who=row.who) for row in rows]


def _conditions(choice: Choice) -> Iterator[list[ColumnElement[bool]]]:
    """What a choice says, once for so many rows as one statement takes."""
    said = (
        (_LINK.kind, choice.kind),
        (_LINK.instance, choice.instance),
        (_LINK.value, choice.value),
        (_LINK.ours, choice.ours),
        (_LINK.origin, choice.origin),
    )
    plain = [column == storable(str(wanted)) for column, wanted in said if wanted is not None]
    if choice.rows is None:
        yield plain
        return
    named = [(each.kind.value, each.instance, each.value, ours) for each, ours in dict.fromkeys(choice.rows)]
    row = tuple_(_LINK.kind, _LINK.instance, _LINK.value, _LINK.ours)
    for start in range(0, len(named), _AT_ONCE):
        yield [*plain, row.in_(named[start : start + _AT_ONCE])]


def _first(condition: Sequence[ColumnElement[bool]]) -> Select[tuple[object, ...]]:
    ordered = (_LINK.kind, _LINK.instance, _LINK.value, _LINK.ours, _LINK.origin)
    return select(*(_LINK[name] for name in _KEPT)).where(*condition).order_by(*ordered).limit(SHOWN)


def _link(row: Row[tuple[object, ...]]) -> Link:
    return Link(
        identifier=Identifier(IdentifierKind(row.kind), row.instance, row.value),
        ours=row.ours,
        origin=LinkOrigin(row.origin),
        learned_at=row.learned_at,
    )
