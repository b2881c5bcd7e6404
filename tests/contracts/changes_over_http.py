"""What a changed-since poll over HTTP owes besides: a row that names nothing does not stop it."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from adapters.manifest import Connection
from domain.ports.backends import ChangePage, ChangeSource
from tests.contracts.changes import ChangesContract
from tests.contracts.over_http import troubled
from tests.contracts.reads import Trouble
from tests.doubles.clock import SettableClock
from tests.doubles.network import Branching, Rewriting


class ChangesOverHttp(ChangesContract):
    """Subclasses give the healthy system as an httpx transport and connect the adapter to a network.

    Paths in `preliminaries` (fetching a token) are not troubled.
    """

    preliminaries: frozenset[str] = frozenset()

    @abstractmethod
    def upstream(self) -> httpx.AsyncBaseTransport:
        """The healthy system, the same at each call."""

    @abstractmethod
    def connect(self, clock: SettableClock, network: httpx.AsyncBaseTransport) -> Connection:
        """The adapter's connection over that network."""

    @abstractmethod
    def spoiled(self, body: bytes) -> bytes:
        """A page whose first row, if it has one, does not say what changed (JSON: `json_spoiled`)."""

    @asynccontextmanager
    async def polling(
        self, clock: SettableClock, trouble: Trouble | None = None
    ) -> AsyncIterator[ChangeSource]:
        upstream = self.upstream()
        network = upstream if trouble is None else troubled(upstream, trouble, self.preliminaries)
        async with self.polling_over(clock, network) as source:
            yield source

    @asynccontextmanager
    async def polling_over(
        self, clock: SettableClock, network: httpx.AsyncBaseTransport
    ) -> AsyncIterator[ChangeSource]:
        connection = self.connect(clock, network)
        try:
            assert connection.changes
            yield connection.changes
        finally:
            await connection.aclose()

    async def test_good_rows_give_no_findings(self, clock: SettableClock) -> None:
        async with self.polling(clock) as source:
            pages = await self.pages(source, clock)
        assert [page.findings for page in pages if page.findings] == []

    async def test_a_row_that_names_nothing_is_found_and_the_poll_goes_on(self, clock: SettableClock) -> None:
        upstream = self.upstream()
        spoiling = Branching(upstream, Rewriting(upstream, self.spoiled), self.preliminaries)
        async with self.polling_over(clock, upstream) as source:
            good = await self.pages(source, clock)
        async with self.polling_over(clock, spoiling) as source:
            bad = await self.pages(source, clock)
        assert [(page.watermark, page.more) for page in bad] == [(page.watermark, page.more) for page in good]
        for before, after in zip(good, bad, strict=True):
            found = [finding.systems for finding in after.findings]
            assert found == ([(self.instance,)] if before.changed else [])
            assert keys(before) >= keys(after)
            assert len(keys(before)) - len(keys(after)) <= len(found)


def keys(page: ChangePage) -> set[tuple[str, str]]:
    """What changed, by kind and key."""
    return {(kind, key) for kind, named in page.changed.items() for key in named}
