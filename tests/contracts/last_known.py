"""What every store of last known values owes: the youngest of each, whole, and no more than is wanted."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from domain.ports.cache import KeptValue, LastKnown
from tests.doubles.clock import START

MINUTE = timedelta(minutes=1)


def value(key: str, minutes: int = 0, *, instance: str = "erp", port: str = "orders") -> KeptValue:
    return KeptValue(
        instance=instance,
        port=port,
        key=key,
        form="1.abc",
        fetched_at=START + minutes * MINUTE,
        body=f"{key} at {minutes}\0\N{SNOWMAN}".encode(),
    )


class LastKnownContract(ABC):
    """Subclasses open an empty store."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[LastKnown]:
        """Open an empty store."""

    @pytest.fixture
    async def last(self) -> AsyncIterator[LastKnown]:
        async with self.opened() as last:
            yield last

    async def test_nothing_is_known_at_first(self, last: LastKnown) -> None:
        assert await last.known("erp", "orders", ["SO-1"]) == {}
        assert await last.known("erp", "orders", []) == {}
        await last.keep([])

    async def test_a_value_is_found_whole_by_its_instance_port_and_key(self, last: LastKnown) -> None:
        names = ("SO-1", "so-1", '["AX","EAST"]', "\N{SNOWMAN}" * 200)
        kept = [value(name) for name in names]
        others = [value("SO-1", 5, instance="erp2"), value("SO-1", 6, port="returns")]
        await last.keep([*kept, *others])
        assert await last.known("erp", "orders", [*names, "SO-2"]) == {each.key: each for each in kept}

    async def test_the_youngest_stands(self, last: LastKnown) -> None:
        for minutes in (1, 3, 2):
            await last.keep([value("SO-1", minutes)])
        assert await last.known("erp", "orders", ["SO-1"]) == {"SO-1": value("SO-1", 3)}

    async def test_keepers_side_by_side_leave_the_youngest(self, last: LastKnown) -> None:
        keys = [f"SO-{number}" for number in range(20)]
        batches = [[value(key, minutes) for key in keys] for minutes in (2, 5, 1, 4)]
        await asyncio.gather(*(last.keep(batch[::-1] if n % 2 else batch) for n, batch in enumerate(batches)))
        assert await last.known("erp", "orders", keys) == {key: value(key, 5) for key in keys}

    async def test_the_old_go(self, last: LastKnown) -> None:
        await last.keep([value(f"SO-{minutes}", minutes) for minutes in range(5)])
        assert await last.prune(before=START + 2 * MINUTE, most=100) == 2
        assert set(await last.known("erp", "orders", [f"SO-{n}" for n in range(5)])) == {
            "SO-2",
            "SO-3",
            "SO-4",
        }

    async def test_the_oldest_beyond_the_bound_go(self, last: LastKnown) -> None:
        await last.keep([value(f"SO-{minutes}", minutes) for minutes in range(5)])
        assert await last.prune(before=START, most=3) == 2
        assert await last.prune(before=START, most=3) == 0
        assert set(await last.known("erp", "orders", [f"SO-{n}" for n in range(5)])) == {
            "SO-2",
            "SO-3",
            "SO-4",
        }
