"""What every index of supply owes: all that a document brings, as it was put last."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.availability.answers import SegmentKind
from domain.availability.supply import Supply
from domain.ports.selling import SupplyIndex
from domain.quantities import quantity
from tests.doubles.clock import START


def supply(number: str, amount: str, *, sku: str = "AX-1", unit: str = "EA", days: int | None = 1) -> Supply:
    return Supply(
        sku=sku,
        location="EAST",
        quantity=quantity(amount, unit),
        kind=SegmentKind.PURCHASE_ORDER,
        expected_at=None if days is None else START + timedelta(days=days),
        reference=number,
        source="erp",
    )


class SupplyContract(ABC):
    """Subclasses open an index without rows."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[SupplyIndex]:
        """Open an empty index."""

    @pytest.fixture
    async def index(self) -> AsyncIterator[SupplyIndex]:
        async with self.opened() as index:
            yield index

    async def test_nothing_comes_at_first(self, index: SupplyIndex) -> None:
        await index.put({})
        assert await index.coming([]) == {}
        assert dict(await index.coming(["AX-1"])) == {"AX-1": []}

    async def test_what_was_put_last_comes(self, index: SupplyIndex) -> None:
        one, other = supply("PU-1", "5"), supply("PU-1", "2.5", sku="AX-2", unit="KG", days=None)
        more = supply("PU-2", "7")
        await index.put({"PU-2": [more], "PU-1": [one, other]})
        assert dict(await index.coming(["AX-1", "AX-2", "AX-3"])) == {
            "AX-1": [one, more],
            "AX-2": [other],
            "AX-3": [],
        }
        await index.put({"PU-1": [other], "PU-2": []})
        assert dict(await index.coming(["AX-2", "AX-1"])) == {"AX-1": [], "AX-2": [other]}

    async def test_it_says_of_which_items_something_else_comes_and_where(self, index: SupplyIndex) -> None:
        one, other = supply("PU-1", "5"), supply("PU-1", "2.5", sku="AX-2", unit="KG", days=None)
        east = frozenset({"EAST"})
        assert dict(await index.put({"PU-1": [one, other]})) == {"AX-1": east, "AX-2": east}
        assert dict(await index.put({"PU-1": [one, other], "PU-2": []})) == {}
        assert dict(await index.put({"PU-1": [other, one]})) == {}, "in another order it is the same"
        assert dict(await index.coming(["AX-1"])) == {"AX-1": [one]}
        assert dict(await index.put({"PU-1": [one, other, one]})) == {"AX-1": east}
        later = replace(one, expected_at=START + timedelta(days=9))
        assert dict(await index.put({"PU-1": [later, other, one]})) == {"AX-1": east}
        moved = replace(other, location="WEST")
        assert dict(await index.put({"PU-1": [later, moved, one]})) == {"AX-2": east | {"WEST"}}
        assert dict(await index.put({"PU-1": [], "PU-3": []})) == {"AX-1": east, "AX-2": frozenset({"WEST"})}

    async def test_many_items_are_asked_for_at_once(self, index: SupplyIndex) -> None:
        one = supply("PU-1", "5")
        await index.put({"PU-1": [one]})
        told = await index.coming([f"AX-{number}" for number in range(1_200)])
        assert [sku for sku, coming in told.items() if coming] == ["AX-1"]
