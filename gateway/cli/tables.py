"""One look for every table of the command line."""

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
