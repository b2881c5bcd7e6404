"""A person is found in every place of ours and removed there; nobody else is."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.catalog import Customer
from domain.events.owners import Owners
from domain.identifiers import Identifier, Link, LinkOrigin
from domain.identifiers import IdentifierKind as Kind
from domain.log.filters import EventFilter
from domain.log.records import Mapped, Raw, Via
from domain.orders import Address, Order
from domain.partners import RowScope
from domain.ports.cache import KeptValue, News, Outdated
from domain.ports.reading import Found as Read
from domain.registry.personal_reads import PersonalRead
from domain.search.orders import OrderRow
from domain.search.terms import Term, TermKind
from gateway.erasure.erasing import erased, looked_for
from gateway.erasure.finding import Sought, person_of
from gateway.erasure.person import Person
from gateway.erasure.places import Found
from gateway.shield.freshness.encoding import Codec
from gateway.shield.sharing.signals import LocalSignal
from gateway.store.last_known import LAST_KNOWN, SqlLastKnown
from gateway.store.log.sql_event_log import SqlEventLog
from gateway.store.log.sql_inbox import SqlInbox
from gateway.store.partners.personal_reads import SqlPersonalReads
from gateway.store.search.sql_order_index import SqlOrderIndex
from tests.domain.log.examples import shipped
from tests.doubles.clock import START
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.gateway.intake.deliveries import delivery
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import migrated_store

MIRA, OTTO = "C-1", "C-2"
NAMES = {MIRA: "Mira Sommer", OTTO: "Otto Winter"}


class State:
    """Everything that is kept of two customers, each with an order."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.log = SqlEventLog(engine)
        self.inbox = SqlInbox(engine)
        self.signal = LocalSignal()
        self.heard: list[News] = []
        self.signal.listen(self.heard.append)
        self.crosswalk = InMemoryCrosswalk()

    async def fill(self) -> None:
        for number, customer in (("SO-1", MIRA), ("SO-2", OTTO)):
            await self._customer(customer, number)
        words = delivery("waiting", "bad", f"call {NAMES[MIRA].upper()}")
        await self.inbox.keep([words, delivery("other", "bad", "nobody at all")])
        await SqlPersonalReads(self.engine).keep([read_of("customer:C-1"), read_of("customer:C-2")])

    async def _customer(self, customer: str, number: str) -> None:
        links = [
            Link(Identifier(Kind.CUSTOMER, "erp", f"K{customer}"), customer, LinkOrigin.DECLARED),
            Link(Identifier(Kind.ORDER, "erp", f"E{number}"), number, LinkOrigin.DECLARED),
        ]
        await self.crosswalk.learn(links, START)
        terms = frozenset(
            {Term(TermKind.EMAIL, f"hash-of-{customer}"), Term(TermKind.SHIPMENT, f"s-{customer}")}
        )
        owners = Owners(customers=frozenset({customer}))
        row = OrderRow(number=number, source="erp", customer=customer, terms=terms, owners=owners)
        await SqlOrderIndex(self.engine).put([row])
        person = Customer(
            code=f"K{customer}", source="erp", name=NAMES[customer], email=f"{customer}@example.net"
        )
        order = Order(
            number=f"E{number}",
            source="erp",
            customer=f"K{customer}",
            ship_to=Address(name=NAMES[customer], lines=(f"Street of {customer} 7",), city="Springfield"),
        )
        last = SqlLastKnown(self.engine)
        await last.keep(
            [kept("customers", person.code, Customer, person), kept("orders", order.number, Order, order)]
        )
        raw = replace(delivery(f"raw-{number}", "shipped"), body=f"<to>{NAMES[customer]}</to>".encode())
        await self.inbox.keep([raw])
        event = replace(shipped(f"e-{number}", order=number), raw_ref=raw.id)
        await self.log.append([Mapped(raw=raw.id, events=(event,))])

    async def person(self, *texts: str) -> Person:
        sought = Sought(
            engine=self.engine,
            index=SqlOrderIndex(self.engine),
            crosswalk=self.crosswalk,
            instances=("erp", "wms"),
        )
        return await person_of(MIRA, texts, sought)

    async def left(self) -> tuple[set[str], set[str]]:
        """Keys of last known records, and raw documents."""
        async with self.engine.connect() as connection:
            keys = set((await connection.execute(select(LAST_KNOWN.c.key))).scalars())
        names = ("raw-SO-1", "raw-SO-2", "waiting", "other")
        return keys, {name for name in names if await self.inbox.raw(name) is not None}


def kept(port: str, key: str, kind: type, record: object) -> KeptValue:
    codec: Codec[object] = Codec(kind)
    encoded = codec.encoded(Read(record), START)
    assert encoded is not None
    return KeptValue(instance="erp", port=port, key=key, form=codec.form, fetched_at=START, body=encoded.body)


def read_of(subject: str, at: datetime = START) -> PersonalRead:
    return PersonalRead(
        at=at,
        partner="desk",
        person="jo",
        operation="Where",
        fields=("Customer.email",),
        subjects=(subject,),
        count=1,
        correlation_id="",
    )


def counts(found: list[Found]) -> dict[str, tuple[int, int]]:
    return {each.place: (each.found, each.removed) for each in found}


class Contract:
    url: str

    @pytest.fixture
    async def state(self) -> AsyncIterator[State]:
        async with migrated_store(self.url) as store:
            state = State(store.engine)
            await state.fill()
            yield state

    async def test_a_person_is_found_by_what_we_know(self, state: State) -> None:
        person = await state.person()
        assert person.orders == ["SO-1"]
        assert person.foreign["erp", Kind.ORDER] == ["ESO-1"]
        assert {"mira sommer", "c-1@example.net", "street of c-1 7"} <= person.texts

    async def test_looking_says_what_is_where_and_removes_nothing(self, state: State) -> None:
        found = counts(await looked_for(await state.person(), state.engine))
        assert found == {
            "last known records": (2, 0),
            "hashed e-mails in the index": (1, 0),
            "raw documents and their dead letters": (2, 0),
            "events": (0, 0),
            "exception cases": (0, 0),
            "audit of who looked": (1, 0),
        }
        assert await state.left() == (
            {"KC-1", "KC-2", "ESO-1", "ESO-2"},
            {"raw-SO-1", "raw-SO-2", "waiting", "other"},
        )

    async def test_erasing_leaves_nothing_of_theirs_and_everything_of_others(self, state: State) -> None:
        person = await state.person()
        found = counts(await erased(person, state.engine, state.signal, START))
        assert found["last known records"] == (2, 2)
        assert found["hashed e-mails in the index"] == (1, 1)
        assert found["raw documents and their dead letters"] == (2, 2)
        assert await state.left() == ({"KC-2", "ESO-2"}, {"raw-SO-2", "other"})
        again = counts(await looked_for(person, state.engine))
        assert {place: each[0] for place, each in again.items() if each[0]} == {"audit of who looked": 1}

    async def test_every_cache_is_told_what_to_forget(self, state: State) -> None:
        await erased(await state.person(), state.engine, state.signal, START)
        told = [news for news in state.heard if isinstance(news, Outdated)]
        assert {news.instance for news in told} == {"erp"}
        assert {"customer:KC-1", "order:ESO-1"} <= set(told[0].subjects)
        assert not any("C-2" in subject or "SO-2" in subject for news in told for subject in news.subjects)

    async def test_events_hold_nothing_of_them_and_stay(self, state: State) -> None:
        person = await state.person()
        await erased(person, state.engine, state.signal, START)
        page = await state.log.after(0, EventFilter(), RowScope(), first=9)
        assert len(page.events) == 2

    async def test_what_somebody_knows_besides_is_looked_for_too(self, state: State) -> None:
        raw = Raw(
            id="alias", source="erp", via=Via.FILE, received_at=START, body=b"deliver to M. Alias-Sommer"
        )
        await state.inbox.keep([raw])
        await erased(await state.person("alias-sommer"), state.engine, state.signal, START)
        assert await state.inbox.raw("alias") is None

    async def test_of_a_customer_that_nobody_knows_nothing_is_found(self, state: State) -> None:
        sought = Sought(
            engine=state.engine,
            index=SqlOrderIndex(state.engine),
            crosswalk=state.crosswalk,
            instances=("erp",),
        )
        found = await erased(await person_of("C-9", (), sought), state.engine, state.signal, START)
        assert sum(each.found for each in found) == 0
        async with state.engine.connect() as connection:
            assert await connection.scalar(select(func.count()).select_from(LAST_KNOWN)) == 4


class TestSqlite(OnSqlite, Contract):
    pass


class TestPostgres(OnPostgres, Contract):
    pass
