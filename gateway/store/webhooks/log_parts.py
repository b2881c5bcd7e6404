"""Parts of the delivery log, those of many endpoints in one query."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Select, func, select

from domain.webhooks.records import LogPart
from gateway.store.webhooks.tables import WEBHOOK_ATTEMPT, WEBHOOK_ENDPOINT

_A = WEBHOOK_ATTEMPT.c
_E = WEBHOOK_ENDPOINT.c


def alike(parts: Iterable[LogPart]) -> Iterator[dict[str, LogPart]]:
    """Those that begin at the same place and are as long, by their endpoint: one query has them all."""
    groups: dict[tuple[int, int | None], dict[str, LogPart]] = {}
    for part in parts:
        groups.setdefault((part.first, part.before), {})[part.endpoint] = part
    yield from groups.values()


def parts_of_log(endpoint_ids: Collection[str], first: int, before: int | None) -> Select[*tuple[Any, ...]]:
    """So many attempts of each endpoint, the latest first.

    Each log is walked by its index and left after its last row, however long it is.
    """
    earlier = WEBHOOK_ATTEMPT.alias()
    last = (
        select(earlier.c.id)
        .where(earlier.c.endpoint == _E.id)
        .order_by(earlier.c.id.desc())
        .limit(1)
        .offset(first - 1)
    )
    last = last if before is None else last.where(earlier.c.id < before)
    query = (
        select(WEBHOOK_ATTEMPT)
        .join(WEBHOOK_ENDPOINT, _A.endpoint == _E.id)
        .where(_E.id.in_(endpoint_ids), _A.id >= func.coalesce(last.scalar_subquery(), 0))
        .order_by(_A.id.desc())
    )
    return query if before is None else query.where(_A.id < before)
