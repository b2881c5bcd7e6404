"""The commands below `ordergraph partner` with their options."""

from pathlib import Path
from typing import Annotated

import typer

from domain.registry.plans import Prune
from domain.registry.records import Subject
from gateway.cli.partners.asked import subject_of
from gateway.cli.partners.grant_command import grant
from gateway.cli.partners.key_commands import KEYS
from gateway.cli.partners.starting import Name, Sure, Who, author, console, run
from gateway.cli.preview.command import preview

COMMANDS = typer.Typer(
    name="partner",
    help="Say who may ask and what they may see, and look up who changed it.",
    no_args_is_help=True,
)
COMMANDS.add_typer(KEYS)

NewName = Annotated[str, typer.Argument(help="A name that stays: as it will stand in logs and metrics.")]
Title = Annotated[str, typer.Option("--title", help="What people call it.")]
OtherTitle = Annotated[str | None, typer.Option("--title", help="What people call it.")]
Subjects = Annotated[
    list[Subject] | None,
    typer.Option(
        "--subject",
        parser=subject_of,
        metavar="ISSUER:SUBJECT",
        help="Whose tokens are its own; may be given several times.",
    ),
]
Changes = Annotated[int, typer.Option("--changes", min=0, max=1_000, help="So many of its last changes.")]
OfName = Annotated[str | None, typer.Argument(help="The partner, by its name.", show_default="all")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Show so many.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, with all that was and is.")]
File = Annotated[Path, typer.Argument(help="The file of partners; see docs/partners.md.")]
Check = Annotated[bool, typer.Option("--check", help="Only look; exit 3 where there is something to do.")]
Pruned = Annotated[Prune, typer.Option("--prune", help="What becomes of partners that are not in the file.")]


@COMMANDS.command("list")
def list_them() -> None:
    """List the partners of the registry."""
    from gateway.cli.partners import partner_work as work  # noqa: PLC0415 - keeps the other commands quick

    run(work.list_partners(console()))


@COMMANDS.command()
def show(name: Name, *, changes: Changes = 5) -> None:
    """Show all that is kept of a partner, its keys and its last changes."""
    from gateway.cli.partners import partner_work as work  # noqa: PLC0415 - keeps the other commands quick

    run(work.show_partner(console(), name, changes))


@COMMANDS.command()
def add(name: NewName, *, title: Title = "", subject: Subjects = None, who: Who = None) -> None:
    """Take up a partner. It may see nothing until it is granted something."""
    from gateway.cli.partners import partner_work as work  # noqa: PLC0415 - keeps the other commands quick

    run(work.add_partner(console(), name, title, subject or (), author(who)))


COMMANDS.command()(grant)
COMMANDS.command()(preview)


@COMMANDS.command()
def edit(name: Name, *, title: OtherTitle = None, subject: Subjects = None, who: Who = None) -> None:
    """Give a partner another title, or other subjects in the place of those that it has."""
    from gateway.cli.partners import partner_work as work  # noqa: PLC0415 - keeps the other commands quick

    run(work.edit_partner(console(), name, title, subject, author(who)))


@COMMANDS.command()
def suspend(name: Name, *, who: Who = None) -> None:
    """Refuse a partner everything, by token and by key, until it is resumed."""
    from gateway.cli.partners import partner_work as work  # noqa: PLC0415 - keeps the other commands quick

    run(work.suspend_partner(console(), name, author(who)))


@COMMANDS.command()
def resume(name: Name, *, who: Who = None) -> None:
    """End a suspension."""
    from gateway.cli.partners import partner_work as work  # noqa: PLC0415 - keeps the other commands quick

    run(work.resume_partner(console(), name, author(who)))


@COMMANDS.command()
def remove(name: Name, *, who: Who = None, yes: Sure = False) -> None:
    """Forget a partner and its keys. Exit 1 where nobody is sure."""
    from gateway.cli.partners import partner_work as work  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(run(work.remove_partner(console(), name, author(who), sure=yes)))


@COMMANDS.command("apply")
def apply_file(
    file: File, *, check: Check = False, yes: Sure = False, prune: Pruned = Prune.KEEP, who: Who = None
) -> None:
    """Bring the partners of a file into the registry: shows what would change, and asks.

    Exit 0: it is so now. 1: you refused, or somebody changed a partner meanwhile.
    2: the file is wrong. 3: there is something to do (with --check).
    """
    from gateway.cli.partners import apply_work as work  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(run(work.apply_file(console(), file, prune, author(who), check=check, sure=yes)))


@COMMANDS.command()
def audit(name: OfName = None, *, limit: Limit = 20, as_json: AsJson = False) -> None:
    """Show who changed which partner, when, and from what to what; the latest first."""
    from gateway.cli.partners import partner_work as work  # noqa: PLC0415 - keeps the other commands quick

    run(work.show_audit(console(), name, limit, as_json=as_json))
