"""The commands below `ordergraph links` with their options."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from domain.identifiers import IdentifierKind

COMMANDS = typer.Typer(
    name="links",
    help="Declare what systems call the things that are ours, and look up what is known.",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(help="CSV (kind,instance,value,ours), or YAML with these keys.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write it; without this it is only shown.")]
Kind = Annotated[IdentifierKind, typer.Argument(help="The kind of name.")]
Name = Annotated[str, typer.Argument(help="Our name; for a kind that is never ours (gtin), the value.")]


@COMMANDS.command("import")
def import_them(file: File, *, apply: Apply = False) -> None:
    """Take in declared links. Bad rows are named and the rest is taken; exit 1 where there are any."""
    from gateway.cli.link_work import import_links  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(import_links(_console(), file, apply=apply))


@COMMANDS.command()
def show(kind: Kind, name: Name) -> None:
    """Show every name of one thing of ours: who says so, since when, and whether it stands."""
    from gateway.cli.link_work import show_links  # noqa: PLC0415 - keeps the other commands quick

    show_links(_console(), kind, name)


def _console() -> Console:
    return Console(soft_wrap=False, highlight=False)
