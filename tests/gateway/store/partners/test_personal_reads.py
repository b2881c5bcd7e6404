"""What every store of personal reads owes: each line whole, found by partner and by whom it is about."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

from domain.ports.partners import PersonalReads
from domain.registry.personal_reads import PersonalRead
from gateway.store.partners.personal_reads import SqlPersonalReads
from tests.doubles.clock import START
from tests.doubles.personal_reads import InMemoryPersonalReads
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import migrated_store


def read(minutes: int, *subjects: str, partner: str = "acme") -> PersonalRead:
    return PersonalRead(
        at=START + timedelta(minutes=minutes),
        partner=partner,
        person="jo\0e",
        operation="Where",
        fields=("Address.name", "Customer.email"),
        subjects=subjects,
        count=len(subjects),
        correlation_id="c" * 32,
    )


class Contract(ABC):
    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[PersonalReads]:
        """Open an empty store."""

    async def test_lines_are_kept_whole_and_found_by_whom_they_are_about(self) -> None:
        first, second = read(1, "order:SO-2", "customer:C-1"), read(2, "order:SO-1", partner="globex")
        async with self.opened() as kept:
            await kept.keep([])
            await kept.keep([first, second, read(3)])
            found = await kept.reads()
            assert [each.subjects for each in found] == [(), second.subjects, first.subjects]
            assert (found[2].at, found[2].fields, found[2].count) == (first.at, first.fields, 2)
            assert [each.partner for each in await kept.reads(partner="globex")] == ["globex"]
            assert [each.at for each in await kept.reads(subject="customer:C-1")] == [first.at]
            assert [each.at for each in await kept.reads(limit=1)] == [read(3).at]

    async def test_old_ones_are_forgotten(self) -> None:
        async with self.opened() as kept:
            await kept.keep([read(1, "order:SO-1"), read(5, "order:SO-1")])
            assert await kept.prune(before=START + timedelta(minutes=2)) == 1
            assert len(await kept.reads(subject="order:SO-1")) == 1


class TestInMemory(Contract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[PersonalReads]:
        yield InMemoryPersonalReads()


class SqlContract(Contract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[PersonalReads]:
        async with migrated_store(self.url) as store:
            yield SqlPersonalReads(store.engine)


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
