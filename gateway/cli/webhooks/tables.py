"""Endpoints and what was delivered to them, as tables for people."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from domain.log.filters import EventFilter
from domain.webhooks.records import Attempt, Endpoint, EndpointState
from gateway.cli.tables import table

_COLOURS = {EndpointState.ACTIVE: "green", EndpointState.PAUSED: "yellow", EndpointState.FAILED: "bold red"}
_ALL = "all events"
_ROOM = 90


def endpoints_table(endpoints: Sequence[Endpoint], waiting: Mapping[str, int], width: int) -> RenderableType:
    """One row an endpoint, below its address what it wants; where that has no room, one below the other."""
    if not endpoints:
        return Text("No endpoints.")
    if width < _ROOM:
        return Group(*(_block(each, waiting[each.id]) for each in endpoints))
    shown = table("Endpoint", "Partner", "State", "Waits", "Where to, and what")
    shown.columns[0].no_wrap = True
    shown.columns[2].no_wrap = True
    shown.columns[3].justify = "right"
    for each in endpoints:
        where = Group(Text(each.url, overflow="fold"), Text(wants(each.wanted), style="dim"))
        shown.add_row(each.id, Text(each.partner), _state(each), f"{waiting[each.id]:,}", where)
    return shown


def _block(endpoint: Endpoint, waiting: int) -> RenderableType:
    head = Text.assemble(endpoint.id, "  ", _state(endpoint), f"  {waiting:,} wait")
    below = [endpoint.partner, endpoint.url, wants(endpoint.wanted)]
    return Group(head, *(Padding(Text(line, overflow="fold"), (0, 0, 0, 2)) for line in below))


def endpoint_table(endpoint: Endpoint, waiting: int, cursor: str) -> Table:
    """All of one."""
    shown = Table.grid(padding=(0, 2))
    shown.add_column(style="bold", no_wrap=True)
    shown.add_column(overflow="fold")
    failing = endpoint.failing_since
    told = {
        "Endpoint": Text(endpoint.id),
        "Partner": Text(endpoint.partner),
        "Where to": Text(endpoint.url),
        "Wants": Text(wants(endpoint.wanted)),
        "State": _state(endpoint),
        "Takes nothing since": Text(_written(failing)) if failing else Text("-"),
        "Made": Text(_written(endpoint.created_at)),
        "Secrets": Text(f"{len(endpoint.secrets)}"),
        "Waits": Text(f"{waiting:,}"),
        "Sent up to": Text(cursor),
    }
    for name, value in told.items():
        shown.add_row(name, value)
    return shown


def attempts_table(attempts: Sequence[Attempt]) -> RenderableType:
    """One row an attempt, the latest first; the event is told by its place in the log."""
    if not attempts:
        return Text("Nothing was sent yet, or it is forgotten.")
    shown = table("At", "Event", "Answer", "Took")
    for column in (shown.columns[1], shown.columns[3]):
        column.justify, column.no_wrap = "right", True
    for each in attempts:
        shown.add_row(_written(each.at), f"{each.position}", answered(each), f"{each.milliseconds:,} ms")
    return shown


def answered(attempt: Attempt) -> Text:
    """The status, or why there is none."""
    told = f"HTTP {attempt.status}" if attempt.status is not None else attempt.error
    return Text(told, style="green" if attempt.taken else "red")


def wants(wanted: EventFilter) -> str:
    """In words: types, what they are about, whose."""
    parts = [
        ", ".join(sorted(wanted.types)) if wanted.types is not None else _ALL,
        *([f"about {', '.join(sorted(wanted.keys))}"] if wanted.keys is not None else ()),
        *([f"from {', '.join(sorted(wanted.sources))}"] if wanted.sources is not None else ()),
    ]
    return " ".join(parts)


def _state(endpoint: Endpoint) -> Text:
    return Text(endpoint.state.value, style=_COLOURS[endpoint.state])


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")
