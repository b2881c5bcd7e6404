import re

import pytest
from structlog.contextvars import get_contextvars

from gateway.telemetry.correlation import correlation_id, incoming, on_log_lines, outgoing

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


def test_a_caller_s_trace_goes_on_under_a_span_of_ours() -> None:
    span = incoming({"traceparent": PARENT, "tracestate": "vendor=1"})
    assert correlation_id(span) == TRACE
    sent = outgoing(span)
    assert re.fullmatch(f"00-{TRACE}-[0-9a-f]{{16}}-01", sent["traceparent"])
    assert "00f067aa0ba902b7" not in sent["traceparent"]
    assert sent["tracestate"] == "vendor=1"


def test_a_caller_that_does_not_sample_is_obeyed() -> None:
    assert outgoing(incoming({"traceparent": PARENT[:-1] + "0"}))["traceparent"].endswith("-00")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-00f067aa0ba902b7-01",
        f"00-{TRACE.upper()}-00f067aa0ba902b7-01",
        f"{PARENT}-more",
    ],
)
def test_without_a_usable_header_a_new_trace_begins(header: str) -> None:
    ids = {correlation_id(incoming({"traceparent": header})) for _ in range(2)}
    assert len(ids) == 2
    assert TRACE not in ids
    assert all(re.fullmatch("[0-9a-f]{32}", one) and int(one, 16) for one in ids)


def test_ids_stand_on_log_lines_for_as_long_as_the_request_lasts() -> None:
    span = incoming({"traceparent": PARENT})
    with on_log_lines(span):
        assert get_contextvars()["trace_id"] == TRACE
    assert "trace_id" not in get_contextvars()
