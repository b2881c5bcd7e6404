"""Links in our database: claims that were learned, and claims that were declared by import."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Table, and_, case, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.folds.standing_claims import ClaimKey, NameKey, claim_key, name_key, together
from domain.identifiers import (
    PARTY_KINDS,
    Identifier,
    IdentifierKind,
    Link,
    LinkOrigin,
    party_and_number,
)
from gateway.store.database import is_embedded, store_errors
from gateway.store.in_time import in_time
from gateway.store.links.tables import IDENTIFIER_LINK, IS_DECLARED, LONGEST_NAME, REMOVED_LINK

_AT_ONCE = 1_000
"""Values in one statement; SQLite takes some 32,000."""

_K = TypeVar("_K", ClaimKey, NameKey)
_COLUMNS = IDENTIFIER_LINK.c


class Edition(NamedTuple):
    """What tells one state of the declared links from another."""

    rows: int
    latest: datetime | None
    removed: int | None


class SqlLinks:
    """Claims as they were told, each once, with the widest validity that it was told with.

    Every method raises StoreUnavailable. Names that no database takes are tied to nothing.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._upsert = _upsert(sqlite.insert if is_embedded(engine.url) else postgresql.insert)

    async def put(self, links: Iterable[Link], now: datetime) -> None:
        """Keep claims; one without a time was told now."""
        rows = _rows(links, now)
        if not rows:
            return
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(self._upsert, rows)

    async def claims(self, keys: Iterable[ClaimKey]) -> Mapping[ClaimKey, tuple[Link, ...]]:
        """Every claim of each key; none is an empty tuple."""
        wanted = list(dict.fromkeys(keys))
        links = [
            link
            for kind, values in _grouped((key.kind, key.value) for key in wanted)
            for link in await self._select(_COLUMNS.kind == kind, _COLUMNS.value.in_(values))
        ]
        return _by_key(wanted, links, lambda link: claim_key(link.identifier))

    async def names(self, keys: Iterable[NameKey]) -> Mapping[NameKey, tuple[Link, ...]]:
        """Every claim about each thing of ours in an instance; none is an empty tuple."""
        wanted = list(dict.fromkeys(keys))
        links = [
            link
            for (kind, instance), ours in _grouped(((key.kind, key.instance), key.ours) for key in wanted)
            for link in await self._select(
                _COLUMNS.kind == kind, _COLUMNS.instance == instance, _COLUMNS.ours.in_(ours)
            )
        ]
        return _by_key(wanted, links, name_key)

    async def numbered(self, kinds: Collection[IdentifierKind], number: str) -> list[Link]:
        """Every claim of kinds of PARTY_KINDS by which a party gives this number."""
        if not _keepable(number):
            return []
        named = [kind.value for kind in kinds]
        return await self._select(_COLUMNS.number == number, _COLUMNS.kind.in_(named))

    async def of(self, kind: IdentifierKind, ours: str) -> list[Link]:
        """Every claim about one thing, by name."""
        return await self._select(_COLUMNS.kind == kind, _COLUMNS.ours == ours) if _keepable(ours) else []

    async def declared(self) -> list[Link]:
        """Every declared claim, the first declared first."""
        links = await self._select(IS_DECLARED)
        return sorted(links, key=lambda link: (str(link.learned_at), link.identifier, link.ours))

    @in_time
    async def edition(self) -> Edition:
        """Whether anything was declared or taken back since: a look at two short indexes."""
        removed = select(func.max(REMOVED_LINK.c.id)).scalar_subquery()
        query = select(func.count(), func.max(_COLUMNS.learned_at), removed).where(IS_DECLARED)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return Edition(*(await connection.execute(query)).one())

    @in_time
    async def _select(self, *conditions: ColumnElement[bool]) -> list[Link]:
        query = select(IDENTIFIER_LINK).where(*conditions)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                result = await connection.execute(query)
                return sorted(map(_link, result.mappings()), key=lambda link: (link.identifier, link.ours))


_Group = TypeVar("_Group")


def _grouped(pairs: Iterable[tuple[_Group, str]]) -> Iterator[tuple[_Group, Sequence[str]]]:
    """Names by what one statement asks for, so many at once; those that no database takes left out."""
    groups: dict[_Group, list[str]] = defaultdict(list)
    for group, name in pairs:
        if _keepable(name):
            groups[group].append(name)
    for group, names in groups.items():
        for start in range(0, len(names), _AT_ONCE):
            yield group, names[start : start + _AT_ONCE]


def _by_key(
    wanted: Sequence[_K], links: Iterable[Link], key_of: Callable[[Link], _K]
) -> Mapping[_K, tuple[Link, ...]]:
    found: dict[_K, list[Link]] = {key: [] for key in wanted}
    for link in links:
        found.get(key_of(link), []).append(link)
    return {key: tuple(claims) for key, claims in found.items()}


def _upsert(
    insert: Callable[[Table], postgresql.Insert] | Callable[[Table], sqlite.Insert],
) -> postgresql.Insert | sqlite.Insert:
    """As `together` says it: the earliest telling, and a validity that only widens."""
    statement = insert(IDENTIFIER_LINK)
    old, new = _COLUMNS, statement.excluded
    earlier = new.learned_at < old.learned_at
    begins = and_(old.valid_from.is_not(None), or_(new.valid_from.is_(None), new.valid_from < old.valid_from))
    ends = and_(
        old.valid_until.is_not(None), or_(new.valid_until.is_(None), new.valid_until > old.valid_until)
    )
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in IDENTIFIER_LINK.primary_key],
        set_={
            "learned_at": case((earlier, new.learned_at), else_=old.learned_at),
            "valid_from": case((begins, new.valid_from), else_=old.valid_from),
            "valid_until": case((ends, new.valid_until), else_=old.valid_until),
        },
        where=or_(earlier, begins, ends),
    )


def _rows(links: Iterable[Link], now: datetime) -> list[dict[str, object]]:
    """One row for each claim, in one order, since two writers that meet in another would lock for ever."""
    told: dict[tuple[Identifier, str, LinkOrigin], list[Link]] = defaultdict(list)
    for link in links:
        if _keepable(link.ours) and _keepable(link.identifier.value):
            told[link.identifier, link.ours, link.origin].append(link)
    return [_row(reduce(together, told[claim]), now) for claim in sorted(told)]


def _row(link: Link, now: datetime) -> dict[str, object]:
    return {
        "kind": link.identifier.kind.value,
        "value": link.identifier.value,
        "instance": link.identifier.instance,
        "number": _number(link.identifier),
        "ours": link.ours,
        "origin": link.origin.value,
        "learned_at": link.learned_at or now,
        "valid_from": link.valid_from,
        "valid_until": link.valid_until,
    }


def _number(foreign: Identifier) -> str | None:
    return party_and_number(foreign.value)[1] if foreign.kind in PARTY_KINDS else None


def _keepable(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


def _link(row: RowMapping) -> Link:
    return Link(
        identifier=Identifier(IdentifierKind(row["kind"]), row["instance"], row["value"]),
        ours=row["ours"],
        origin=LinkOrigin(row["origin"]),
        learned_at=row["learned_at"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
    )
