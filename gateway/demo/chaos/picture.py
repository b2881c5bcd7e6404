"""The picture on the terminal: this scene, the last moments, and all scenes so far. 100 columns wide."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from domain.freshness import FreshState
from gateway.demo.chaos.measuring import Figures
from gateway.demo.chaos.record import Record
from gateway.demo.chaos.scenes import Scene
from gateway.demo.chaos.wording import STATES, age, codes, seconds, share, spark

WIDTH = 100
_COLOURS = {FreshState.FRESH: "green", FreshState.STALE: "yellow", FreshState.UNAVAILABLE: "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where the walk is: its scene, how long that still lasts, and its figures so far."""

    scene: Scene
    left: float
    so_far: Figures


def picture(record: Record, moment: Moment) -> RenderableType:
    """All of it, for one moment."""
    number = record.scenes.index(moment.scene) + 1
    told = moment.so_far
    last = (
        Text(f"{label} of this scene: {codes(counts)}", no_wrap=True, overflow="ellipsis")
        for label, counts in (("stale answers", told.reasons), ("errors", told.codes))
    )
    shown = Group(_scene(moment.scene), Text(), _now(record, number), _scenes(record, moment), *last)
    return Panel(
        shown,
        title=f"[bold]OrderGraph under chaos[/bold] · scene {number} of {len(record.scenes)}",
        subtitle=f"{moment.left:.0f} s left · Ctrl-C ends",
        box=box.ROUNDED,
        width=WIDTH,
    )


def _scene(scene: Scene) -> RenderableType:
    told = Table.grid(padding=(0, 1))
    told.add_row(Text(scene.name.upper(), style="bold reverse"), Text(scene.done, style="bold"))
    told.add_row(Text("look at", style="dim"), Text(scene.watch))
    return told


def _now(record: Record, number: int) -> RenderableType:
    shown = Table.grid(padding=(0, 2), expand=True)
    shown.add_column(width=25)
    shown.add_column(width=8, justify="right")
    shown.add_column(ratio=1, no_wrap=True)
    shown.add_row("scene", Text(str(number), style="bold"), Text("".join(record.began), style="dim"))
    for label, value, blocks, style in _rows(record):
        shown.add_row(Text(label), Text(value, style=f"bold {style}"), Text(blocks, style=style))
    return shown


def _rows(record: Record) -> Iterator[tuple[str, str, str, str]]:
    """Label, value now, its course by the second, and a colour."""
    now = record.now()
    yield (
        "answers a second",
        f"{now.answers_a_second:.1f}",
        _course(record, lambda one: one.answers_a_second),
        "",
    )
    for state, word in STATES.items():
        course = spark([one.shares[state] for one in record.trace], 1.0)
        yield f"the ERP's part {word}", share(now.shares[state]), course, _COLOURS[state]
    yield "oldest part of the ERP", age(now.oldest), _course(record, lambda one: one.oldest or 0.0), ""
    yield "median answer took", seconds(now.median), _course(record, lambda one: one.median or 0.0), ""
    yield (
        "slowest of a hundred took",
        seconds(now.slowest),
        _course(record, lambda one: one.slowest or 0.0),
        "",
    )
    calls = _course(record, lambda one: one.calls_a_second)
    yield "calls a second to the ERP", f"{now.calls_a_second:.1f}", calls, "cyan"


def _course(record: Record, of: Callable[[Figures], float]) -> str:
    values = [of(one) for one in record.trace]
    return spark(values, max([*values, 1e-9]))


def _scenes(record: Record, moment: Moment) -> RenderableType:
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=True, show_edge=False)
    shown.add_column("scene", no_wrap=True)
    for heading in ("answers/s", *STATES.values(), "oldest", "median", "p99", "calls/s", "errors"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for scene in record.scenes:
        now = scene.name == moment.scene.name
        told = moment.so_far if now else record.done.get(scene.name)
        cells = _cells(told) if told else ()
        shown.add_row(f"{'>' if now else ' '} {scene.name}", *cells, style="bold" if now else "")
    return shown


def _cells(told: Figures) -> tuple[str, ...]:
    return (
        f"{told.answers_a_second:.1f}",
        *(share(told.shares[state]) for state in STATES),
        age(told.oldest),
        seconds(told.median),
        seconds(told.slowest),
        f"{told.calls_a_second:.1f}",
        str(sum(told.codes.values())),
    )
