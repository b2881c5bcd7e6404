"""Structured logs: one shape for our own lines and for those of the libraries, JSON or for reading."""

import json
import logging
import sys
from collections.abc import Callable
from typing import Literal, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor

from gateway.telemetry.redaction import redact
from gateway.telemetry.written_lines import WrittenLines

LogFormat = Literal["json", "console"]

# httpx names the URLs that it calls, which hold customers' order numbers, and aiosqlite the values of each
# statement, which are persons'; uvicorn would say again what our own lines say.
_QUIETER = ("aiosqlite", "alembic", "httpcore", "httpx", "sqlalchemy", "uvicorn.access", "uvicorn.error")

_AS_BEFORE = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
"""Such values are told by their `repr`, as `json` does it."""


def configure_logs(level: str, log_format: LogFormat, stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's loggers to `stream` (stderr), one event a line."""
    target = stream or sys.stderr
    handler, ending = logging.StreamHandler(target), _ending(_renderer(log_format, target))
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_beginning(), WrittenLines(handler, ending)],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    theirs: list[Processor] = [structlog.stdlib.ExtraAdder(), *_beginning()]
    without_ours = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=theirs, processors=[without_ours, *ending])
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in _QUIETER:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def _beginning() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _renderer(log_format: LogFormat, stream: TextIO) -> Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer(serializer=_json)
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def _json(event: EventDict, default: Callable[[object], object]) -> str:
    try:
        return orjson.dumps(event, default=default, option=_AS_BEFORE).decode()
    except orjson.JSONEncodeError:
        # Numbers beyond 64 bits, and half characters: the slower one takes them.
        return json.dumps(event, default=default)


def _ending(renderer: Processor) -> list[Processor]:
    """Redaction is last before the rendering. Tracebacks come without local variables."""
    return [
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
        redact,
        renderer,
    ]
