"""Structured logs: one shape for our own lines and for those of the libraries, JSON or for reading."""

import logging
import sys
from typing import Literal, TextIO

import structlog
from structlog.typing import Processor

from gateway.telemetry.redaction import redact

LogFormat = Literal["json", "console"]

# httpx names the URLs that it calls, which hold customers' order numbers, and aiosqlite the values of each
# statement, which are persons'; uvicorn would say again what our own lines say.
_QUIETER = ("aiosqlite", "alembic", "httpcore", "httpx", "sqlalchemy", "uvicorn.access", "uvicorn.error")


def configure_logs(level: str, log_format: LogFormat, stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's loggers to `stream` (stderr), one event a line."""
    ours = _shared()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *ours,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=ours, processors=_ending(_renderer(log_format, target))
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in _QUIETER:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _renderer(log_format: LogFormat, stream: TextIO) -> Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def _ending(renderer: Processor) -> list[Processor]:
    """Redaction is last before the rendering. Tracebacks come without local variables."""
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.UnicodeDecoder(),
        redact,
        renderer,
    ]
