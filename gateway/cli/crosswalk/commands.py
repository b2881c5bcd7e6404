"""The commands below `ordergraph links` with their options."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from domain.identifiers import IdentifierKind, LinkOrigin

COMMANDS = typer.Typer(
    name="links",
    help="Declare what systems call the things that are ours, and look up what is known.",
    no_args_is_help=True,
)


class Origin(StrEnum):
    """Where a link that can be taken back comes from."""

    IMPORTED = "imported"
    LEARNED = "learned"


_ORIGINS = {Origin.IMPORTED: LinkOrigin.DECLARED, Origin.LEARNED: LinkOrigin.LEARNED}

File = Annotated[Path, typer.Argument(help="CSV (kind,instance,value,ours), or YAML with these keys.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write it; without this it is only shown.")]
Kind = Annotated[IdentifierKind, typer.Argument(help="The kind of name.")]
Name = Annotated[str, typer.Argument(help="Our name; for a kind that is never ours (gtin), the value.")]


Rows = Annotated[Path | None, typer.Argument(help="The links that these rows say, as for import.")]
OfKind = Annotated[IdentifierKind | None, typer.Option("--kind", help="Names of this kind.")]
OfInstance = Annotated[str | None, typer.Option("--instance", help="What this instance calls things.")]
OfValue = Annotated[str | None, typer.Option("--value", help="This name in the instance.")]
OfOurs = Annotated[str | None, typer.Option("--ours", help="Names of what we call so.")]
OfOrigin = Annotated[Origin | None, typer.Option("--origin", help="Only what came to be known so.")]
ApplyRemoval = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only shown.")]


@COMMANDS.command("import")
def import_them(file: File, *, apply: Apply = False) -> None:
    """Take in declared links. Bad rows are named and the rest is taken; exit 1 where there are any."""
    from gateway.cli.crosswalk.work import import_links  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(import_links(_console(), file, apply=apply))


@COMMANDS.command()
def remove(  # noqa: PLR0913 - one for each option
    file: Rows = None,
    *,
    kind: OfKind = None,
    instance: OfInstance = None,
    value: OfValue = None,
    ours: OfOurs = None,
    origin: OfOrigin = None,
    apply: ApplyRemoval = False,
) -> None:
    """Take back links that were imported or learned: those of a file's rows, or all that the options choose.

    Of a file's rows, what was imported goes; what was learned stays, unless --origin says so.
    """
    from gateway.cli.crosswalk.work import remove_links  # noqa: PLC0415 - keeps the other commands quick
    from gateway.store.links.removing import Choice  # noqa: PLC0415 - keeps the other commands quick

    wanted = None if origin is None else _ORIGINS[origin]
    choice = Choice(kind=kind, instance=instance, value=value, ours=ours, origin=wanted)
    raise typer.Exit(remove_links(_console(), file, choice, apply=apply))


@COMMANDS.command()
def show(kind: Kind, name: Name) -> None:
    """Show every name of one thing of ours: who says so, since when, and whether it stands."""
    from gateway.cli.crosswalk.work import show_links  # noqa: PLC0415 - keeps the other commands quick

    show_links(_console(), kind, name)


def _console() -> Console:
    return Console(soft_wrap=False, highlight=False)
