"""What the changed-since poll makes of records that it cannot use."""

import re

import pytest

from domain.errors import ReplyInvalid
from tests.adapters.erp_tryton.polls import LONG_AGO, SALES, UNTIL, domain, poll, sale, told, tryton
from tests.adapters.erp_tryton.replies import INSTANCE, Json


@pytest.mark.parametrize("row", [{"id": 1, "number": None}, sale(1, LONG_AGO, write_date="today")])
async def test_a_record_that_names_nothing_is_found_and_the_poll_goes_on(row: Json) -> None:
    pages = await poll(tryton([[row, sale(2, LONG_AGO)]]))
    assert told(pages) == ["2"]
    assert [finding.group for finding in pages[0].findings] == [f"{INSTANCE}/order changes"]
    assert pages[-1].watermark == UNTIL


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"create_date": None, "write_date": None}, "record 1: has no time of writing"),
        (
            {"write_date": {"__class__": "datetime", "year": 2026, "month": 2, "day": 30}},
            "record 1: .* is not a time",
        ),
    ],
)
async def test_a_record_without_the_time_of_its_change_is_always_news(wrong: Json, reason: str) -> None:
    system = tryton([[sale(1, LONG_AGO, **wrong)]])
    first = await poll(system)
    again = await poll(system, first[-1].cursor)
    for pages in (first, again):
        assert told(pages) == ["1"]
        (finding,) = pages[0].findings
        assert re.search(reason, finding.detail)


async def test_pages_go_on_after_a_record_that_names_nothing() -> None:
    system = tryton([[sale(1, LONG_AGO), {"id": 4, "number": None}], []])
    await poll(system, page_size=2)
    assert domain(system, SALES)[1] == ["id", ">", 4]


async def test_a_full_page_whose_last_record_has_no_id_leads_nowhere() -> None:
    with pytest.raises(ReplyInvalid, match=r"\$\.id"):
        await poll(tryton([[sale(1, LONG_AGO), {"id": None, "number": "2"}]]), page_size=2)


async def test_without_tryton_s_own_time_a_round_would_not_know_where_to_end() -> None:
    with pytest.raises(ReplyInvalid, match="the reply has no Date header"):
        await poll(tryton(date_header=""))
