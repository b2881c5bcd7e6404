"""The places of ours that keep something of a person, or must not: what is there, and what is removed."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple, Protocol

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.search.terms import TermKind
from gateway.erasure.person import PORTS, Person
from gateway.store.last_known import LAST_KNOWN
from gateway.store.log.event_rows import event_of
from gateway.store.log.tables import DEAD_LETTER, EVENT, EVENT_KEY, EVENT_STANDING, INBOX
from gateway.store.partners.personal_reads import PERSONAL_READ_SUBJECT
from gateway.store.search.tables import ORDER_TERM
from gateway.store.tables import EXCEPTION_CASE

_BATCH = 400


class Found(NamedTuple):
    """What was found in one place, and how much of it was removed. note: why what stays stays."""

    place: str
    found: int
    removed: int
    note: str = ""


class Look(Protocol):
    """Looks into one place, in a transaction."""

    async def __call__(self, connection: AsyncConnection, person: Person, *, remove: bool) -> Found: ...


async def last_known(connection: AsyncConnection, person: Person, *, remove: bool) -> Found:
    """Records of systems as they were read last."""
    rows: list[tuple[str, str, str]] = []
    for (instance, kind), names in person.foreign.items():
        ports = [port for port, of in PORTS.items() if of is kind]
        for keys in batches(names):
            query = select(LAST_KNOWN.c.instance, LAST_KNOWN.c.port, LAST_KNOWN.c.key).where(
                LAST_KNOWN.c.instance == instance, LAST_KNOWN.c.port.in_(ports), LAST_KNOWN.c.key.in_(keys)
            )
            rows += [(row[0], row[1], row[2]) for row in await connection.execute(query)]
    for instance, port, key in rows if remove else ():
        own = (LAST_KNOWN.c.instance == instance, LAST_KNOWN.c.port == port, LAST_KNOWN.c.key == key)
        await connection.execute(delete(LAST_KNOWN).where(*own))
    return Found("last known records", len(rows), len(rows) if remove else 0)


async def email_terms(connection: AsyncConnection, person: Person, *, remove: bool) -> Found:
    """Keyed hashes of e-mail addresses, by which orders are found."""
    found = 0
    for numbers in batches(person.orders):
        own = (ORDER_TERM.c.number.in_(numbers), ORDER_TERM.c.kind == TermKind.EMAIL.value)
        found += len((await connection.execute(select(ORDER_TERM.c.number).where(*own))).all())
        if remove:
            await connection.execute(delete(ORDER_TERM).where(*own))
    return Found("hashed e-mails in the index", found, found if remove else 0)


async def raw_documents(connection: AsyncConnection, person: Person, *, remove: bool) -> Found:
    """What came in about their orders, and whatever else waits or is dead and has their words."""
    raws = await _told_of(connection, person) | await _with_their_words(connection, person)
    removed = 0
    for ids in batches(sorted(raws)) if remove else ():
        await connection.execute(delete(DEAD_LETTER).where(DEAD_LETTER.c.raw.in_(ids)))
        removed += (await connection.execute(delete(INBOX).where(INBOX.c.id.in_(ids)))).rowcount
    return Found("raw documents and their dead letters", len(raws), removed)


async def events(connection: AsyncConnection, person: Person, *, remove: bool) -> Found:  # noqa: ARG001 - as Look
    """Events hold no personal data by design: whether that is so is looked at, and nothing is removed."""
    bodies: list[bytes] = []
    for keys in batches(sorted(person.subjects)):
        positions = select(EVENT_KEY.c.position).where(EVENT_KEY.c.key.in_(keys))
        bodies += (
            await connection.execute(select(EVENT.c.body).where(EVENT.c.position.in_(positions)))
        ).scalars()
        standing = select(EVENT_STANDING.c.body).where(EVENT_STANDING.c.subject.in_(keys))
        bodies += (await connection.execute(standing)).scalars()
    found = sum(map(person.is_in, bodies))
    note = (
        "by design events hold none: this is a defect of a mapping" if found else f"{len(bodies)} looked at"
    )
    return Found("events", found, 0, note)


async def cases(connection: AsyncConnection, person: Person, *, remove: bool) -> Found:  # noqa: ARG001 - as Look
    """Exception cases hold no personal data by design, but a person may have written some into a note."""
    words = (EXCEPTION_CASE.c.detail, EXCEPTION_CASE.c.resolution, EXCEPTION_CASE.c.owner)
    rows = (await connection.execute(select(*words).where(or_(*(each != "" for each in words))))).all()
    found = sum(person.is_in(" ".join(row).encode()) for row in rows)
    return Found("exception cases", found, 0, "resolve or reword them by hand" if found else "")


async def reads(connection: AsyncConnection, person: Person, *, remove: bool) -> Found:  # noqa: ARG001 - as Look
    """Who looked at their data: it names numbers alone, and is kept as long as the audit is."""
    found = 0
    for subjects in batches(sorted(person.subjects)):
        query = select(PERSONAL_READ_SUBJECT.c.read).where(PERSONAL_READ_SUBJECT.c.subject.in_(subjects))
        found += len((await connection.execute(query)).all())
    return Found("audit of who looked", found, 0, "numbers alone; kept for the audit")


PLACES: Sequence[Look] = (last_known, email_terms, raw_documents, events, cases, reads)


async def _told_of(connection: AsyncConnection, person: Person) -> set[str]:
    raws: set[str] = set()
    for keys in batches(sorted(person.subjects)):
        positions = select(EVENT_KEY.c.position).where(EVENT_KEY.c.key.in_(keys))
        bodies = (
            await connection.execute(select(EVENT.c.body).where(EVENT.c.position.in_(positions)))
        ).scalars()
        raws.update(event_of(body).raw_ref for body in bodies)
    present: set[str] = set()
    for ids in batches(sorted(raws - {""})):
        present.update((await connection.execute(select(INBOX.c.id).where(INBOX.c.id.in_(ids)))).scalars())
    return present


async def _with_their_words(connection: AsyncConnection, person: Person) -> set[str]:
    if not person.texts:
        return set()
    dead = select(DEAD_LETTER.c.raw)
    waiting = select(INBOX.c.id, INBOX.c.body).where(or_(~INBOX.c.mapped, INBOX.c.id.in_(dead)))
    found: set[str] = set()
    async for raw_id, body in await connection.stream(waiting):
        if person.is_in(body):
            found.add(raw_id)
    return found


def _concerning(keys: Sequence[str]) -> Select[bytes]:
    """The events that concern any of these."""
    positions = select(EVENT_KEY.c.position).where(EVENT_KEY.c.key.in_(keys))
    return select(EVENT.c.body).where(EVENT.c.position.in_(positions))


def batches(items: Sequence[str]) -> Sequence[list[str]]:
    """So many at a time as a statement takes well."""
    left = iter(items)
    return list(iter(lambda: list(islice(left, _BATCH)), []))
