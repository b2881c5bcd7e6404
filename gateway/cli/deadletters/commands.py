"""`ordergraph deadletters` and what stands below it, with their options."""

from typing import Annotated

import typer

COMMANDS = typer.Typer(
    name="deadletters",
    help="What systems pushed and nobody could map: it waits for a person, or for a newer mapping.",
    no_args_is_help=True,
)

Ids = Annotated[list[str] | None, typer.Argument(help="The letters.", show_default="all that match")]
Id = Annotated[str, typer.Argument(help="The letter.")]
Source = Annotated[str | None, typer.Option("--source", help="Those of one instance.")]
Reason = Annotated[str | None, typer.Option("--reason", help="Those with this code.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1_000, help="How many, the oldest first.")]
Done = Annotated[bool, typer.Option("--done", help="Also those that are done with.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only shown.")]


@COMMANDS.command("list")
def list_letters(
    source: Source = None, reason: Reason = None, *, limit: Limit = 50, done: Done = False
) -> None:
    """Show letters, the oldest first."""
    from gateway.cli.deadletters.work import show_letters  # noqa: PLC0415 - keeps the other commands quick

    show_letters(source, reason, limit, done=done)


@COMMANDS.command("show")
def show(letter: Id) -> None:
    """Show one letter, and the delivery as it came."""
    from gateway.cli.deadletters.work import show_letter  # noqa: PLC0415 - keeps the other commands quick

    show_letter(letter)


@COMMANDS.command("retry")
def retry(
    letters: Ids = None,
    source: Source = None,
    reason: Reason = None,
    *,
    limit: Limit = 1_000,
    apply: Apply = False,
) -> None:
    """Map them once more, by the adapter and the names of now."""
    from gateway.cli.deadletters.work import retry_letters  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(retry_letters(letters or (), source, reason, limit, apply=apply))


@COMMANDS.command("discard")
def discard(letters: Annotated[list[str], typer.Argument(help="The letters.")]) -> None:
    """Put an end to letters that nobody will map. They are kept for a while, and forgotten then."""
    from gateway.cli.deadletters.work import discard_letters  # noqa: PLC0415 - keeps the other commands quick

    discard_letters(letters)
