"""The commands below `ordergraph exceptions` with their options."""

from typing import Annotated

import typer
from rich.console import Console

from domain.cases.work import CaseFilter
from domain.exceptions import CaseState, Severity

COMMANDS = typer.Typer(
    name="exceptions",
    help="Look through exception cases, give them to somebody, resolve them.",
    no_args_is_help=True,
)
_UNRESOLVED = (CaseState.OPEN, CaseState.ASSIGNED)

Case = Annotated[str, typer.Argument(help="The case, by its id.")]
Owner = Annotated[str, typer.Argument(help="Who works on it from now on.")]
Note = Annotated[str, typer.Argument(help="How it was dealt with.")]
States = Annotated[
    list[CaseState] | None, typer.Option("--state", help="In this state.", show_default="OPEN, ASSIGNED")
]
Codes = Annotated[list[str] | None, typer.Option("--code", help="Of this code.")]
Severities = Annotated[list[Severity] | None, typer.Option("--severity", help="Of this severity.")]
Systems = Annotated[list[str] | None, typer.Option("--system", help="Told by this system.")]
Subjects = Annotated[list[str] | None, typer.Option("--subject", help="About this, such as order:SO-1.")]
Owners = Annotated[list[str] | None, typer.Option("--owner", help="In the hands of this person.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1_000, help="Show so many.")]


@COMMANDS.command("list")
def list_them(  # noqa: PLR0913 - one for each option
    *,
    state: States = None,
    code: Codes = None,
    severity: Severities = None,
    system: Systems = None,
    subject: Subjects = None,
    owner: Owners = None,
    limit: Limit = 20,
) -> None:
    """List cases, the latest seen first. An option may be given several times: any of its values."""
    from gateway.cli.cases.work import list_cases  # noqa: PLC0415 - keeps the other commands quick

    wanted = CaseFilter(
        states=tuple(state or _UNRESOLVED),
        codes=tuple(code or ()),
        severities=tuple(severity or ()),
        systems=tuple(system or ()),
        subjects=tuple(subject or ()),
        owners=tuple(owner or ()),
    )
    list_cases(_console(), wanted, limit)


@COMMANDS.command()
def show(case: Case) -> None:
    """Show all that is known of one case, and what was done about it."""
    from gateway.cli.cases.work import show_case  # noqa: PLC0415 - keeps the other commands quick

    show_case(_console(), case)


@COMMANDS.command()
def assign(case: Case, owner: Owner) -> None:
    """Put a case into somebody's hands."""
    from gateway.cli.cases.work import assign_case  # noqa: PLC0415 - keeps the other commands quick

    assign_case(_console(), case, owner)


@COMMANDS.command()
def resolve(case: Case, note: Note) -> None:
    """Close a case with a note; the next sighting opens it again."""
    from gateway.cli.cases.work import resolve_case  # noqa: PLC0415 - keeps the other commands quick

    resolve_case(_console(), case, note)


def _console() -> Console:
    return Console(soft_wrap=False, highlight=False)
