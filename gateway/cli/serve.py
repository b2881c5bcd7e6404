"""`ordergraph serve`: from the settings to the running process, and to its end."""

import asyncio
import gc
import os
import socket

import structlog
import uvloop

from gateway.app import Parts, create_app
from gateway.cli.server import Server, listen
from gateway.edge.connections import bounded
from gateway.process import parts
from gateway.settings.process import ProcessSettings, mistaken_variables, process_settings
from gateway.telemetry.logs import configure_logs

_LOG = structlog.get_logger(__name__)
_MADE_BETWEEN = (5_000, 20, 20)
"""Objects between two collections of the youngest, and how many of one age make one of the next."""


def serve_graph() -> None:
    """Serve until a signal comes. Raises ConfigInvalid, StoreUnavailable."""
    settings = process_settings()
    configure_logs(settings.log_level, settings.log_format)
    for warning in mistaken_variables(os.environ):
        _LOG.warning("a variable is ignored", reason=warning)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings))


async def _serve(settings: ProcessSettings) -> None:
    made = parts(settings, os.environ)
    try:
        await made.start()
        _settle_memory()
        with await asyncio.to_thread(listen, settings.host, settings.port) as listener:
            await _until_stopped(made, settings, listener)
    finally:
        await made.aclose()
    _LOG.info("stopped")


def _settle_memory() -> None:
    """What is there now stays, and what comes is gone through less often: it stops everything each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_MADE_BETWEEN)


async def _until_stopped(made: Parts, settings: ProcessSettings, listener: socket.socket) -> None:
    def on_stop() -> None:
        made.readiness.draining = True
        _LOG.info("stopping: what was accepted is answered first", at_most=str(settings.shutdown_grace))
        made.leave()

    reloads: set[asyncio.Future[bool]] = set()

    def on_reload() -> None:
        task = asyncio.ensure_future(made.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    server = Server(
        create_app(made),
        grace=settings.shutdown_grace,
        on_stop=on_stop,
        on_reload=on_reload,
        connections=bounded(made.head, made.metrics.operation_refused),
        message_bytes=made.message_bytes,
    )
    host, port = listener.getsockname()[:2]
    _LOG.info("serving", host=host, port=port, config=str(settings.config))
    await server.serve(sockets=[listener])
