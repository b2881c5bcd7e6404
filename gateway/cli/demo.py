"""`ordergraph demo`: everything at once, on simulated systems."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine

from rich.console import Console

from gateway.demo.chaos.run import run_chaos
from gateway.demo.run import run_demo


def show_demo(console: Console, *, once: bool, port: int, chaos: bool) -> None:
    """Start, show and stay up until Ctrl-C or SIGTERM; with `once`, end after the showing.

    chaos: show what becomes of answers while the ERP is in trouble.
    """
    run = run_chaos if chaos else run_demo
    asyncio.run(_until_signal(run(console, once=once, port=port)))


async def _until_signal(work: Coroutine[None, None, None]) -> None:
    """Handlers of our own: the children must be stopped whatever the shell made of signals before."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
