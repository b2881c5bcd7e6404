"""`ordergraph serve`: from the settings to the running process."""

import os

import structlog

from gateway.app import serve
from gateway.settings.instance_file import load_instance_file
from gateway.settings.process import mistaken_variables, process_settings
from gateway.telemetry.logs import configure_logs
from gateway.wiring import known_adapters

_LOG = structlog.get_logger(__name__)


def serve_graph() -> None:
    """Serve until a signal comes. Raises ConfigInvalid, StoreUnavailable."""
    settings = process_settings()
    configure_logs(settings.log_level, settings.log_format)
    for warning in mistaken_variables(os.environ):
        _LOG.warning("a variable is ignored", reason=warning)
    serve(settings, load_instance_file(settings.config, known_adapters(), os.environ))
