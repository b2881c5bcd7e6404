"""Where a walk is shown: a live picture on a terminal, lines anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.live import Live

from gateway.demo.chaos.measuring import Figures
from gateway.demo.chaos.picture import Moment, picture
from gateway.demo.chaos.record import Record
from gateway.demo.chaos.scenes import Scene
from gateway.demo.chaos.wording import line


class Screen(Protocol):
    """What a walk tells while it goes on."""

    def begins(self, scene: Scene) -> None: ...

    def goes_on(self, moment: Moment) -> None: ...

    def ended(self, scene: Scene, told: Figures) -> None: ...


class Lines:
    """One line at the beginning of each scene and one at its end."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def begins(self, scene: Scene) -> None:
        self._say(f"\n{scene.done} Look at: {scene.watch}.")

    def goes_on(self, moment: Moment) -> None:
        """Lines stand still."""

    def ended(self, scene: Scene, told: Figures) -> None:
        self._say(line(scene.name, told))

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)


class Pictures:
    """The picture, drawn anew at each moment; the last one stays."""

    def __init__(self, live: Live, record: Record) -> None:
        self._live = live
        self._record = record

    def begins(self, scene: Scene) -> None:
        """The next moment shows it."""

    def goes_on(self, moment: Moment) -> None:
        self._live.update(picture(self._record, moment), refresh=True)

    def ended(self, scene: Scene, told: Figures) -> None:
        self.goes_on(Moment(scene=scene, left=0.0, so_far=told))


@contextmanager
def screen(console: Console, record: Record) -> Iterator[Screen]:
    """What fits the console, for as long as the context lasts."""
    if not console.is_terminal:
        yield Lines(console)
        return
    with Live(console=console, auto_refresh=False) as live:
        yield Pictures(live, record)
