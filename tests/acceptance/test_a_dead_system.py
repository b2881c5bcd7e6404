"""A dead system costs its own fields alone: the rest answers, in time, and says who is silent."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import NamedTuple

import pytest
import pytest_asyncio

from tests.acceptance.asking import Caller, Question
from tests.acceptance.compared import changes, nulls
from tests.acceptance.conftest import REQUEST_SECONDS
from tests.acceptance.simulated import SYSTEMS, Simulated
from tests.acceptance.told import FRAGMENTS, words

BUSY_MACHINE = 1.0
EVERYTHING = """
query ($number: String!, $shipment: String!, $tracking: String!) {
  order(number: $number) {
    number placedAt status billingStatus returnStatus customer { name }
    lines { id quantities { shipped { amount } } product { name } location { name } }
    shipments { id status trackingNumbers eta { at } legs { carrier } }
  }
  shipment(id: $shipment) { status carrier legs { carrier } packages { id } }
  track(trackingNumber: $tracking) { status }
  availability(skus: ["AX-1001"]) { available { amount } locations { location } }
  products(skus: ["AX-1001"]) { name }
  locations { code name }
}
"""
FOLDED = {"order.status", "order.billingStatus", "order.returnStatus", "order.lines.quantities"}
COUNTED = {"availability.available.amount", "availability.locations"}
COSTS = {
    "erp": {"order", "products", "locations"},
    "wms_east": {*FOLDED, *COUNTED, "order.shipments", "shipment.status", "shipment.packages"},
    "wms_west": {*FOLDED, *COUNTED, "order.shipments"},
    "tms": {*FOLDED, "order.shipments.legs", "shipment.legs"},
    "carrier": {*FOLDED, "track"},
}
for _road in ("tms", "carrier"):
    COSTS[_road] |= {"order.shipments.status", "order.shipments.eta", "shipment.status"}


class Fault(NamedTuple):
    """A fault of a simulated system, and what a caller hears of it beside the system's name."""

    kind: str
    more: Mapping[str, object]
    told: Mapping[str, object]


FAULTS = {
    "late": Fault("latency", {"milliseconds": 20_000}, {"code": "BACKEND_TIMEOUT", "retryable": True}),
    "hanging": Fault("hang", {}, {"code": "BACKEND_TIMEOUT", "retryable": True}),
    "down": Fault("status", {"status": 503}, {"code": "BACKEND_UNAVAILABLE", "retryable": True}),
    "resetting": Fault("reset", {}, {"code": "BACKEND_UNAVAILABLE", "retryable": True}),
    "breaking off": Fault("truncate", {}, {"code": "BACKEND_UNAVAILABLE", "retryable": True}),
    "talking nonsense": Fault("invalid", {}, {"code": "BACKEND_REPLY_INVALID", "retryable": False}),
    "busy": Fault(
        "status",
        {"status": 429, "retry_after": 7},
        {"code": "BACKEND_THROTTLED", "retryable": True, "retryAfter": 7},
    ),
    "refusing us": Fault("status", {"status": 403}, {"code": "BACKEND_REFUSED", "retryable": False}),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def question(world: Simulated, hasty_desk: Caller) -> Question:
    """One operation over an order that ships from both warehouses, at the gateway that soon gives up."""
    number = (await world.stories())["stories"]["split"][0]
    names = (await world.truths([number]))[number]["numbers"]
    east = next(name for name in names["shipments"] if name.startswith("SHE"))
    question = await Question(
        caller=hasty_desk,
        document=EVERYTHING,
        variables={"number": number, "shipment": east, "tracking": names["tracking"][0]},
        within=REQUEST_SECONDS + BUSY_MACHINE,
    ).answered()
    assert list(nulls(question.whole)) == []
    return question


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("system", SYSTEMS)
async def test_one_system(system: str, fault: Fault, world: Simulated, question: Question) -> None:
    async with world.fault(system, fault.kind, **fault.more):
        answer = await question.ask()
    assert {change.field for change in changes(question.whole, answer.partial)} == COSTS[system]
    assert {tuple(error["path"]) for error in answer.errors} == set(nulls(answer.partial))
    assert [
        error["extensions"]
        for error in answer.errors
        if error["extensions"] != {**fault.told, "backend": system}
    ] == []
    assert answer.sources == dict.fromkeys(SYSTEMS, "FRESH") | {system: "UNAVAILABLE"}
    assert (await question.ask()).data == question.whole


@pytest.mark.parametrize(
    ("systems", "gone"),
    [
        (("wms_west", "carrier"), {"track"}),
        (("tms", "wms_east"), {"shipment"}),
        (("erp", "tms"), {"order", "products", "locations"}),
    ],
    ids=lambda names: " and ".join(sorted(names)),
)
async def test_two_systems_at_once(
    systems: tuple[str, ...], gone: set[str], world: Simulated, question: Question
) -> None:
    async with AsyncExitStack() as faults:
        for system in systems:
            await faults.enter_async_context(world.fault(system, "reset"))
        answer = await question.ask()
    costs = set().union(*(COSTS[system] for system in systems))
    below = {path for path in costs if path.partition(".")[0] not in gone}
    assert {change.field for change in changes(question.whole, answer.partial)} == gone | below
    assert {error["extensions"]["backend"] for error in answer.errors} == set(systems)
    assert answer.sources == dict.fromkeys(SYSTEMS, "FRESH") | dict.fromkeys(systems, "UNAVAILABLE")
    assert (await question.ask()).data == question.whole


async def test_all_of_them_at_once(world: Simulated, question: Question) -> None:
    async with AsyncExitStack() as faults:
        for system in SYSTEMS:
            await faults.enter_async_context(world.fault(system, "hang"))
        answer = await question.ask()
    assert set(answer.codes.values()) == {"BACKEND_TIMEOUT"}
    assert answer.sources == dict.fromkeys(SYSTEMS, "UNAVAILABLE")
    assert (await question.ask()).data == question.whole


@pytest.mark.parametrize("system", SYSTEMS)
async def test_nothing_is_guessed_of_any_order(system: str, world: Simulated, desk: Caller) -> None:
    numbers = sorted({number for live in (await world.stories())["live"].values() for number in live})
    truths = await world.truths(numbers)
    async with world.fault(system, "status", status=503):
        told = await desk.orders(numbers, FRAGMENTS)
    said = [word for number, order, _ in told if order for word in words(order, truths[number])]
    assert [word for word in said if word.said is not None and word.said != word.true] == []
    assert said or system == "erp"
