import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from gateway.telemetry.correlation import incoming, on_log_lines
from gateway.telemetry.logs import LogFormat, configure_logs

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
Written = Callable[[], list[dict[str, object]]]


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def written() -> Written:
    """Configured for JSON; gives the lines that were written."""
    stream = io.StringIO()
    configure_logs("INFO", "json", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_time_level_and_name(written: Written) -> None:
    structlog.get_logger("gateway.edge").info("answered", route="/graphql", status=200)
    (line,) = written()
    assert {key: line[key] for key in ("event", "level", "logger", "route", "status")} == {
        "event": "answered",
        "level": "info",
        "logger": "gateway.edge",
        "route": "/graphql",
        "status": 200,
    }
    assert str(line["timestamp"]).endswith("Z")


def test_lines_of_a_request_have_its_trace(written: Written) -> None:
    with on_log_lines(incoming({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})):
        structlog.get_logger("ours").info("inside")
        logging.getLogger("theirs").warning("inside too: %s", "x")
    structlog.get_logger("ours").info("outside")
    assert [line.get("trace_id") for line in written()] == [TRACE, TRACE, None]
    assert written()[1]["event"] == "inside too: x"


@pytest.mark.parametrize(
    "fields",
    [
        {"api_key": "hunter2"},
        {"Authorization": "hunter2"},
        {"headers": {"cookie": "hunter2"}},
        {"client_secret": "hunter2"},
        {"email": "hunter2"},
        {"variables": {"number": "hunter2"}},
        {"database": "postgresql+asyncpg://user:hunter2@db/ordergraph"},
        {"note": "sent Authorization: Bearer hunter2hunter2"},
        {"notes": ["Basic hunter2hunter2"]},
    ],
    ids=str,
)
def test_credentials_and_personal_data_are_hidden(written: Written, fields: dict[str, object]) -> None:
    structlog.get_logger("ours").info("said", **fields)
    logging.getLogger("theirs").info("said", extra=fields)
    assert len(written()) == 2
    assert "hunter2" not in json.dumps(written())


def test_what_needs_no_hiding_is_shown(written: Written) -> None:
    structlog.get_logger("ours").info("said", instance="wms_east", url="http://wms.example/orders", keys=3)
    (line,) = written()
    assert (line["instance"], line["url"], line["keys"]) == ("wms_east", "http://wms.example/orders", 3)


@pytest.mark.parametrize(
    ("value", "told"), [(2**70, 2**70), ("half \ud83d", "half \ud83d"), ({1: 2}, {"1": 2})]
)
def test_what_a_fast_encoder_refuses_is_written_all_the_same(
    written: Written, value: object, told: object
) -> None:
    structlog.get_logger("ours").info("said", value=value)
    assert [line["value"] for line in written()] == [told]


def test_a_stream_that_is_closed_fails_nobody(written: Written) -> None:
    stream = io.StringIO()
    configure_logs("INFO", "json", stream)
    stream.close()
    structlog.get_logger("ours").info("said")
    assert written() == []


def fail(_secret: str) -> None:
    token = "hunter2" * 2
    raise RuntimeError(f"refused Bearer {token}")


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_a_traceback_has_neither_locals_nor_credentials(log_format: LogFormat) -> None:
    stream = io.StringIO()
    configure_logs("INFO", log_format, stream)
    local = "kept" * 3
    try:
        fail(local)
    except RuntimeError:
        structlog.get_logger("ours").exception("failed")
    assert "RuntimeError" in stream.getvalue()
    assert local not in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_the_level_holds_for_ours_and_theirs(written: Written) -> None:
    structlog.get_logger("ours").debug("no")
    logging.getLogger("theirs").debug("no")
    logging.getLogger("httpx").info("HTTP Request: GET http://erp.example/orders/SO-1")
    logging.getLogger("uvicorn.access").info("no")
    assert written() == []


def test_uvicorn_s_own_lines_come_out_once(written: Written) -> None:
    logging.getLogger("uvicorn").handlers = [logging.StreamHandler(io.StringIO())]
    stream = io.StringIO()
    configure_logs("INFO", "json", stream)
    logging.getLogger("uvicorn.error").warning("odd")
    assert len(stream.getvalue().splitlines()) == 1
    assert written() == []


def test_a_console_without_a_terminal_gets_no_colours() -> None:
    stream = io.StringIO()
    configure_logs("INFO", "console", stream)
    structlog.get_logger("ours").info("answered", status=200)
    assert "\x1b" not in stream.getvalue()
    assert "status=200" in stream.getvalue()
