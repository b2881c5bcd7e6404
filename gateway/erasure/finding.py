"""Everything by which a customer can be found in what we keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identifiers import IdentifierKind as Kind
from domain.partners import RowScope
from domain.ports.search import OrderIndex
from domain.ports.state import Crosswalk
from domain.search.orders import OrderFilter, Paging
from domain.search.terms import TERM_OF
from gateway.erasure.person import PORTS, Person, sought_texts, texts_of
from gateway.erasure.places import batches
from gateway.store.database import store_errors
from gateway.store.last_known import LAST_KNOWN
from gateway.store.search.tables import ORDER_TERM

_ANYBODY = RowScope()
_PAGE = 100
_L = LAST_KNOWN.c
_BY_TERM = (Kind.SHIPMENT, Kind.TRACKING, Kind.RETURN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Where it is looked. instances: those of the instance file."""

    engine: AsyncEngine
    index: OrderIndex
    crosswalk: Crosswalk
    instances: Sequence[str]


async def person_of(customer: str, texts: Sequence[str], sought: Sought) -> Person:
    """The person behind a customer's code. texts: what is known of them besides. Raises StoreUnavailable."""
    orders = await _orders(customer, sought.index)
    names = {Kind.CUSTOMER: [customer], Kind.ORDER: orders, **await _named(orders, sought.engine)}
    foreign = {
        (instance, kind): sorted((await sought.crosswalk.theirs(kind, known, instance)).values())
        for instance in sought.instances
        for kind, known in names.items()
        if known
    }
    person = Person(customer=customer, names=names, foreign=foreign, texts=sought_texts(texts))
    return Person(
        customer=customer,
        names=names,
        foreign=foreign,
        texts=person.texts | await _kept_texts(person, sought.engine),
    )


async def _orders(customer: str, index: OrderIndex) -> list[str]:
    wanted = OrderFilter(customers=(customer,))
    paging = Paging(first=_PAGE, counted=False)
    numbers: list[str] = []
    while True:
        page = await index.search(wanted, _ANYBODY, paging)
        numbers += (position.number for position in page.positions)
        if not page.more:
            return numbers
        paging = replace(paging, after=page.positions[-1])


async def _named(orders: Sequence[str], engine: AsyncEngine) -> Mapping[Kind, Sequence[str]]:
    """What the index ties to these orders. Its terms are in the form in which they are looked up."""
    terms = {TERM_OF[kind].value: kind for kind in _BY_TERM}
    entries = ORDER_TERM.c
    rows: list[tuple[str, str]] = []
    with store_errors(engine.url):
        async with engine.connect() as connection:
            for numbers in batches(orders):
                query = select(entries.kind, entries.value).where(
                    entries.number.in_(numbers), entries.kind.in_(terms)
                )
                rows += [(row[0], row[1]) for row in await connection.execute(query)]
    found: dict[Kind, list[str]] = {kind: [] for kind in _BY_TERM}
    for kind, value in rows:
        found[terms[kind]] += {value, value.upper()}
    return found


async def _kept_texts(person: Person, engine: AsyncEngine) -> frozenset[str]:
    """What our last known copies say of the person."""
    texts: set[str] = set()
    with store_errors(engine.url):
        async with engine.connect() as connection:
            for (instance, kind), keys in person.foreign.items():
                ports = [port for port, of in PORTS.items() if of is kind]
                kept = select(LAST_KNOWN.c.port, LAST_KNOWN.c.body).where(
                    LAST_KNOWN.c.instance == instance,
                    LAST_KNOWN.c.port.in_(ports),
                    LAST_KNOWN.c.key.in_(keys),
                )
                for port, body in await connection.execute(kept):
                    texts.update(texts_of(port, body))
    return frozenset(texts)
