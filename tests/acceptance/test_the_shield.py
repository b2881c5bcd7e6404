"""Whatever befalls a system: what was known of it is served and says so, and the others notice nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from gateway.edge.over_http.request_timeout import HEADER
from tests.acceptance.asking import Answer, Caller, Question, calling
from tests.acceptance.conftest import REQUEST_SECONDS
from tests.acceptance.remembered import UNSPARING, marks, remembering, unmarked
from tests.acceptance.served import Served, declared, serving
from tests.acceptance.simulated import SYSTEMS, Simulated
from tests.acceptance.waiting import moment

BUSY_MACHINE = 1.0
PATIENCE = 20.0
SOFT, TIMEOUT = 0.6, 1.3
"""Seconds after which something older is given, and after which a system is given up: what a busy machine
takes away now and then is less."""
DOCUMENT = """
query ($number: String!, $shipment: String!, $tracking: String!) {
  order(number: $number) {
    number placedAt status billingStatus customer { name }
    lines { id quantities { shipped { amount } } }
    shipments { id status legs { carrier } freshness { source state reason } }
    freshness { source state reason }
  }
  shipment(id: $shipment) { status packages { id } freshness { source state reason } }
  track(trackingNumber: $tracking) { status }
  stockPositions(skus: ["AX-1001"]) { sellable { amount } freshness { source state reason } }
  availability(skus: ["AX-1001"]) { available { amount } freshness { source state reason } }
}
"""
WITHOUT_ERP = '{ stockPositions(skus: ["AX-1001"]) { sellable { amount } } }'
UNSEEN = '{ order(number: "SO-0001391") { number } }'
STRICT = 'query ($number: String!) { order(number: $number) @fresh(maxAge: "PT0S", strict: true) { number } }'


class Fault(NamedTuple):
    """A fault of a simulated system, and the reason that is given for what is served instead."""

    kind: str
    reason: str
    more: Mapping[str, object] = {}


FAULTS = {
    "late": Fault("latency", "TIMEOUT", {"milliseconds": 20_000}),
    "hanging": Fault("hang", "TIMEOUT"),
    "busy": Fault("status", "BUDGET_SPENT", {"status": 429, "retry_after": 2}),
    "down": Fault("status", "ERROR", {"status": 503}),
    "resetting": Fault("reset", "ERROR"),
    "breaking off": Fault("truncate", "ERROR"),
    "talking nonsense": Fault("invalid", "ERROR"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shielded(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """A gateway that asks each time, soon gives up, and gives what it remembers."""
    text = remembering(declared(world.urls, dict.fromkeys(SYSTEMS, TIMEOUT)), {"wait": SOFT}, UNSPARING)
    seconds = str(REQUEST_SECONDS)
    folder = tmp_path_factory.mktemp("shielded")
    async with serving(folder, links, text, ORDERGRAPH_REQUEST_TIMEOUT=seconds) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def caller(shielded: Served, world: Simulated) -> AsyncIterator[Caller]:
    async with calling(shielded, world, "service-desk") as desk:
        yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def question(world: Simulated, caller: Caller) -> Question:
    """One operation over an order that ships from both warehouses, asked while all was well."""
    number = (await world.stories())["stories"]["split"][0]
    names = (await world.truths([number]))[number]["numbers"]
    east = next(name for name in names["shipments"] if name.startswith("SHE"))
    question = Question(
        caller=caller,
        document=DOCUMENT,
        variables={"number": number, "shipment": east, "tracking": names["tracking"][0]},
        within=REQUEST_SECONDS + BUSY_MACHINE,
    )
    return await question.answered()


@pytest_asyncio.fixture(loop_scope="session")
async def mended(question: Question) -> AsyncIterator[None]:
    """Afterwards all is as it was: what hung has been given up, and every system is asked again."""
    yield
    async with asyncio.timeout(PATIENCE):
        while (answer := await question.ask()).sources != dict.fromkeys(SYSTEMS, "FRESH"):
            await moment()
    assert answer.data == question.whole


@pytest.mark.usefixtures("mended")
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_one_system(system: str, fault: Fault, world: Simulated, question: Question) -> None:
    async with world.fault(system, fault.kind, **fault.more):
        answer = await question.ask()
    assert unmarked(answer.data) == unmarked(question.whole)
    _says_so(answer, question, {system: fault.reason})


@pytest.mark.usefixtures("mended")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("erp", "hanging"), ("wms_west", "down")),
        (("wms_east", "busy"), ("tms", "talking nonsense")),
        (("carrier", "late"), ("erp", "resetting")),
    ],
    ids=str,
)
async def test_two_systems_at_once(
    one: tuple[str, str], other: tuple[str, str], world: Simulated, question: Question
) -> None:
    wrong = {system: FAULTS[fault] for system, fault in (one, other)}
    async with AsyncExitStack() as faults:
        for system, fault in wrong.items():
            await faults.enter_async_context(world.fault(system, fault.kind, **fault.more))
        answer = await question.ask()
    assert unmarked(answer.data) == unmarked(question.whole)
    _says_so(answer, question, {system: fault.reason for system, fault in wrong.items()})


@pytest.mark.usefixtures("mended")
async def test_a_system_that_is_switched_off(world: Simulated, question: Question) -> None:
    async with world.off("erp"):
        answer = await question.ask()
    assert unmarked(answer.data) == unmarked(question.whole)
    _says_so(answer, question, {"erp": "ERROR"})


@pytest.mark.usefixtures("mended")
async def test_who_asks_others_does_not_wait_for_the_one_that_hangs(world: Simulated, caller: Caller) -> None:
    async with world.fault("erp", "hang"):
        hanging = asyncio.create_task(caller.ask(UNSEEN))
        async with asyncio.timeout(PATIENCE):
            while not await world.arrived("erp"):
                await moment()
        assert (await caller.ask(WITHOUT_ERP)).data["stockPositions"]
        assert not hanging.done()
        assert (await hanging).codes == {"order": "BACKEND_TIMEOUT"}


@pytest.mark.usefixtures("mended")
async def test_who_is_strict_gets_nothing_old_and_no_answer_after_the_time(
    world: Simulated, question: Question
) -> None:
    strict = Question(
        caller=question.caller,
        document=STRICT,
        variables={"number": question.variables["number"]},
        within=TIMEOUT + BUSY_MACHINE,
    )
    async with world.fault("erp", "hang"):
        answer = await strict.ask()
    assert answer.partial == {"order": None}
    (error,) = answer.errors
    told = error["extensions"]
    assert (told["code"], told["backend"], told["reason"]) == ("FRESHNESS_NOT_MET", "erp", "TIMEOUT")


async def test_a_burst_of_failures_is_not_seen(world: Simulated, question: Question) -> None:
    await world.forget_calls()
    async with world.fault("erp", "status", status=503, count=2):
        answer = await question.caller.asked(STRICT, {"number": question.variables["number"]})
    assert answer.data == {"order": {"number": question.variables["number"]}}
    assert answer.sources == {"erp": "FRESH"}
    assert await world.arrived("erp") == 3


@pytest.mark.usefixtures("mended")
async def test_a_client_in_a_hurry_gets_what_is_known(world: Simulated, question: Question) -> None:
    async with AsyncExitStack() as faults:
        for system in SYSTEMS:
            await faults.enter_async_context(world.fault(system, "hang"))
        hurry = {HEADER: "PT0.15S"}
        answer = await question.caller.asked(question.document, question.variables, hurry)
    assert unmarked(answer.data) == unmarked(question.whole)
    _says_so(answer, question, dict.fromkeys(SYSTEMS, "TIMEOUT"))


def _says_so(answer: Answer, question: Question, reasons: Mapping[str, str]) -> None:
    """Every value of these systems is marked with its reason, in its place and for the whole answer."""
    whole = list(marks(question.whole))
    assert list(marks(answer.data)) == [
        (source, "STALE", reasons[source]) if source in reasons else (source, state, reason)
        for source, state, reason in whole
    ]
    assert answer.sources == dict.fromkeys(SYSTEMS, "FRESH") | dict.fromkeys(reasons, "STALE")
    told = {one["source"]: one for one in answer.response.json()["extensions"]["freshness"]}
    for system, reason in reasons.items():
        assert {one["reason"] for one in told[system]["stale"]} == {reason}
