"""`ordergraph demo --chaos`, shortened: its figures are those of an ERP that goes through all of it."""

import asyncio
import io
import re
from contextlib import suppress
from dataclasses import replace

import httpx
import pytest
from rich.console import Console

from gateway.demo.chaos.load import CLIENT_SECONDS
from gateway.demo.chaos.run import RATE, run_chaos
from gateway.demo.chaos.scenes import SCENES, at_pace

pytestmark = pytest.mark.slow

PACE = 0.15
PATIENCE = 60.0
BUSY_MACHINE = 1.5
"""Beyond it a client gives up by itself."""
_SHORT = at_pace(SCENES, PACE)
WALK = (*_SHORT[:-1], replace(_SHORT[-1], seconds=2.0))
"""The last scene as long as the ERP may be left in peace, and once more."""
ROW = re.compile(
    r"^(?P<scene>[a-z ]+): (?P<answers>[\d.]+) answers/s, fresh [<>]?(?P<fresh>\d+) %, "
    r"stale [<>]?(?P<stale>\d+) %, away [<>]?(?P<away>\d+) %, oldest \S+( s)?, median \S+ m?s, "
    r"p99 (?P<p99>[\d.]+) (?P<unit>m?s), "
    r"ERP calls (?P<calls>[\d.]+)/s, stale by (?P<reasons>.+), errors (?P<errors>.+)$",
    re.MULTILINE,
)


class Screen(io.StringIO):
    """What was written, and whether the walk has come to the end of its scenes."""

    def __init__(self) -> None:
        super().__init__()
        self.through = asyncio.Event()

    def write(self, text: str, /) -> int:
        if f"{SCENES[-1].name}:" in text:
            self.through.set()
        return super().write(text)


async def test_answers_go_on_through_all_of_it_until_ctrl_c() -> None:
    screen = Screen()
    console = Console(file=screen, width=200)
    through = asyncio.create_task(screen.through.wait())
    walking = asyncio.create_task(run_chaos(console, once=False, port=0, scenes=WALK))
    try:
        await asyncio.wait({walking, through}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    finally:
        through.cancel()
        walking.cancel()
        with suppress(asyncio.CancelledError):
            await walking
    text = screen.getvalue()
    rows = {row["scene"]: row for row in ROW.finditer(text)}
    assert list(rows) == [scene.name for scene in SCENES]
    for row in rows.values():
        assert float(row["answers"]) > RATE / 8
        assert float(row["p99"]) / (1 if row["unit"] == "s" else 1_000) < CLIENT_SECONDS + BUSY_MACHINE
        assert sum(int(row[state]) for state in ("fresh", "stale", "away")) in range(98, 103)
    assert (rows["all is well"]["away"], rows["all is well"]["errors"]) == ("0", "-")
    assert float(rows["all is well"]["calls"]) > 0
    assert float(rows["killed"]["calls"]) == 0.0
    assert float(rows["revived"]["calls"]) > 0
    assert int(rows["killed"]["fresh"]) < 100
    await _is_gone(text)


async def _is_gone(text: str) -> None:
    (url,) = re.findall(r"http://127\.0\.0\.1:\d+", text)
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{url}/health")
