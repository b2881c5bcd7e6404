from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.log.cursors import LogCursor, log_cursor, written
from domain.search.opaque import opaque

CURSORS = st.builds(LogCursor, st.text("abc-", min_size=1, max_size=40), st.integers(0, 2**63 - 1))


@given(CURSORS)
def test_a_cursor_is_read_back_as_it_was_written(cursor: LogCursor) -> None:
    text = written(cursor)
    assert log_cursor(text, field="after") == cursor
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@pytest.mark.parametrize("text", ["", "x", "!", "a" * 2_000, "W10", opaque(LogCursor("log", 1))])
def test_what_was_not_given_out_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="after"):
        log_cursor(text, field="after")


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_bad_input(text: str) -> None:
    with suppress(BadInput):
        assert log_cursor(text, field="after").position >= 0
