"""`ordergraph sync`: the index brought up to date with what changed in the systems."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress

from rich.console import Console
from rich.live import Live

from domain.errors import ConfigInvalid
from gateway.cli.sync_table import SyncTable
from gateway.process import SyncParts, sync_parts
from gateway.settings.process import process_settings
from gateway.telemetry.logs import configure_logs

DONE, SILENT = 0, 1


def sync_index(console: Console, instances: Sequence[str], *, once: bool) -> int:
    """Poll these instances, or all. 0: done. 1: one of them did not answer.

    Without `once` it goes on until Ctrl-C. Raises ConfigInvalid, StoreUnavailable.
    """
    with suppress(KeyboardInterrupt):
        return asyncio.run(_sync(console, instances, once=once))
    return DONE


async def _sync(console: Console, instances: Sequence[str], *, once: bool) -> int:
    settings = process_settings()
    configure_logs("ERROR" if once else settings.log_level, settings.log_format)
    parts = sync_parts(settings, os.environ)
    try:
        chosen = _chosen(parts, instances)
        await parts.start()
        return await _shown(console, parts, chosen, once=once)
    finally:
        await parts.aclose()


async def _shown(console: Console, parts: SyncParts, chosen: list[str], *, once: bool) -> int:
    shown = SyncTable(chosen)
    with Live(shown, console=console, refresh_per_second=4, redirect_stdout=False):
        if not once:
            await parts.runner.forever(chosen, shown.tell)
        last = await parts.runner.once(chosen, shown.tell)
    return SILENT if any(step.error for step in last) else DONE


def _chosen(parts: SyncParts, instances: Sequence[str]) -> list[str]:
    """The instances to poll, in the order of the file. Raises ConfigInvalid for one that cannot be."""
    known = [poll.instance for poll in parts.runner.polls]
    for name in instances:
        if name not in known:
            can = ", ".join(known) or "none"
            raise ConfigInvalid(f"{name!r} is no instance that can be polled. Those that can: {can}.")
    return [name for name in known if not instances or name in instances]
