"""Rows of several things: as a table, or one below the other where a table would be cut into pieces."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gateway.cli.tables import table, titled

_NARROW = 80
_INDENT = (0, 0, 0, 2)


def rows(title: str, columns: Sequence[str], values: Iterable[Sequence[Text]], width: int) -> RenderableType:
    """As wide as the screen allows. The first value of a row names it; `-` is left out where it is narrow."""
    if width < _NARROW:
        return Group(Text(title, "bold"), *(_one(columns, row) for row in values))
    shown = table(*columns)
    for row in values:
        shown.add_row(*row)
    return titled(title, shown)


def _one(columns: Sequence[str], row: Sequence[Text]) -> RenderableType:
    shown = Table.grid(padding=(0, 2))
    shown.add_column(style="dim")
    shown.add_column(overflow="fold")
    for column, value in zip(columns[1:], row[1:], strict=True):
        if value.plain != "-":
            shown.add_row(column, value)
    return Group(row[0], Padding(shown, _INDENT))
