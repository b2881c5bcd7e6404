"""What changes, and what was changed, field by field: plans and the audit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from domain.registry.differences import NONE, Difference, differences
from domain.registry.plans import Plan, Planned
from domain.registry.records import ChangeKind, PartnerChange
from domain.registry.told import told

_INDENT = (0, 0, 0, 2)
_COLOURS: Mapping[ChangeKind, str] = {
    ChangeKind.ADDED: "green",
    ChangeKind.RESUMED: "green",
    ChangeKind.KEY_ADDED: "green",
    ChangeKind.CHANGED: "yellow",
    ChangeKind.SUSPENDED: "red",
    ChangeKind.REMOVED: "red",
    ChangeKind.KEY_REVOKED: "red",
}
_TO_DO: Mapping[ChangeKind, str] = {
    ChangeKind.ADDED: "add",
    ChangeKind.CHANGED: "change",
    ChangeKind.SUSPENDED: "suspend",
    ChangeKind.RESUMED: "resume",
    ChangeKind.REMOVED: "remove",
}


def plan_told(plan: Plan) -> Iterator[RenderableType]:
    """Every change of a plan, and what stays as it is."""
    for change in plan.changes:
        yield _planned(change)
    if plan.still_suspended:
        names = ", ".join(plan.still_suspended)
        yield Text(
            f"Still suspended, though declared as active, until somebody resumes them: {names}", "yellow"
        )
    if plan.undeclared:
        yield Text(f"Not declared, and left as they are: {', '.join(plan.undeclared)}")
    yield Text(f"{_counted(plan.changes)}; {len(plan.unchanged)} as declared already")


def differences_told(differing: Iterable[Difference]) -> RenderableType:
    """One row a field: what it has no more in red, what it has now in green."""
    shown = Table.grid(padding=(0, 2))
    shown.add_column(style="dim", overflow="fold")
    shown.add_column(overflow="fold")
    for each in differing:
        shown.add_row(Text(each.field), _values(each))
    return Padding(shown, _INDENT)


def audit_told(changes: Sequence[PartnerChange]) -> Iterator[RenderableType]:
    """Lines of the audit, the latest first."""
    for change in changes:
        yield Group(
            Text.assemble(
                f"{change.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC  ",
                (change.partner, "bold"),
                " ",
                (change.kind.value, _COLOURS[change.kind]),
                f" by {change.who}",
            ),
            differences_told(told(change)),
        )


def _planned(change: Planned) -> Group:
    head = Text.assemble((f"{_TO_DO[change.kind]} ", _COLOURS[change.kind]), (change.name, "bold"))
    if change.kind is ChangeKind.REMOVED:
        return Group(head.append(" and its keys"))
    return Group(head, differences_told(differences(change.before, change.after)))


def _values(difference: Difference) -> Text:
    """`old -> new` for a field of one value before and after, and signed lists for all others."""
    gone, new = ([value for value in values if value != NONE] for values in (difference.gone, difference.new))
    if len(gone) == len(new) == 1:
        return Text.assemble((gone[0], "red"), " -> ", (new[0], "green"))
    signed = [Text(f"- {value}", "red") for value in gone] + [Text(f"+ {value}", "green") for value in new]
    return Text("\n").join(signed)


def _counted(changes: Iterable[Planned]) -> str:
    kinds = [change.kind for change in changes]
    told_of = [f"{kinds.count(kind)} to {word}" for kind, word in _TO_DO.items() if kind in kinds]
    return ", ".join(told_of) or "Nothing to do"
