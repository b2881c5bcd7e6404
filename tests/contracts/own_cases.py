"""What every store of exception cases owes who is held to some rows: its own cases, and no word of others."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.cases.work import CaseFilter, position
from domain.events.owners import Owners
from domain.exceptions import ExceptionCase, Finding
from domain.folds.overdue import OVERDUE
from domain.partners import RowScope
from domain.ports.search import OrderIndex
from domain.ports.state import ExceptionCases
from domain.stock import STOCK_NEGATIVE
from tests.contracts.order_examples import row
from tests.doubles.clock import START

MINUTE = timedelta(minutes=1)
OWNED = Owners(
    customers=frozenset({"C-1"}),
    channels=frozenset({"WEB"}),
    locations=frozenset({"EAST"}),
    suppliers=frozenset(),
    carriers=frozenset({"PONE"}),
)
EVERYTHING = CaseFilter()


@dataclass(frozen=True, slots=True)
class Kept:
    """The cases, and the index that says whose orders are."""

    cases: ExceptionCases
    index: OrderIndex


def scope(**rows: str) -> RowScope:
    return RowScope(**{kind: frozenset(names.split()) for kind, names in rows.items()})


def finding(*subjects: str, code: str = OVERDUE, group: str = "") -> Finding:
    return Finding(code=code, group=group or ",".join(subjects), subjects=subjects, systems=("erp",))


MINE = scope(customers="C-1")
ABOUT: Sequence[tuple[Finding, RowScope, bool]] = (
    (finding("order:SO-1"), MINE, True),
    (finding("order:SO-1"), scope(customers="C-2"), False),
    (finding("order:SO-1"), scope(customers="C-1", carriers="PONE", locations="EAST WEST"), True),
    (finding("order:SO-1"), scope(customers="C-1", carriers="SLOW"), False),
    (finding("order:SO-1"), scope(customers="C-1", suppliers="V-1"), False),
    (finding("order:SO-1"), scope(customers=""), False),
    (finding("order:SO-1", code="UNMAPPED_CODE"), MINE, False),
    (finding("order:so-1"), MINE, False),
    (finding("order:SO-404"), MINE, False),
    (finding("order:SO-1", "order:SO-2"), MINE, False),
    (finding("order:SO-1", "order:SO-1B"), MINE, True),
    (finding("order:SO-1", "shipment:SHE-1"), MINE, False),
    (finding(group="about nothing"), MINE, False),
    (finding("shipment:SO-1"), MINE, False),
    (finding("sku:AX-1@EAST", code=STOCK_NEGATIVE), scope(locations="EAST"), True),
    (finding("sku:AX-1@EAST", code=STOCK_NEGATIVE), scope(locations="WEST"), False),
    (finding("sku:AX-1@EAST", code=STOCK_NEGATIVE), scope(locations="AST east EAS"), False),
    (finding("sku:AX-1@EAST", code=STOCK_NEGATIVE), scope(locations="EAST", customers="C-1"), False),
    (finding("sku:AX-1@EAST", code=STOCK_NEGATIVE), MINE, False),
    (finding("sku:AX-1@WEST@EAST", code=STOCK_NEGATIVE), scope(locations="EAST WEST"), False),
    (finding("sku:AX-1", code=STOCK_NEGATIVE), scope(locations="EAST"), False),
    (finding("sku:AX-1@EAST", "order:SO-1"), scope(locations="EAST"), True),
    (finding("sku:AX-1@EAST", "order:SO-2"), scope(locations="EAST"), False),
)


class OwnCasesContract(ABC):
    """Subclasses open a store without cases, and an order index without rows."""

    @abstractmethod
    def opened(self) -> AbstractAsyncContextManager[Kept]:
        """Open them."""

    @pytest.fixture
    async def kept(self) -> AsyncIterator[Kept]:
        async with self.opened() as kept:
            others = Owners(customers=frozenset({"C-2"}), locations=frozenset({"WEST"}))
            await kept.index.put(
                [
                    row("SO-1", owners=OWNED),
                    row("SO-1B", owners=OWNED),
                    row("SO-2", owners=others),
                    row("SO-3", owners=Owners(known=False)),
                ]
            )
            yield kept

    async def test_a_case_is_the_own_of_who_may_see_all_that_it_is_about(self, kept: Kept) -> None:
        for place, (told, rows, own) in enumerate(ABOUT):
            found = Finding(code=told.code, group=f"{place}", subjects=told.subjects)
            await kept.cases.raise_all([found], START)
            known = {case.finding.group: case.id for case in (await all_of(kept.cases, RowScope()))}
            seen = {case.finding.group for case in await all_of(kept.cases, rows)}
            assert (f"{place}" in seen) is own, (told, rows)
            case = await kept.cases.case(known[f"{place}"], rows)
            assert (case is not None) is own, (told, rows)

    async def test_pages_and_totals_are_of_the_own_ones(self, kept: Kept) -> None:
        for minutes in range(8):
            number = "SO-1" if minutes % 2 else "SO-2"
            await kept.cases.raise_all(
                [finding(f"order:{number}", group=f"{minutes}")], START + minutes * MINUTE
            )
        seen, after = list[str](), None
        while True:
            page = await kept.cases.page(EVERYTHING, first=3, after=after, rows=MINE)
            assert page.total == 4
            seen += [case.finding.group for case in page.cases]
            if not page.more:
                break
            after = position(page.cases[-1])
        assert seen == ["7", "5", "3", "1"]
        filtered = await kept.cases.page(CaseFilter(subjects=("order:SO-2",)), first=3, rows=MINE)
        assert (filtered.cases, filtered.total) == ((), 0)

    async def test_a_case_follows_its_order_to_another_hand(self, kept: Kept) -> None:
        await kept.cases.raise_all([finding("order:SO-1")], START)
        moved = Owners(customers=frozenset({"C-2"}))
        await kept.index.put([row("SO-1", owners=moved)])
        assert await all_of(kept.cases, MINE) == []
        assert len(await all_of(kept.cases, scope(customers="C-2"))) == 1
        await kept.index.forget(["SO-1"])
        assert await all_of(kept.cases, scope(customers="C-2")) == []

    async def test_whose_nobody_knows_is_nobody_s(self, kept: Kept) -> None:
        await kept.cases.raise_all([finding("order:SO-3")], START)
        for rows in (MINE, scope(suppliers="V-1"), scope(locations="EAST")):
            assert await all_of(kept.cases, rows) == []
        assert len(await all_of(kept.cases, RowScope())) == 1


async def all_of(cases: ExceptionCases, rows: RowScope) -> list[ExceptionCase]:
    return list((await cases.page(EVERYTHING, first=100, rows=rows)).cases)
