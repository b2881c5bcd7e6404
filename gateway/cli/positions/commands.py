"""`ordergraph positions` and what stands below it, with their options."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

COMMANDS = typer.Typer(
    name="positions",
    help="Stock positions that are kept here: loaded from a whole snapshot, and compared with one.",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(help="CSV with a header, or NDJSON (.ndjson, .jsonl).", dir_okay=False)]
Compared = Annotated[
    Path | None,
    typer.Argument(help="A snapshot to compare with.", dir_okay=False, show_default="the last comparison"),
]
Source = Annotated[str, typer.Option("--source", help="The instance whose positions they are.")]
OneSource = Annotated[str | None, typer.Option("--source", help="Those of one instance.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Of when the snapshot is, as ISO 8601 with a zone.", show_default="now"),
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many, the worst first.")]


@COMMANDS.command("import")
def import_file(file: File, source: Source, as_of: AsOf = None) -> None:
    """Read positions of this file from now on. What is read until then stays until all of it is there."""
    from gateway.cli.positions.work import import_positions  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(import_positions(file, source, _instant(as_of)))


@COMMANDS.command("drift")
def drift(file: Compared = None, source: OneSource = None, as_of: AsOf = None, *, limit: Limit = 100) -> None:
    """Show how far what events have kept is from what was counted; exit 1 above the instance's bound."""
    from gateway.cli.positions.work import compare_positions, show_drift  # noqa: PLC0415 - as above

    if file is None:
        raise typer.Exit(show_drift(source, limit))
    if source is None:
        raise typer.BadParameter("a file needs --source")
    raise typer.Exit(compare_positions(file, source, _instant(as_of)))


def _instant(told: str | None) -> datetime | None:
    if told is None:
        return None
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise typer.BadParameter(f"{told!r} is no instant, such as 2026-03-02T08:00:00Z") from None
    if at.tzinfo is None:
        raise typer.BadParameter(f"{told!r} has no zone")
    return at
