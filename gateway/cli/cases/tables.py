"""Exception cases as tables for the person who works on them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain.cases.impact import Impact
from domain.cases.work import CasePage
from domain.exceptions import CaseState, ExceptionCase, Severity
from gateway.cli.tables import table, titled

_LOUDNESS = {Severity.INFO: "dim", Severity.WARNING: "yellow", Severity.CRITICAL: "bold red"}
_PROGRESS = {CaseState.OPEN: "red", CaseState.ASSIGNED: "cyan", CaseState.RESOLVED: "green"}

_SHOWN = 10


def page_table(page: CasePage) -> RenderableType:
    """One row a case, the latest seen first."""
    if not page.cases:
        return Text("No exception cases.", style="green")
    shown = table("Case", "Last seen", "Times", "Severity", "State", "What")
    for case in page.cases:
        finding = case.finding
        severity = Text(finding.severity, style=_LOUDNESS[finding.severity])
        what = Text.assemble((finding.code, "bold"), "\n", finding.detail)
        shown.add_row(Text(case.id), _moment(case.last_seen), f"{case.count:,}", severity, _state(case), what)
    return titled(_title(page), shown)


def case_tables(case: ExceptionCase, impact: Impact) -> Iterator[RenderableType]:
    """All that is known of one case."""
    yield _facts(case)
    yield _impact(impact)
    if case.history:
        yield _history(case)


def one_line(case: ExceptionCase) -> Text:
    """What a case is now, after a change."""
    return Text.assemble(f"{case.id} {case.finding.code}: ", _state(case, " by "))


def _title(page: CasePage) -> str:
    count = len(page.cases)
    noun = "exception case" if page.total == 1 else "exception cases"
    return f"{page.total:,} {noun}, the latest seen first" + (f"; {count} shown" if page.more else "")


def _facts(case: ExceptionCase) -> Group:
    finding = case.finding
    shown = Table.grid(padding=(0, 2))
    shown.add_column(style="dim")
    shown.add_column(overflow="fold")
    seen = f"{case.count:,} times from {_moment(case.first_seen)} to {_moment(case.last_seen)} UTC"
    shown.add_row("Severity", Text(finding.severity, style=_LOUDNESS[finding.severity]))
    shown.add_row("State", _state(case, " by "))
    shown.add_row("Seen", f"once, at {_moment(case.last_seen)} UTC" if case.count == 1 else seen)
    shown.add_row("Systems", Text(", ".join(finding.systems) or "-"))
    shown.add_row("Subjects", _lines(finding.subjects))
    shown.add_row("Evidence", _lines(finding.evidence))
    if case.resolution:
        shown.add_row("Resolution", Text(case.resolution))
    title = Text.assemble((f"{case.id} {finding.code}", "bold"), "\n", finding.detail, "\n")
    return Group(title, shown)


def _impact(impact: Impact) -> Group:
    shown = table("Orders", "Items", "Customers", "Locations")
    shown.add_row(*(_lines(getattr(impact, name)) for name in ("orders", "skus", "customers", "locations")))
    return titled("\nWhat its subjects name; the graph's `impact` follows them through the systems", shown)


def _history(case: ExceptionCase) -> Group:
    shown = table("When (UTC)", "Who", "From", "To", "Note")
    for step in case.history:
        shown.add_row(_moment(step.at), Text(step.who), step.before, step.after, Text(step.note))
    return titled("What was done about it", shown)


def _state(case: ExceptionCase, between: str = "\n") -> Text:
    shown = Text(case.state, style=_PROGRESS[case.state])
    return shown.append(f"{between}{case.owner}", style="default") if case.owner else shown


def _lines(values: Sequence[str]) -> Text:
    """The first of them; a case may have a hundred."""
    left = len(values) - _SHOWN
    return Text("\n".join([*values[:_SHOWN], *([f"and {left} more"] if left > 0 else [])]) or "-")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
