"""One look for every table of the command line."""

from datetime import timedelta

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text


def table(*columns: str) -> Table:
    """An empty table; long cells are folded, never cut."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold", vertical="top")
    return shown


def titled(title: str, shown: Table) -> Group:
    """A table below its title, which may be wider than the table."""
    return Group(Text(title, style="bold"), shown)


def span(time: timedelta) -> str:
    """Days, hours, minutes and seconds, those that there are."""
    parts = ((time.days, "d"), *_of_a_day(time.seconds))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or f"{time.total_seconds():g} s"


def _of_a_day(seconds: int) -> tuple[tuple[int, str], ...]:
    return ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
