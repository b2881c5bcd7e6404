"""`ordergraph replay` and its options."""

from datetime import datetime
from typing import Annotated

import typer

_FORMATS = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"]

Source = Annotated[str | None, typer.Option("--source", help="Those of one instance.")]
Since = Annotated[
    datetime | None,
    typer.Option("--since", formats=_FORMATS, help="Those that came then or later; a day begins in UTC."),
]
Until = Annotated[datetime | None, typer.Option("--until", formats=_FORMATS, help="Those that came before.")]
After = Annotated[str | None, typer.Option("--after", help="Those of the events behind this cursor.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="How many, the oldest first.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only counted.")]


def replay(  # noqa: PLR0913 - each is an option
    source: Source = None,
    since: Since = None,
    until: Until = None,
    after: After = None,
    *,
    limit: Limit = 10_000,
    apply: Apply = False,
) -> None:
    """Map deliveries that were kept once more, by the adapters and the names of now."""
    from gateway.cli.replay.work import replay_deliveries  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(replay_deliveries(source, (since, until), after, limit, apply=apply))
