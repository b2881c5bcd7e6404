from datetime import UTC, datetime

import pytest

from adapters.transport.polls import reached
from domain.errors import ReplyInvalid
from domain.instants import parse_instant


def test_a_poll_reaches_the_time_that_it_says() -> None:
    assert reached("erp", parse_instant, "2026-03-02T08:00", zone="UTC") == datetime(
        2026, 3, 2, 8, tzinfo=UTC
    )


def test_a_poll_whose_time_cannot_be_meant_is_invalid() -> None:
    with pytest.raises(ReplyInvalid, match="did not say its time") as caught:
        reached("erp", parse_instant, "soon", field="asOf")
    assert caught.value.backend == "erp"
    assert caught.value.path == "asOf: 'soon' is not an ISO 8601 time"
