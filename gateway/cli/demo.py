"""`ordergraph demo`: everything at once, on simulated systems."""

import asyncio
import contextlib

from rich.console import Console

from gateway.demo.run import run_demo


def show_demo(console: Console, *, once: bool, port: int) -> None:
    """Start, show and stay up until Ctrl-C; with `once`, end after the showing."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run_demo(console, once=once, port=port))
