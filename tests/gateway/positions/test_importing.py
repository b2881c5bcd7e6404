from collections.abc import Iterator
from decimal import Decimal

import pytest

from domain.errors import BadInput, ImpossibleValue, StoreUnavailable
from domain.exceptions import Finding
from domain.log.filters import EventFilter
from domain.log.records import DeadState
from domain.partners import RowScope
from domain.ports.cache import News, Outdated
from domain.positions.drift import STOCK_DRIFT
from domain.positions.kept import Counted
from domain.stock import STOCK_NEGATIVE, STOCK_OVERCLAIMED, STOCK_UNBALANCED, StockKey, StockState
from gateway.intake.dead import DEAD_LETTER
from gateway.positions import importing as module
from gateway.positions.applying import ALL_STOCK
from gateway.positions.bad_rows import MOST_LETTERS, BadRows
from gateway.positions.importing import Importing, ImportingParts
from gateway.positions.snapshot_rows import BadRow
from gateway.shield.sharing.signals import LocalSignal
from tests.contracts.positions import facts, row, sellable
from tests.domain.positions.stories import EAST, SKU, WEST, S, at, event, snapshot
from tests.doubles.clock import SettableClock
from tests.doubles.crosswalk import InMemoryCrosswalk
from tests.doubles.event_log import InMemoryLog
from tests.doubles.positions import InMemoryPositions

BAD = BadRow("line 3", "AX,EAST,x", ImpossibleValue("is not a number", field="sellable"))
NEW = StockKey("NEW", EAST)


class Desk:
    def __init__(self) -> None:
        self.clock = SettableClock(now=at(60))
        self.kept = InMemoryPositions()
        self.log = InMemoryLog()
        self.news: list[News] = []
        self.findings: list[Finding] = []

    def importing(self, minutes: float = 10) -> Importing:
        signal = LocalSignal()
        signal.listen(self.news.append)
        parts = ImportingParts(
            positions=self.kept,
            snapshots=self.kept,
            drifts=self.kept,
            crosswalk=InMemoryCrosswalk(),
            log=self.log,
            signal=signal,
            clock=self.clock,
            raise_all=self.findings.extend,
        )
        bad = BadRows(self.log, self.log, self.findings.extend, "wms")
        return Importing(parts, "wms", at(minutes), bad)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_all_rows_are_read_from_then_on(desk: Desk) -> None:
    done = await desk.importing().bring_in([row(SKU, 7), row("NEW", 1), row("NEW", 2, WEST)])
    assert (done.rows, done.bad, done.carried) == (3, 0, 0)
    assert await sellable(desk.kept, NEW) == 1
    assert desk.news[0] == Outdated("wms", (ALL_STOCK,), desk.clock.now())
    page = await desk.log.after(0, EventFilter(), RowScope(), first=10)
    (mark,) = page.events
    assert (mark.event.type, mark.event.subject) == ("stock.snapshot", "source:wms")
    assert mark.event.occurred_at == at(10)


async def test_it_takes_more_rows_than_it_holds(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    done = await desk.importing().bring_in([row(f"S{n}", n) for n in range(1, 8)])
    assert done.rows == 7
    assert await sellable(desk.kept, StockKey("S7", EAST)) == 7


async def test_bad_rows_are_dead_letters_with_their_line_and_hold_no_other(desk: Desk) -> None:
    done = await desk.importing().bring_in([row(SKU, 7), BAD, row(SKU, 8)])
    assert (done.rows, done.bad) == (1, 2)
    letters = await desk.log.letters()
    assert [(each.place, each.state) for each in letters] == [
        ("line 3", DeadState.WAITING),
        (f"line {SKU}", DeadState.WAITING),
    ]
    raw = await desk.log.raw(letters[0].raw)
    assert raw is not None
    assert b"AX,EAST,x" in raw.body
    assert await desk.log.waiting() == 0
    assert [finding.code for finding in desk.findings] == [DEAD_LETTER, DEAD_LETTER]
    assert await sellable(desk.kept) == 7


async def test_very_many_bad_rows_are_counted(desk: Desk) -> None:
    done = await desk.importing().bring_in([row(SKU, 7), *[BAD] * (MOST_LETTERS + 5)])
    assert done.bad == MOST_LETTERS + 5
    assert len(await desk.log.letters(first=2 * MOST_LETTERS)) == MOST_LETTERS


async def test_a_failure_leaves_what_was_read_before(desk: Desk) -> None:
    await desk.kept.learn("wms", facts(snapshot(0, {S.SELLABLE: 10})))
    desk.kept.away = {"load"}
    with pytest.raises(StoreUnavailable):
        await desk.importing().bring_in([row(SKU, 7)])
    assert await sellable(desk.kept) == 10
    assert desk.news == []
    desk.kept.away = set()
    with pytest.raises(BadInput, match="no row"):
        await desk.importing().bring_in([BAD])
    assert await sellable(desk.kept) == 10


async def test_nothing_is_left_of_an_import_that_ends_half_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows() -> Iterator[Counted]:
        yield row(SKU, 7)
        raise BadInput("cannot be read any more", field="file")

    monkeypatch.setattr(module, "BATCH", 1)
    with pytest.raises(BadInput, match="any more"):
        await desk.importing().bring_in(rows())
    assert await desk.kept.discard("wms", 1) == 0
    assert await sellable(desk.kept) is None


async def test_a_younger_snapshot_stays(desk: Desk) -> None:
    await desk.importing(10).bring_in([row(SKU, 7)])
    with pytest.raises(BadInput, match="as-of"):
        await desk.importing(5).bring_in([row(SKU, 1)])
    assert await sellable(desk.kept) == 7


async def test_what_moved_since_it_was_made_is_not_lost(desk: Desk) -> None:
    await desk.kept.learn("wms", facts(snapshot(0, {S.SELLABLE: 10}), event("received", 20, 3)))
    done = await desk.importing(10).bring_in([row(SKU, 50)])
    assert done.carried == 1
    assert await sellable(desk.kept) == 53


async def test_drift_is_kept_and_a_case_above_its_bound(desk: Desk) -> None:
    await desk.kept.learn("wms", facts(snapshot(0, {S.SELLABLE: 10}), event("received", 1, 3)))
    await desk.kept.learn("wms", facts(snapshot(0, {S.SELLABLE: 10}, place=WEST)))
    done = await desk.importing().bring_in([row(SKU, 12), row(SKU, 10, WEST), row("NEW", 1)])
    east, west = done.drifts
    assert (east.location, east.compared, east.differing, east.unexpected) == (EAST, 1, 1, 1)
    assert (east.off, west.off, west.compared) == (Decimal(1), Decimal(0), 1)
    assert list(await desk.kept.drifts()) == [east, west]
    assert [(each.code, each.group) for each in desk.findings] == [(STOCK_DRIFT, "wms/EAST")]


async def test_comparing_changes_no_position(desk: Desk) -> None:
    await desk.kept.learn("wms", facts(snapshot(0, {S.SELLABLE: 10})))
    done = await desk.importing().compare([row(SKU, 12), BAD])
    assert (done.rows, done.bad) == (1, 1)
    assert [each.off for each in done.drifts] == [2]
    assert await sellable(desk.kept) == 10
    assert desk.news == []
    assert [each.off for each in await desk.kept.drifts()] == [2]


async def test_what_cannot_be_true_is_taken_and_is_a_case(desk: Desk) -> None:
    wrong: list[dict[StockState, int]] = [
        {S.SELLABLE: 5, S.ALLOCATED: 6},
        {S.SELLABLE: -1},
        {S.SELLABLE: 5, S.PICKED: 1, S.DAMAGED: 0, S.QUARANTINED: 0, S.ON_HAND: 7},
        {S.ON_HAND: 5, S.ALLOCATED: 4, S.RESERVED: 2},
    ]
    right: list[dict[StockState, int]] = [
        {S.SELLABLE: 5, S.ALLOCATED: 5},
        {S.SELLABLE: 5, S.PICKED: 1, S.DAMAGED: 0, S.QUARANTINED: 0, S.ON_HAND: 6},
        {S.ALLOCATED: 5},
    ]
    rows = [
        Counted(StockKey(f"S{n}", EAST), {state: Decimal(amount) for state, amount in told.items()}, "EA", "")
        for n, told in enumerate([*wrong, *right])
    ]
    done = await desk.importing().bring_in(rows)
    assert done.rows == len(rows)
    assert [finding.code for finding in desk.findings] == [
        STOCK_OVERCLAIMED,
        STOCK_NEGATIVE,
        STOCK_UNBALANCED,
        STOCK_OVERCLAIMED,
    ]
    assert desk.findings[0].subjects == ("sku:wms:S0@wms:EAST",)


async def test_the_first_snapshot_is_compared_with_nothing(desk: Desk) -> None:
    rows: list[Counted] = [row(SKU, 7)]
    assert (await desk.importing().bring_in(rows)).drifts == []
