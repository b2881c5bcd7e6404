"""Where a poll goes on, as text and back."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.erp_tryton.cursor import MOST_REMEMBERED, Cursor, Told, newest, read_cursor
from domain.errors import BackendRefused

NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def test_a_cursor_is_read_as_it_was_written() -> None:
    cursor = Cursor(since=NOW, until=NOW, feed=2, after=7, told=(Told(0, 1, NOW),), recent=(Told(1, 2, NOW),))
    assert read_cursor(str(cursor), 4, "erp") == cursor


def test_without_a_cursor_a_poll_begins() -> None:
    assert read_cursor("", 4, "erp") == Cursor()


@pytest.mark.parametrize(
    "cursor",
    [
        "{",
        "nonsense",
        "[]",
        '{"since":"yesterday"}',
        '{"since":"2026-11-21T17:00:00"}',
        '{"told":[[0,1,"2026-11-21T17:00:00"]]}',
        '{"page":"7"}',
        '{"told":7}',
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(BackendRefused, match="was not asked: the cursor is not one of its own"):
        read_cursor(cursor, 4, "erp")


@pytest.mark.parametrize("feed", [-1, 4])
def test_a_feed_that_is_not_there_is_refused(feed: int) -> None:
    with pytest.raises(BackendRefused, match=f"there is no feed {feed}"):
        read_cursor(f'{{"feed":{feed}}}', 4, "erp")


def test_only_the_newest_are_remembered() -> None:
    told = [Told(0, number, NOW - timedelta(seconds=number)) for number in range(MOST_REMEMBERED + 100)]
    kept = newest(tuple(told))
    assert set(kept) == set(told[:MOST_REMEMBERED])
