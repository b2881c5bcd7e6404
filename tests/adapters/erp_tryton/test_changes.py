"""The changed-since poll, page by page."""

from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest

from adapters.erp_tryton.mapping.days import as_moment
from domain.errors import BackendRefused
from tests.adapters.erp_tryton.polls import (
    JUST_NOW,
    LONG_AGO,
    MOVES,
    NOW,
    PURCHASES,
    SALES,
    SHIPMENTS,
    UNTIL,
    domain,
    poll,
    sale,
    stock_move,
    told,
    tryton,
)
from tests.adapters.erp_tryton.replies import Json, moment
from tests.adapters.erp_tryton.system import RETURNED_SALES


async def test_a_round_is_a_page_of_each_feed_and_ends_with_a_watermark() -> None:
    system = tryton([[sale(1, LONG_AGO)]])
    pages = await poll(system)
    assert system.models == [SALES, SHIPMENTS, PURCHASES, RETURNED_SALES, MOVES]
    assert [page.more for page in pages] == [True, True, True, True, False]
    assert [page.watermark for page in pages] == [None, None, None, None, UNTIL]
    assert told(pages) == ["1"]


async def test_the_first_round_asks_for_everything_that_has_a_name() -> None:
    system = tryton()
    await poll(system)
    assert domain(system, SALES) == [
        ["company", "=", 1],
        ["id", ">", 0],
        ["number", "!=", None],
        ["lines.quantity", ">", 0],
    ]
    assert domain(system, MOVES) == [["company", "=", 1], ["id", ">", 0]]
    assert {(asked["limit"], str(asked["order"])) for asked in system.asked(SALES)} == {
        (500, "[['id', 'ASC']]")
    }


async def test_the_next_round_asks_for_what_was_written_since_and_for_what_hangs_on_it() -> None:
    system = tryton()
    await poll(system, (await poll(system))[-1].cursor)
    since = as_moment(UNTIL)
    assert domain(system, SALES)[-1] == [
        "OR",
        ["write_date", ">=", since],
        [["write_date", "=", None], ["create_date", ">=", since]],
        ["shipments.write_date", ">=", since],
        ["shipments.moves.write_date", ">=", since],
        ["shipments.packages.write_date", ">=", since],
        ["invoices.write_date", ">=", since],
    ]
    assert domain(system, MOVES)[-1] == [
        "OR",
        ["write_date", ">=", since],
        [["write_date", "=", None], ["create_date", ">=", since]],
    ]


async def test_pages_go_on_after_the_last_record_until_one_is_not_full() -> None:
    rows = [[sale(1, LONG_AGO), sale(4, LONG_AGO)], [sale(6, LONG_AGO)], []]
    system = tryton(rows)
    pages = await poll(system, page_size=2)
    assert told(pages) == ["1", "4", "6"]
    assert [domain(system, SALES, place)[1] for place in (0, 1)] == [["id", ">", 0], ["id", ">", 4]]
    assert len(system.asked(SALES)) == 2
    assert domain(system, SHIPMENTS)[1] == ["id", ">", 0]


async def test_what_was_told_of_the_time_that_is_asked_for_again_is_not_told_again() -> None:
    system = tryton([[sale(1, JUST_NOW), sale(2, LONG_AGO)], [sale(1, JUST_NOW)]])
    first = await poll(system)
    assert told(first) == ["1", "2"]
    assert told(await poll(system, first[-1].cursor)) == []


async def test_what_changed_again_is_told_again() -> None:
    system = tryton([[sale(1, JUST_NOW)], [sale(1, NOW)], [sale(1, NOW)]])
    first = await poll(system)
    second = await poll(system, first[-1].cursor)
    assert told(second) == ["1"]
    assert told(await poll(system, second[-1].cursor)) == []


@pytest.mark.parametrize(
    "other",
    [
        {"shipments.": [{"id": 1, "create_date": None, "write_date": moment(NOW)}]},
        {"shipments.": [{"id": 1, "packages.": [{"id": 1, "write_date": moment(NOW)}]}]},
        {"shipments.": [{"id": 1, "moves.": [{"id": 1, "create_date": moment(NOW)}]}]},
        {"invoices.": [{"id": 1, "write_date": moment(NOW)}]},
    ],
)
async def test_an_order_changes_with_what_hangs_on_it(other: Json) -> None:
    system = tryton([[sale(1, JUST_NOW)], [sale(1, JUST_NOW, **other)]])
    assert told(await poll(system, (await poll(system))[-1].cursor)) == ["1"]


@pytest.mark.parametrize(
    "other",
    [
        {"write_date": moment(NOW)},
        {"shipment_returns.": [{"id": 1, "write_date": moment(NOW)}]},
        {"shipment_returns.": [{"id": 1, "moves.": [{"id": 1, "write_date": moment(NOW)}]}]},
        {"invoices.": [{"id": 1, "create_date": moment(NOW)}]},
    ],
)
async def test_a_return_changes_with_what_hangs_on_it(other: Json) -> None:
    system = tryton(returns=[[sale(9, JUST_NOW)], [sale(9, JUST_NOW)], [sale(9, JUST_NOW, **other)]])
    first = await poll(system)
    second = await poll(system, first[-1].cursor)
    third = await poll(system, second[-1].cursor)
    assert [told(pages, "return") for pages in (first, second, third)] == [["9"], [], ["9"]]


async def test_returns_are_asked_for_by_what_they_take_back() -> None:
    system = tryton()
    await poll(system, (await poll(system))[-1].cursor)
    since = as_moment(UNTIL)
    assert domain(system, RETURNED_SALES) == [
        ["company", "=", 1],
        ["id", ">", 0],
        ["number", "!=", None],
        ["origin", "like", "sale.sale,%"],
        ["lines.quantity", "<", 0],
        [
            "OR",
            ["write_date", ">=", since],
            [["write_date", "=", None], ["create_date", ">=", since]],
            ["shipment_returns.write_date", ">=", since],
            ["shipment_returns.moves.write_date", ">=", since],
            ["invoices.write_date", ">=", since],
        ],
    ]


async def test_a_change_that_comes_to_light_late_is_still_told() -> None:
    """A transaction that began before the round, and ended after it."""
    system = tryton([[sale(1, JUST_NOW)], [sale(1, JUST_NOW), sale(2, JUST_NOW - timedelta(seconds=20))]])
    assert told(await poll(system, (await poll(system))[-1].cursor)) == ["2"]


async def test_a_round_ends_by_its_first_page() -> None:
    """What is written while its pages are read belongs to the next round."""
    headers = {"date": "Sat, 21 Nov 2026 16:00:00 GMT"}
    first = httpx.Response(200, headers=headers, content=msgspec.json.encode([sale(1, LONG_AGO)]))
    pages = await poll(tryton([first]))
    assert pages[-1].watermark == NOW - timedelta(hours=1, seconds=60)


async def test_a_round_reaches_as_far_as_the_settings_say() -> None:
    pages = await poll(tryton(), overlap=timedelta(seconds=7))
    assert pages[-1].watermark == NOW - timedelta(seconds=7)


async def test_a_cursor_that_is_not_ours_is_refused_and_nobody_asked() -> None:
    system = tryton()
    with pytest.raises(BackendRefused, match="was not asked: "):
        await poll(system, "nonsense")
    assert system.requests == []


async def test_stock_is_told_by_its_moves_at_each_warehouse_once() -> None:
    rows = [
        stock_move(1, None, "WH-E"),
        stock_move(2, "WH-E", "WH-W"),
        stock_move(3, "WH-E", None, code="AX-2"),
        stock_move(4, "WH-E", None, code=None),
        stock_move(5, None, None),
    ]
    assert told(await poll(tryton(moves=[rows])), "sku") == ["AX-1@WH-E", "AX-1@WH-W", "AX-2@WH-E"]


async def test_the_time_of_a_watermark_is_tryton_s() -> None:
    pages = await poll(tryton(date_header="Sat, 21 Nov 2026 03:04:05 GMT"))
    assert pages[-1].watermark == datetime(2026, 11, 21, 3, 3, 5, tzinfo=UTC)
