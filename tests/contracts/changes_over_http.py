"""What a changed-since poll over HTTP owes besides: a row that names nothing does not stop it."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from domain.ports.backends import ChangePage, ChangeSource
from tests.contracts.changes import ChangesContract
from tests.contracts.http_system import HttpSystem
from tests.contracts.reads import Trouble
from tests.doubles.clock import SettableClock


class ChangesOverHttp(HttpSystem, ChangesContract):
    """Subclasses say what HttpSystem asks for (the same system at each call), and how a page is spoiled."""

    @abstractmethod
    def spoiled(self, body: bytes) -> bytes:
        """A page whose first row, if it has one, does not say what changed (JSON: `json_spoiled`)."""

    @asynccontextmanager
    async def polling(
        self, clock: SettableClock, trouble: Trouble | None = None
    ) -> AsyncIterator[ChangeSource]:
        async with self.polling_over(clock, self.network(trouble)) as source:
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
        async with self.polling(clock) as source:
            good = await self.pages(source, clock)
        async with self.polling_over(clock, self.rewritten(self.spoiled)) as source:
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
