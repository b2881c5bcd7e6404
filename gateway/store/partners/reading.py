"""Reading partners: each in one statement with its subjects, so that both are of one moment."""

from collections.abc import Iterator, Sequence

import structlog
from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import StoreUnavailable
from domain.partners import Grant
from domain.registry.records import Partner, PartnerStatus, Subject
from gateway.store.partners.rows import UnreadablePartner, partner_of
from gateway.store.partners.tables import PARTNER, PARTNER_SUBJECT

_LOG = structlog.get_logger(__name__)
_PARTNERS = (
    select(PARTNER, PARTNER_SUBJECT.c.issuer, PARTNER_SUBJECT.c.value)
    .outerjoin(PARTNER_SUBJECT, PARTNER_SUBJECT.c.partner == PARTNER.c.name)
    .order_by(PARTNER.c.name)
)


async def all_partners(connection: AsyncConnection) -> list[Partner]:
    """By name. One that this version cannot read is there, suspended and without rights.

    It must neither keep the others from being read, nor leave its name and subjects to anybody else.
    """
    found = (await connection.execute(_PARTNERS)).mappings().all()
    return [_readable(rows) for rows in _by_name(found)]


async def one_partner(connection: AsyncConnection, name: str) -> Partner | None:
    """The partner of that name. Raises StoreUnavailable for one that this version cannot read."""
    rows = (await connection.execute(_PARTNERS.where(PARTNER.c.name == name))).mappings().all()
    try:
        return _partner(rows) if rows else None
    except UnreadablePartner as error:
        raise StoreUnavailable(f"the partner {name!r} is of another version", cause=str(error)) from error


def _by_name(rows: Sequence[RowMapping]) -> Iterator[Sequence[RowMapping]]:
    start = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place]["name"] != rows[start]["name"]:
            yield rows[start:place]
            start = place


def _readable(rows: Sequence[RowMapping]) -> Partner:
    try:
        return _partner(rows)
    except UnreadablePartner as error:
        name = rows[0]["name"]
        _LOG.error("a partner cannot be read and gets nothing", partner=name, reason=str(error))
        nothing = Grant(scopes=frozenset())
        return Partner(name=name, grant=nothing, status=PartnerStatus.SUSPENDED, subjects=_subjects(rows))


def _partner(rows: Sequence[RowMapping]) -> Partner:
    return partner_of(rows[0], _subjects(rows))


def _subjects(rows: Sequence[RowMapping]) -> frozenset[Subject]:
    return frozenset(Subject(row["issuer"], row["value"]) for row in rows if row["issuer"] is not None)
