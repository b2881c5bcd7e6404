"""The README's section "What happens when the ERP is down", played with real processes."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.acceptance.asking import Caller, calling
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated
from tests.docs.pages import block

STEP = re.compile(
    r"^# (?P<event>.+)$|^\$ ask (?P<client>\S+) '(?P<query>[^']+)'\n(?P<answer>[^#$]+)", re.MULTILINE
)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
SWITCHED_OFF, ASKED_AGAIN = "the ERP is switched off", "it is asked three times more"
QUESTIONS = 4


class Step(NamedTuple):
    """One question of the transcript, and what was answered."""

    client: str
    query: str
    answer: str


async def test_the_readme_shows_what_happens(world: Simulated, links: Path, tmp_path: Path) -> None:
    asked, played = list[Step](), []
    async with _players(world, links, tmp_path) as players, AsyncExitStack() as troubles:
        for step in _steps():
            if step == SWITCHED_OFF:
                await troubles.enter_async_context(world.off("erp"))
            elif step == ASKED_AGAIN:
                for _ in range(3):
                    await _asked(players, asked[-1])
            else:
                assert isinstance(step, Step), step
                asked.append(step)
                played.append(await _asked(players, step))
    assert len(asked) == QUESTIONS
    assert _masked(played) == _masked([json.loads(step.answer) for step in asked])


async def _asked(players: Mapping[str, Caller], step: Step) -> dict[str, object]:
    answer = (await players[step.client].ask(step.query)).response.json()
    return {name: answer[name] for name in ("errors", "data") if name in answer}


def _steps() -> list[Step | str]:
    """The transcript: what happens, or a question."""
    found = STEP.finditer(block("README.md", "console"))
    return [each["event"] or Step(each["client"], each["query"], each["answer"]) for each in found]


@asynccontextmanager
async def _players(world: Simulated, links: Path, folder: Path) -> AsyncIterator[dict[str, Caller]]:
    """Who asks, at a gateway with the defaults of everything that the README does not name."""
    document = yaml.safe_load(declared(world.urls))
    for section in ("freshness", "budgets"):
        document.pop(section, None)
    async with AsyncExitStack() as entered:
        served = await entered.enter_async_context(serving(folder, links, yaml.safe_dump(document)))
        yield {
            name: await entered.enter_async_context(calling(served, world, name))
            for name in ("service-desk", "ops")
        }


def _masked(answers: list[Any]) -> str:
    """The same with times numbered as they first appear."""
    seen: dict[str, str] = {}
    text = json.dumps(answers, sort_keys=True, indent=1)
    return INSTANT.sub(lambda found: seen.setdefault(found[0], f"time {len(seen) + 1}"), text)
