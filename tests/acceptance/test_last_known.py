"""After a start without the ERP, what was known last of it is told as old, and it is soon left in peace.

How many milliseconds that takes is for benchmarks/cold_start.py.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from tests.acceptance.asking import Question, calling
from tests.acceptance.remembered import marks, remembering, unmarked
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated
from tests.acceptance.waiting import moment

SEEN, UNSEEN = "SO-0001392", "SO-0001391"
QUESTION = """
query ($number: String!) {
  order(number: $number) { number placedAt status lines { sku } freshness { source state reason } }
}
"""
TERMS = {"wait": 0.3}
BUDGET = {"breaker": {"failures": 2, "pause": 60}}
TIMEOUT = {"erp": 0.7}
PATIENCE = 20.0
AWAY = {"BACKEND_UNAVAILABLE", "BACKEND_TIMEOUT", "BREAKER_OPEN"}


@pytest.fixture(scope="module")
def text(world: Simulated) -> str:
    return remembering(declared(world.urls, TIMEOUT), TERMS, BUDGET)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seen(
    world: Simulated, links: Path, text: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Question]:
    """The folder of a gateway that has ended, and what it was asked before."""
    folder = tmp_path_factory.mktemp("seen")
    async with serving(folder, links, text) as first, calling(first, world, "service-desk") as desk:
        question = Question(caller=desk, document=QUESTION, variables={"number": SEEN}, within=PATIENCE)
        return folder, await question.answered()


@pytest_asyncio.fixture(loop_scope="session", params=["switched off", "hanging"])
async def trouble(
    request: pytest.FixtureRequest, world: Simulated
) -> AsyncIterator[tuple[str, AsyncExitStack]]:
    """What is wrong with the ERP, and how to mend it; the reason that is told of it."""
    is_off = request.param == "switched off"
    async with AsyncExitStack() as trouble:
        await trouble.enter_async_context(world.off("erp") if is_off else world.fault("erp", "hang"))
        yield "ERROR" if is_off else "TIMEOUT", trouble


async def test_a_cold_start_without_the_erp(
    trouble: tuple[str, AsyncExitStack],
    seen: tuple[Path, Question],
    world: Simulated,
    links: Path,
    text: str,
) -> None:
    reason, mending = trouble
    folder, before = seen
    async with serving(folder, links, text) as second, calling(second, world, "service-desk") as desk:
        question = Question(caller=desk, document=QUESTION, variables=before.variables, within=PATIENCE)
        answer = await question.ask()
        assert unmarked(answer.data) == unmarked(before.whole)
        assert _erp(answer.data) in [("STALE", reason), ("STALE", "BREAKER_OPEN")]
        unseen = await desk.ask(QUESTION, number=UNSEEN)
        assert unseen.partial == {"order": None}
        assert unseen.codes.keys() == {"order"}
        assert set(unseen.codes.values()) <= AWAY
        await _until_the_breaker_knows(question)
        await mending.aclose()
        await world.forget_calls()
        answer = await question.ask()
        assert unmarked(answer.data) == unmarked(before.whole)
        assert _erp(answer.data) == ("STALE", "BREAKER_OPEN")
        assert await world.arrived("erp") == 0


def _erp(data: object) -> tuple[str, str | None]:
    """State and reason of the ERP's part."""
    (mark,) = {(state, reason) for source, state, reason in marks(data) if source == "erp"}
    return mark


async def _until_the_breaker_knows(question: Question) -> None:
    async with asyncio.timeout(PATIENCE):
        while _erp((await question.ask()).data) != ("STALE", "BREAKER_OPEN"):
            await moment()
