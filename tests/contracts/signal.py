"""What every signal owes: news are heard here at once, elsewhere soon, and in the order of their telling."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from domain.freshness import Rank
from domain.ports.cache import Heard, Lost, News, Outdated, Renewed, Signal
from tests.doubles.clock import START

WITHIN = 1.0
FIRST = Outdated("erp", ("order:SO-1", "sku:A@B"))
SECOND = Outdated("wms", ("order:SO-2",), START, ("orders",))
THIRD = Renewed("erp", "orders", "here", {"SO-1": Rank(START, START), "SO-2": Rank(None, START)})


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it is so, for no longer than news may take."""
    async with asyncio.timeout(WITHIN):
        while not condition():  # noqa: ASYNC110 - a server moves it
            await asyncio.sleep(0.005)


def told(heard: list[News]) -> list[News]:
    """What was told by somebody."""
    return [news for news in heard if not isinstance(news, Lost)]


class SignalContract(ABC):
    """Subclasses open the signals of two processes that hear each other; or of one, twice the same."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[tuple[Signal, Signal]]:
        """Open and start them."""

    @pytest.fixture
    async def signals(self) -> AsyncIterator[tuple[Signal, Signal]]:
        async with self.opened() as signals:
            yield signals

    async def test_what_changed_is_heard_here_before_telling_ends(
        self, signals: tuple[Signal, Signal]
    ) -> None:
        heard: list[News] = []
        signals[0].listen(heard.append)
        await signals[0].tell(FIRST)
        assert told(heard) == [FIRST]

    async def test_it_is_heard_elsewhere_once_and_in_order(self, signals: tuple[Signal, Signal]) -> None:
        here: list[News] = []
        there: list[News] = []
        signals[0].listen(here.append)
        signals[1].listen(there.append)
        news: list[News] = [FIRST, SECOND, THIRD, Heard("erp", START)]
        for each in news:
            await signals[0].tell(each)
        await until(lambda: len(told(there)) == len(news) == len(told(here)))
        assert told(here) == told(there) == news

    async def test_who_ended_listening_hears_nothing(self, signals: tuple[Signal, Signal]) -> None:
        heard: list[News] = []
        others: list[News] = []
        end = signals[0].listen(heard.append)
        signals[0].listen(others.append)
        end()
        end()
        await signals[0].tell(FIRST)
        assert (told(heard), told(others)) == ([], [FIRST])
