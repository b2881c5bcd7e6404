"""The warehouse writes local times without a zone: they are resolved by its place, or refused."""

from datetime import UTC, datetime

import pytest

from adapters.wms_west.cursor import Poll, next_since, read_cursor
from adapters.wms_west.notation import local_time
from domain.errors import ImpossibleValue
from tests.adapters.wms_west.replies import CREATED, fulfilment, line, log, order
from tests.adapters.wms_west.system import GIVEN

ZONE = str(GIVEN["zone"])


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("20260302 074500", datetime(2026, 3, 2, 15, 45, tzinfo=UTC)),
        ("20260702 074500", datetime(2026, 7, 2, 14, 45, tzinfo=UTC)),
        ("20260308 015959", datetime(2026, 3, 8, 9, 59, 59, tzinfo=UTC)),
        ("20260308 030000", datetime(2026, 3, 8, 10, 0, tzinfo=UTC)),
        # The hour that comes twice: the first pass is taken.
        ("20261101 013000", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        ("20261101 020000", datetime(2026, 11, 1, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_resolved_by_the_zone_of_its_place(text: str, instant: datetime) -> None:
    assert local_time(text, ZONE) == instant


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("20260308 023000", "does not exist in America/Los_Angeles"),
        ("20260230 000000", "not an ISO 8601 time"),
        ("20260302 246060", "not an ISO 8601 time"),
        ("20260302", "not a local time such as"),
        ("2026-03-02T07:45:00Z", "not a local time such as"),
        ("\u0662\u0660260302 074500", "not a local time such as"),
        ("00010101 000000", "not between 1990 and 2100"),
        ("99991231 235959", "outside the calendar"),
    ],
)
def test_a_time_that_cannot_be_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ImpossibleValue, match=reason):
        local_time(text, ZONE, "Order/Log/@at")


async def test_times_of_another_place_are_not_read_by_this_one_s_clocks() -> None:
    answer = await fulfilment(order(line(), log("CR", CREATED), facility="W3"))
    assert answer.value.milestones == ()
    assert answer.value.as_of is None
    assert {finding.group for finding in answer.findings} >= {"wms_west/Order/Log/@at"}
    assert all("has no zone and its place has none" in finding.detail for finding in answer.findings)


@pytest.mark.parametrize(
    ("until", "since"),
    [
        ("20260302 000000", "20260301 235959"),
        ("20260101 000000", "20251231 235959"),
        ("20261101 020000", "20261101 005959"),
        ("20261101 013000", "20261101 002959"),
        ("20261101 010000", "20261101 005959"),
        ("20261101 020001", "20261101 020000"),
    ],
)
def test_the_next_poll_begins_where_nothing_can_fall_between(until: str, since: str) -> None:
    assert next_since(until, ZONE) == since


@pytest.mark.parametrize(
    "poll", [Poll(), Poll("20260302 000000"), Poll("20260302 000000", "20260303 000000", "1-2/3")]
)
def test_a_cursor_is_read_as_it_was_written(poll: Poll) -> None:
    assert read_cursor(str(poll), "wms_west") == poll
