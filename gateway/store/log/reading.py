"""Reading the log as SQL: what matches, and whose it is."""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from domain.log.filters import EventFilter
from domain.partners import RowScope
from gateway.store.log.event_rows import OWNER_KINDS, kept_key
from gateway.store.log.tables import EVENT, EVENT_KEY, EVENT_OWNER

_EVERY_ROW = RowScope()
Condition = ColumnElement[bool]
Positions = Select[int, bytes]


def events_after(position: int, upto: int, wanted: EventFilter, rows: RowScope) -> Positions:
    """Position and body of what matches behind one position and up to another, oldest first."""
    conditions = [EVENT.c.position > position, EVENT.c.position <= upto, *_wanted(wanted), *_own(rows)]
    return select(EVENT.c.position, EVENT.c.body).where(*conditions).order_by(EVENT.c.position)


def _wanted(wanted: EventFilter) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.types is not None:
        families = [EVENT.c.type.startswith(f"{each}.", autoescape=True) for each in sorted(wanted.types)]
        conditions.append(or_(EVENT.c.type.in_(sorted(wanted.types)), *families))
    if wanted.sources is not None:
        conditions.append(EVENT.c.source.in_(sorted(wanted.sources)))
    if wanted.since is not None:
        conditions.append(EVENT.c.recorded_at >= wanted.since)
    if wanted.keys is not None:
        keys = sorted(map(kept_key, wanted.keys))
        concerned = select(EVENT_KEY.c.position).where(EVENT_KEY.c.key.in_(keys))
        conditions.append(EVENT.c.position.in_(concerned))
    of_owners = (("customers", wanted.customers), ("carriers", wanted.carriers))
    conditions += [_has_owner(kind, names) for kind, names in of_owners if names is not None]
    return conditions


def _own(rows: RowScope) -> list[Condition]:
    """As domain.policy.decide_row says it of one record."""
    if rows == _EVERY_ROW:
        return []
    conditions: list[Condition] = [EVENT.c.owned.is_not(None)]
    for bit, kind in enumerate(OWNER_KINDS):
        allowed: frozenset[str] | None = getattr(rows, kind)
        if allowed is None:
            continue
        has_none = EVENT.c.owned.op("&")(1 << bit) == 0
        conditions.append(or_(has_none, _has_owner(kind, allowed)))
    return conditions


def _has_owner(kind: str, names: frozenset[str]) -> Condition:
    return exists().where(
        and_(
            EVENT_OWNER.c.position == EVENT.c.position,
            EVENT_OWNER.c.kind == kind,
            EVENT_OWNER.c.owner.in_(sorted(map(kept_key, names))),
        )
    )
