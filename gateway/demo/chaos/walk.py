"""Walks through the scenes: makes the trouble, takes the figures, tells the screen."""

import asyncio
from collections.abc import Sequence

from gateway.demo.chaos.picture import Moment
from gateway.demo.chaos.record import Record
from gateway.demo.chaos.scenes import Scene
from gateway.demo.chaos.screens import Screen
from gateway.demo.chaos.trouble import Trouble

_TICK = 0.25


async def walk(scenes: Sequence[Scene], trouble: Trouble, record: Record, screen: Screen) -> None:
    """Go through all scenes once. Raises httpx.HTTPError where the simulators do not obey."""
    for scene in scenes:
        await trouble.impose(scene)
        await _play(scene, trouble, record, screen)


async def _play(scene: Scene, trouble: Trouble, record: Record, screen: Screen) -> None:
    loop = asyncio.get_running_loop()
    began, calls = loop.time(), await trouble.arrived()
    record.begin(scene, began, calls)
    screen.begins(scene)
    while (left := began + scene.seconds - loop.time()) > 0:
        screen.goes_on(Moment(scene=scene, left=left, so_far=record.scene(loop.time(), calls)))
        await asyncio.sleep(min(_TICK, left))
        calls = await trouble.arrived()
        record.count(loop.time(), calls)
    screen.ended(scene, record.end(scene, loop.time(), calls))
