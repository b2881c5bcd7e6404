"""Claims, by whatever keeps them: one caller at a time has a piece of work."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from domain.errors import StoreUnavailable
from gateway.store.database import open_database
from gateway.store.poll_claims import AdvisoryClaims
from gateway.sync.claims import Claims, ClaimsInProcess


class ClaimsContract:
    """What holds of the claims that `opened` gives."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[tuple[Claims, Claims]]:
        """Two processes' claims."""

    async def test_a_piece_of_work_is_one_callers_at_a_time(self) -> None:
        async with self.opened() as (one, other):
            async with one.claimed("erp") as mine, other.claimed("erp") as theirs:
                assert (mine, theirs) == (True, False)
            async with other.claimed("erp") as theirs:
                assert theirs

    async def test_different_work_is_claimed_apart(self) -> None:
        async with self.opened() as (one, other), one.claimed("erp") as mine, other.claimed("tms") as theirs:
            assert (mine, theirs) == (True, True)

    async def test_a_claim_ends_with_the_work_however_it_ends(self) -> None:
        async with self.opened() as (one, other):
            with pytest.raises(KeyError):
                async with one.claimed("erp"):
                    raise KeyError
            async with other.claimed("erp") as theirs:
                assert theirs


class TestInProcess(ClaimsContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[tuple[Claims, Claims]]:
        claims = ClaimsInProcess()
        yield claims, claims


@pytest.mark.service("postgres")
class TestPostgres(ClaimsContract):
    @pytest.fixture(autouse=True)
    def database(self, postgres_url: str) -> None:
        self.url = postgres_url

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[tuple[Claims, Claims]]:
        one, other = open_database(self.url), open_database(self.url)
        try:
            yield AdvisoryClaims(one), AdvisoryClaims(other)
        finally:
            await one.dispose()
            await other.dispose()


async def test_a_database_that_is_away_is_said_so() -> None:
    engine = open_database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreUnavailable):
        async with AdvisoryClaims(engine).claimed("erp"):
            pytest.fail("nothing was claimed")
    await engine.dispose()
