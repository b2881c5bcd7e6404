"""What a sync has done so far, as a table that is drawn again while it goes on."""

from dataclasses import dataclass
from datetime import datetime

from rich.table import Table
from rich.text import Text

from gateway.cli.tables import table
from gateway.sync.poll import Step


@dataclass(slots=True)
class _Line:
    """One instance: pages and changes since the start, and what its last page came to."""

    pages: int = 0
    changes: int = 0
    last: Step | None = None


class SyncTable:
    """One line for each instance; `tell` takes the steps as they come."""

    def __init__(self, instances: list[str]) -> None:
        self._lines = {instance: _Line() for instance in instances}

    def tell(self, step: Step) -> None:
        """Take what one page came to."""
        line = self._lines[step.instance]
        line.last = step
        line.changes += step.changes
        line.pages += 0 if step.error or step.claimed else 1

    def __rich__(self) -> Table:
        shown = table("Instance", "Pages", "Changes", "To be read again", "Known up to", "Now")
        for instance, line in self._lines.items():
            last = line.last
            shown.add_row(
                instance,
                str(line.pages),
                str(line.changes),
                str(last.owed if last else 0),
                _time(last.watermark if last else None),
                _now(last),
            )
        return shown


def _time(at: datetime | None) -> str:
    return at.isoformat(sep=" ", timespec="seconds") if at else ""


def _now(step: Step | None) -> Text:
    if step is None:
        return Text("asked", style="dim")
    if step.error is not None:
        return Text(f"{step.error.code}: {step.error.public}", style="red")
    if step.claimed:
        return Text("polled by another process", style="yellow")
    return Text("going on", style="cyan") if step.more else Text("up to date", style="green")
