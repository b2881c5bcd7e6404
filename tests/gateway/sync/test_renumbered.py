"""An order that a new ERP has under another number is one order, whoever tells of it and since when."""

import pytest

from domain.errors import BackendUnavailable
from domain.partners import RowScope
from domain.search.orders import OrderFilter, Paging
from domain.search.terms import TermKind, term
from gateway.settings.naming.names import NameRule
from tests.gateway.sync.two_erps import (
    ALIKE,
    NEW,
    NEW_ONE,
    NOT_MIGRATED,
    OLD,
    OURS,
    RENUMBERED,
    TIED,
    TwoErps,
    order,
)

UNTIED = f"{NEW}:{RENUMBERED}"


async def listed(erps: TwoErps) -> set[str]:
    """The numbers of all orders that a page shows; each once."""
    page = await erps.index.search(OrderFilter(), RowScope(), Paging(first=20))
    numbers = [position.number for position in page.positions]
    assert len(numbers) == len(set(numbers))
    return set(numbers)


@pytest.mark.parametrize("believed", [(OLD, NEW), (NEW, OLD)])
@pytest.mark.parametrize("polled", [(OLD, NEW), (NEW, OLD)])
async def test_both_polls_bring_in_one_row_with_both_names(
    polled: tuple[str, str], believed: tuple[str, str]
) -> None:
    erps = TwoErps(believed)
    await erps.poll(*polled)
    assert await listed(erps) == {OURS, NOT_MIGRATED}
    row = erps.index.held[OURS]
    assert row.source == believed[0]
    assert {term(TermKind.ORDER, number) for number in (OURS, RENUMBERED)} <= row.terms


async def test_the_poll_of_one_erp_is_enough() -> None:
    erps = TwoErps()
    await erps.poll(NEW)
    assert await listed(erps) == {OURS}
    assert [finding.code for finding in erps.findings] == ["UNLINKED_IDENTIFIER"], NEW_ONE


@pytest.mark.parametrize("later", [ALIKE, NameRule(owner=OLD)])
async def test_an_order_that_was_kept_twice_before_it_was_tied_is_kept_once(later: NameRule) -> None:
    erps = TwoErps()
    erps.declare(orders=ALIKE)
    await erps.poll(OLD, NEW)
    assert await listed(erps) == {OURS, NOT_MIGRATED, RENUMBERED, NEW_ONE}
    erps.declare(TIED, orders=later)
    await erps.poll(NEW)
    assert await listed(erps) == {OURS, NOT_MIGRATED, NEW_ONE}


async def test_another_order_that_bears_the_number_here_stays() -> None:
    erps = TwoErps()
    erps.reads[OLD].records[RENUMBERED] = order(OLD, RENUMBERED)
    await erps.indexed(RENUMBERED)
    await erps.poll(NEW)
    assert await listed(erps) == {OURS, RENUMBERED}
    assert erps.index.held[RENUMBERED].source == OLD


async def test_nothing_is_forgotten_while_a_system_is_away_that_might_know_better() -> None:
    erps = TwoErps((OLD, NEW))
    erps.declare(orders=ALIKE)
    await erps.poll(NEW)
    erps.declare(TIED, orders=ALIKE)
    erps.reads[OLD].error = BackendUnavailable("cannot be reached", backend=OLD)
    await erps.poll(NEW)
    assert RENUMBERED in await listed(erps)
    erps.reads[OLD].error = None
    erps.declare(TIED, orders=ALIKE)
    await erps.poll(NEW)
    assert await listed(erps) == {OURS, NEW_ONE}


async def test_what_a_request_read_by_an_untied_name_is_kept_once_when_it_is_read_again() -> None:
    erps = TwoErps()
    erps.declare()
    await erps.read(UNTIED)
    assert await listed(erps) == {UNTIED}
    erps.declare(TIED)
    await erps.read(UNTIED)
    assert await listed(erps) == {OURS}
