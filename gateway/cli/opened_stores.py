"""Our own state, opened for one command and given back after it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.clock import SystemClock
from gateway.opened import Opened, opened_state
from gateway.settings.process import process_settings
from gateway.store.migrating import make_ready
from gateway.telemetry.logs import configure_logs


@asynccontextmanager
async def opened_stores() -> AsyncIterator[Opened]:
    """Its stores are ready; nothing is served or polled. Raises ConfigInvalid and StoreUnavailable."""
    settings = process_settings()
    configure_logs("ERROR", settings.log_format)
    opened = opened_state(settings, os.environ, SystemClock())
    try:
        await make_ready(opened.store)
        yield opened
    finally:
        await opened.aclose()
