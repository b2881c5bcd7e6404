"""What every changed-since poll owes: pages that end, each change once, and a watermark in UTC."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from datetime import UTC

import pytest

from domain.errors import BackendError
from domain.ports.backends import ChangePage, ChangeSource
from tests.contracts.reads import MEANS, Trouble
from tests.doubles.clock import SettableClock

MOST_PAGES = 1_000


class ChangesContract(ABC):
    """Subclasses open the source over a small world, and move that world on."""

    instance: str

    @abstractmethod
    def polling(
        self, clock: SettableClock, trouble: Trouble | None = None
    ) -> AbstractAsyncContextManager[ChangeSource]:
        """Open the source, over a system that is well or has the given trouble."""

    @abstractmethod
    def move(self) -> tuple[str, Collection[str]]:
        """Let something happen in the system: the kind and the keys of which at least one must show."""

    @pytest.fixture
    def clock(self) -> SettableClock:
        return SettableClock()

    async def pages(self, source: ChangeSource, clock: SettableClock, cursor: str = "") -> list[ChangePage]:
        """All pages from a cursor on."""
        told: list[ChangePage] = []
        while len(told) < MOST_PAGES:
            page = await source.changes(cursor, clock.within())
            told.append(page)
            if not page.more:
                return told
            cursor = page.cursor
        raise AssertionError(f"the poll did not end within {MOST_PAGES} pages")

    async def test_pages_end_and_tell_each_key_once(self, clock: SettableClock) -> None:
        async with self.polling(clock) as source:
            pages = await self.pages(source, clock)
        kinds = {kind for page in pages for kind in page.changed}
        assert kinds
        for kind in kinds:
            keys = [key for page in pages for key in page.changed.get(kind, ())]
            assert keys
            assert len(keys) == len(set(keys))

    async def test_the_last_page_says_up_to_when_all_is_known(self, clock: SettableClock) -> None:
        async with self.polling(clock) as source:
            last = (await self.pages(source, clock))[-1]
        assert last.watermark is not None
        assert last.watermark.tzinfo is UTC
        assert last.cursor

    async def test_what_was_told_is_not_told_again(self, clock: SettableClock) -> None:
        async with self.polling(clock) as source:
            first = await self.pages(source, clock)
            again = await self.pages(source, clock, first[-1].cursor)
        assert [page.changed for page in again if page.changed] == []

    async def test_what_happens_later_shows_in_the_next_poll(self, clock: SettableClock) -> None:
        async with self.polling(clock) as source:
            first = await self.pages(source, clock)
            kind, keys = self.move()
            later = await self.pages(source, clock, first[-1].cursor)
        assert set(keys) & {key for page in later for key in page.changed.get(kind, ())}

    @pytest.mark.parametrize("trouble", MEANS)
    async def test_trouble_is_raised_in_our_words(self, clock: SettableClock, trouble: Trouble) -> None:
        async with self.polling(clock, trouble) as source:
            with pytest.raises(MEANS[trouble]) as caught:
                await source.changes("", clock.within())
        assert caught.value.backend == self.instance

    async def test_a_cursor_that_is_not_ours_is_refused(self, clock: SettableClock) -> None:
        async with self.polling(clock) as source:
            with pytest.raises(BackendError):
                await source.changes("not a cursor of ours", clock.within())
