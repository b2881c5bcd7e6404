"""What the systems said when they were asked once, as a table."""

from collections.abc import Sequence
from datetime import timedelta

from rich.console import Group
from rich.markup import escape

from domain.errors import BackendError
from gateway.cli.tables import table, titled
from gateway.telemetry.probing import Answer


def probe_table(answers: Sequence[Answer]) -> Group:
    """The answers, one system a row."""
    shown = table("Instance", "Asked for", "Took", "Answer")
    for answer in answers:
        milliseconds = f"{answer.took / timedelta(milliseconds=1):.0f} ms"
        shown.add_row(answer.instance, answer.port, milliseconds, _words(answer.error))
    return titled("Asked once", shown)


def _words(error: BackendError | None) -> str:
    if error is None:
        return "[green]reachable[/green]"
    cause = f": {error.cause}" if error.cause else ""
    return f"[red]{escape(error.public)}[/red] ({error.code}{escape(cause)})"
