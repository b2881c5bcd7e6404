"""What every index of purchase orders owes: the rows that were put last, within a row scope."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest

from domain.partners import RowScope
from domain.ports.search import PurchaseIndex
from domain.search.purchases import PurchaseRow

EVERY_ROW = RowScope()
ROW = PurchaseRow(number="PU-1", supplier="V-1", location="EAST")
SCOPES: tuple[tuple[dict[str, set[str]], bool], ...] = (
    ({}, True),
    ({"suppliers": {"V-1", "V-2"}}, True),
    ({"suppliers": {"V-2"}}, False),
    ({"suppliers": set[str]()}, False),
    ({"locations": {"EAST"}}, True),
    ({"locations": {"EAST"}, "suppliers": {"V-1"}}, True),
    ({"locations": {"EAST"}, "suppliers": {"V-2"}}, False),
    ({"suppliers": {"V-1"}, "customers": {"C-1"}}, False),
    ({"channels": {"WEB"}}, False),
    ({"suppliers": {"V-1"}, "carriers": {"PONE"}}, False),
)


def scope(**rows: set[str]) -> RowScope:
    return RowScope(**{kind: frozenset(names) for kind, names in rows.items()})


class PurchaseIndexContract(ABC):
    """Subclasses open an index without rows."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[PurchaseIndex]:
        """Open an empty index."""

    @pytest.fixture
    async def index(self) -> AsyncIterator[PurchaseIndex]:
        async with self.opened() as index:
            yield index

    async def test_nothing_is_known_at_first(self, index: PurchaseIndex) -> None:
        await index.put([])
        await index.forget([])
        assert await index.known([], EVERY_ROW) == frozenset()
        assert await index.known(["PU-1"], EVERY_ROW) == frozenset()

    async def test_a_row_scope_shows_its_own_alone(self, index: PurchaseIndex) -> None:
        await index.put([ROW, PurchaseRow(number="PU-2", supplier="V-9", location="FAR")])
        for rows, seen in SCOPES:
            own = {"PU-1"} if seen else set()
            assert await index.known(["PU-1", "PU-3"], scope(**rows)) == own, rows

    async def test_whose_nobody_knows_is_nobody_s(self, index: PurchaseIndex) -> None:
        await index.put([PurchaseRow(number="PU-1")])
        assert await index.known(["PU-1"], scope(suppliers={"", "V-1"})) == frozenset()
        assert await index.known(["PU-1"], scope(locations={""})) == frozenset()

    async def test_the_last_that_is_put_stays(self, index: PurchaseIndex) -> None:
        await index.put([ROW, PurchaseRow(number="PU-1", supplier="V-2", location="EAST")])
        assert await index.known(["PU-1"], scope(suppliers={"V-1"})) == frozenset()
        assert await index.known(["PU-1"], scope(suppliers={"V-2"})) == {"PU-1"}

    async def test_what_is_forgotten_is_nobody_s(self, index: PurchaseIndex) -> None:
        await index.put([ROW])
        await index.forget(["PU-1", "PU-9"])
        assert await index.known(["PU-1"], EVERY_ROW) == frozenset()

    async def test_names_that_no_database_takes_are_kept_as_far_as_they_go(
        self, index: PurchaseIndex
    ) -> None:
        long = PurchaseRow(number="PU-\0" + "x" * 999, supplier="V" * 999)
        await index.put([long])
        assert await index.known([long.number], scope(suppliers={long.supplier})) == {long.number}

    async def test_many_are_asked_for_at_once(self, index: PurchaseIndex) -> None:
        numbers = [f"PU-{number}" for number in range(1_200)]
        await index.put([PurchaseRow(number=number, supplier="V-1") for number in numbers])
        assert await index.known(numbers, scope(suppliers={"V-1"})) == set(numbers)
