"""Writing partners, in the transaction of whoever holds the revision."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Table, delete, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.registry.checks import check_subjects, taken_subject
from domain.registry.records import Partner, Subject
from domain.registry.steps import Changed
from gateway.store.partners.keys import forget_keys
from gateway.store.partners.rows import partner_row, subject_rows
from gateway.store.partners.tables import PARTNER, PARTNER_REVISION, PARTNER_SUBJECT

_ONLY_ROW = 1
_AT_ONCE = 200
_Insert = Callable[[Table], postgresql.Insert] | Callable[[Table], sqlite.Insert]


def next_revision(insert: _Insert) -> postgresql.Insert | sqlite.Insert:
    """Take the one row for writing, as the first statement: on both databases all others wait here."""
    statement = insert(PARTNER_REVISION).values(id=_ONLY_ROW, number=1)
    return statement.on_conflict_do_update(
        index_elements=["id"], set_={"number": PARTNER_REVISION.c.number + 1}
    )


async def write(connection: AsyncConnection, changed: Sequence[Changed]) -> None:
    """Bring the rows from before to after. Raises BadInput where a subject is another partner's.

    Subjects go before any come, so that partners can give theirs to each other.
    """
    for one in changed:
        if one.before is not None:
            name = one.before.name
            await connection.execute(delete(PARTNER_SUBJECT).where(PARTNER_SUBJECT.c.partner == name))
    for one in changed:
        await _write_partner(connection, one)
    await _write_subjects(connection, [one.after for one in changed if one.after is not None])


async def _write_partner(connection: AsyncConnection, changed: Changed) -> None:
    if changed.after is None and changed.before is not None:
        await forget_keys(connection, changed.before.name)
        await connection.execute(delete(PARTNER).where(PARTNER.c.name == changed.before.name))
    elif changed.after is not None and changed.before is None:
        await connection.execute(insert(PARTNER).values(partner_row(changed.after)))
    elif changed.after is not None:
        row = partner_row(changed.after)
        await connection.execute(update(PARTNER).where(PARTNER.c.name == changed.after.name).values(row))


async def _write_subjects(connection: AsyncConnection, partners: Sequence[Partner]) -> None:
    check_subjects(partners)
    wanted = {subject: partner.name for partner in partners for subject in sorted(partner.subjects)}
    subjects = list(wanted)
    for start in range(0, len(subjects), _AT_ONCE):
        await _check_free(connection, subjects[start : start + _AT_ONCE], wanted)
    rows = [row for partner in partners for row in subject_rows(partner)]
    if rows:
        await connection.execute(insert(PARTNER_SUBJECT), rows)


async def _check_free(
    connection: AsyncConnection, subjects: Sequence[Subject], wanted: Mapping[Subject, str]
) -> None:
    columns = PARTNER_SUBJECT.c
    named = [(subject.issuer, subject.value) for subject in subjects]
    query = select(PARTNER_SUBJECT).where(tuple_(columns.issuer, columns.value).in_(named)).limit(1)
    row = (await connection.execute(query)).mappings().first()
    if row is not None:
        subject = Subject(row["issuer"], row["value"])
        raise taken_subject(subject, row["partner"], wanted[subject])
