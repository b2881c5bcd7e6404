from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text, update
from structlog.testing import capture_logs

from domain.errors import StoreUnavailable
from domain.partners import Grant
from domain.ports.partners import PartnerRegistry
from domain.registry.records import Partner, PartnerStatus
from gateway.store.partners.sql_partner_registry import SqlPartnerRegistry
from gateway.store.partners.tables import LONGEST_WHO, PARTNER
from tests.contracts.partner_examples import TOKEN, key, partner
from tests.contracts.partner_keys import PartnerKeysContract
from tests.contracts.partner_registry import PartnerRegistryContract
from tests.doubles.clock import START
from tests.doubles.partners import InMemoryPartners
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store, migrated_store

NOTHING = Partner(
    name="acme",
    grant=Grant(scopes=frozenset()),
    status=PartnerStatus.SUSPENDED,
    subjects=frozenset({TOKEN}),
)
"""What stands for a partner that this version cannot read."""


class TestInMemory(PartnerRegistryContract, PartnerKeysContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[PartnerRegistry]:
        yield InMemoryPartners()


class SqlContract(PartnerRegistryContract, PartnerKeysContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[SqlPartnerRegistry]:
        async with migrated_store(self.url) as store:
            yield SqlPartnerRegistry(store.engine)

    async def test_a_database_without_the_tables_is_unavailable(self) -> None:
        async with empty_store(self.url) as store:
            registry = SqlPartnerRegistry(store.engine)
            with pytest.raises(StoreUnavailable, match="partner_revision"):
                await registry.revision()
            with pytest.raises(StoreUnavailable, match="partner"):
                await registry.put(partner(), who="mira", now=START)

    async def test_who_changed_something_is_cut_where_it_is_too_long(self) -> None:
        async with self.opened() as registry:
            await registry.put(partner(), who="m\0" + "x" * 500, now=START)
            assert len((await registry.changes())[0].who) == LONGEST_WHO

    async def test_a_change_without_its_line_is_no_change(self) -> None:
        async with migrated_store(self.url) as store:
            registry = SqlPartnerRegistry(store.engine)
            async with store.engine.begin() as connection:
                await connection.execute(text("ALTER TABLE partner_change RENAME TO away"))
            with pytest.raises(StoreUnavailable, match="partner_change"):
                await registry.put(partner("acme", TOKEN), who="mira", now=START)
            async with store.engine.begin() as connection:
                await connection.execute(text("ALTER TABLE away RENAME TO partner_change"))
            assert await registry.partners() == []
            assert await registry.revision() == 0

    async def test_a_scope_of_another_version_gives_no_right_here(self) -> None:
        async with migrated_store(self.url) as store:
            registry = SqlPartnerRegistry(store.engine)
            await registry.put(partner(), who="mira", now=START)
            async with store.engine.begin() as connection:
                rights = '{"scopes":["orders:read","moon:read"],"rows":{"customers":["C-1"]}}'
                await connection.execute(update(PARTNER).values(rights=rights))
            with capture_logs() as lines:
                assert await registry.partners() == [partner()]
            assert [line["scopes"] for line in lines] == [["moon:read"]]

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("form", 2),
            ("status", "DORMANT"),
            ("lane", "FAST"),
            ("rights", '{"scopes":[],"shapes":{"quantity":{"type":"fog"}}}'),
            ("quota", "{}"),
        ],
    )
    async def test_a_partner_that_this_version_cannot_read_gets_nothing_and_is_left_as_it_is(
        self, column: str, value: object
    ) -> None:
        async with migrated_store(self.url) as store:
            registry = SqlPartnerRegistry(store.engine)
            await registry.put(partner("acme", TOKEN), who="mira", now=START)
            await registry.put(partner("bolt"), who="mira", now=START)
            await registry.add_key(key(), who="mira", now=START)
            async with store.engine.begin() as connection:
                await connection.execute(
                    update(PARTNER).where(PARTNER.c.name == "acme").values({column: value})
                )
            with capture_logs() as lines:
                assert await registry.partners() == [NOTHING, partner("bolt")]
            assert [(line["event"], line["partner"]) for line in lines] == [
                ("a partner cannot be read and gets nothing", "acme")
            ]
            for work in (
                registry.partner("acme"),
                registry.put(partner("acme"), who="mira", now=START),
                registry.remove("acme", who="mira", now=START),
            ):
                with pytest.raises(StoreUnavailable, match="'acme' is of another version"):
                    await work
            assert len(await registry.changes()) == 3


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
