"""How a command is started: its words in one place, and what it does on a loop of its own."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, TypeVar

import typer
from rich.console import Console

T = TypeVar("T")

Name = Annotated[str, typer.Argument(help="The partner, by its name.")]
Who = Annotated[str | None, typer.Option("--as", help="Who does it.", show_default="you, by your login")]
Sure = Annotated[bool, typer.Option("--yes", help="Do not ask again.")]


def run(work: Coroutine[None, None, T]) -> T:
    """Do it, and give what came of it."""
    return asyncio.run(work)


def console() -> Console:
    """Where tables go."""
    return Console(soft_wrap=False, highlight=False)


def author(who: str | None) -> str:
    """Who does it, for the audit."""
    from gateway.cli.cases.work import person  # noqa: PLC0415 - keeps the other commands quick

    return person() if who is None else who
