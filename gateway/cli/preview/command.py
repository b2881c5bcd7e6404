"""`ordergraph partner preview` with its options."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

Name = Annotated[str, typer.Argument(help="The partner, by its name.")]
Query = Annotated[
    Path | None,
    typer.Option("--query", help="A file with an operation (`-`: standard input) to run as the partner."),
]
Variables = Annotated[str, typer.Option("--variables", help="JSON.")]
Operation = Annotated[str | None, typer.Option("--operation", help="Its name, where the file has several.")]


def preview(
    name: Name, query: Query = None, variables: Variables = "{}", operation: Operation = None
) -> None:
    """Print the schema as a partner has it, or run an operation as it would, and say what is refused why."""
    from gateway.cli.preview.showing import show_answer, show_schema  # noqa: PLC0415 - keeps the others quick

    if query is None:
        show_schema(name)
    else:
        raise typer.Exit(show_answer(Console(stderr=True), name, query, variables, operation))
