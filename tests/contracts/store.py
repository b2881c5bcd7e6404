"""What every database of ours owes as a whole."""

from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager

import pytest

from domain.errors import StoreUnavailable
from domain.ports.state import Store


class StoreContract(ABC):
    """Subclasses open a database that nothing was migrated in, migrate it, and open one that is away."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[Store]:
        """Open an empty database."""

    @abstractmethod
    async def migrated(self, store: Store) -> str:
        """Bring it to the newest revision; give that revision."""

    @abstractmethod
    def away(self) -> Store:
        """A database that cannot be reached."""

    async def test_it_answers(self) -> None:
        async with self.opened() as store:
            await store.ping()

    async def test_an_empty_database_has_no_revision(self) -> None:
        async with self.opened() as store:
            assert await store.revision() is None

    async def test_it_tells_the_revision_that_it_stands_at(self) -> None:
        async with self.opened() as store:
            newest = await self.migrated(store)
            assert await store.revision() == newest

    async def test_it_may_be_closed_twice(self) -> None:
        async with self.opened() as store:
            await store.ping()
            await store.aclose()
            await store.aclose()

    async def test_one_that_is_away_says_so_without_its_password(self) -> None:
        store = self.away()
        with pytest.raises(StoreUnavailable) as ping:
            await store.ping()
        with pytest.raises(StoreUnavailable):
            await store.revision()
        await store.aclose()
        assert ping.value.retryable
        assert ping.value.cause
        assert "pa55" not in str(ping.value)
