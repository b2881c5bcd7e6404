"""A code that no mapping knows: one case, worked on by a person, opened again by the next sighting.

With a gateway of its own, so that no other scenario has seen the case.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.acceptance.asking import Caller, calling
from tests.acceptance.conftest import for_all
from tests.acceptance.served import declared, serving
from tests.acceptance.simulated import Simulated
from tests.acceptance.waiting import moment

PATIENCE = 10.0
QUEUE_EMPTY = "ordergraph_findings_queued 0.0"
TRACES = ("4bf92f3577b34da6a3ce929d0e0e4736", "0af7651916cd43dd8448eb211c80319c")
ORDER = "query ($number: String!) { order(number: $number) { status shipments { id status } } }"
FIND = "query ($text: String!) { find(text: $text) { value } }"
CASE = """
fragment Whole on ExceptionCase {
  id code severity state owner resolution count systems subjects detail evidence
  impact { orders skus customers locations } history { who from to note }
}
"""
LIST = (
    "query ($f: ExceptionFilterInput) { exceptions(filter: $f) { edges { node { ...Whole } } totalCount } }"
)
ASSIGN = "mutation ($id: String!, $owner: String!) { assignException(id: $id, owner: $owner) { %s } }"
RESOLVE = "mutation ($id: String!, $note: String!) { resolveException(id: $id, note: $note) { %s } }"
WHOLE = "exception { ...Whole }"


class Desks(NamedTuple):
    """Who serves customers, who keeps the systems running, and a customer's own program."""

    service: Caller
    ops: Caller
    partner: Caller


@for_all
async def desks(
    world: Simulated, links: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desks]:
    folder = tmp_path_factory.mktemp("exceptions")
    async with (
        serving(folder, links, declared(world.urls)) as served,
        calling(served, world, "service-desk") as service,
        calling(served, world, "ops") as ops,
        calling(served, world, "partner-acme") as partner,
    ):
        yield Desks(service, ops, partner)


@pytest.mark.parametrize(
    ("system", "field", "place"),
    [
        ("erp", "code", "history"),
        ("wms_east", "state", "state"),
        ("wms_west", "state", "state"),
        ("tms", "statusCode", "status"),
        ("carrier", "code", "event"),
    ],
)
async def test_a_case_from_its_first_sighting_to_the_next(
    system: str, field: str, place: str, world: Simulated, desks: Desks
) -> None:
    numbers = (await world.stories())["stories"]["split"][:2]
    await indexed(desks.service, numbers)
    await sighted(world, desks, (system, field), numbers[:1], TRACES[0])
    case = await the_case(desks.ops, system)
    assert (case["code"], case["state"], case["systems"]) == ("UNMAPPED_CODE", "OPEN", [system])
    assert case["detail"] == f"{system} uses {place} code 'ZZ-77', which no mapping knows"
    assert case["evidence"] == [f"trace:{TRACES[0]}"]
    assert case["history"] == []
    await check_impact(world, case, numbers[:1])
    given = {"id": case["id"], "owner": "mira"}
    taken = (await desks.ops.asked(ASSIGN % WHOLE + CASE, given)).data["assignException"]["exception"]
    assert (taken["state"], taken["owner"], taken["impact"]) == ("ASSIGNED", "mira", case["impact"])
    given = {"id": case["id"], "note": "told the warehouse"}
    done = (await desks.ops.asked(RESOLVE % WHOLE + CASE, given)).data["resolveException"]["exception"]
    assert (done["state"], done["resolution"], done["count"]) == (
        "RESOLVED",
        "told the warehouse",
        case["count"],
    )
    await sighted(world, desks, (system, field), numbers[1:], TRACES[1])
    again = await the_case(desks.ops, system)
    assert (again["id"], again["state"], again["owner"]) == (case["id"], "OPEN", None)
    assert again["evidence"] == [f"trace:{trace}" for trace in reversed(TRACES)]
    assert [(step["from"], step["to"], step["note"]) for step in again["history"]] == [
        ("OPEN", "ASSIGNED", "to mira"),
        ("ASSIGNED", "RESOLVED", "told the warehouse"),
        ("RESOLVED", "OPEN", ""),
    ]
    assert again["history"][-1]["who"] == "sighting"
    await check_impact(world, again, numbers)


async def test_a_customers_program_has_no_part_in_it(desks: Desks) -> None:
    answer = await desks.partner.asked(LIST + CASE, {})
    assert answer.codes == {"exceptions": "FIELD_NOT_GRANTED"}
    answer = await desks.partner.asked(RESOLVE % "exception { id }", {"id": "1", "note": "fine"})
    assert answer.codes == {"resolveException": "FIELD_NOT_GRANTED"}


async def test_a_case_is_changed_by_post_alone(desks: Desks) -> None:
    document = 'mutation { resolveException(id: "1", note: "fine") { exception { id } } }'
    headers = {"authorization": f"Bearer {desks.ops.token}"}
    response = await desks.ops.client.get("/graphql", params={"query": document}, headers=headers)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_a_note_for_nothing_is_told_its_field(desks: Desks) -> None:
    answer = await desks.ops.asked(RESOLVE % "exception { id }", {"id": "nothing", "note": "fine"})
    (error,) = answer.errors
    assert error["extensions"] | {"code": "BAD_INPUT", "field": "id"} == error["extensions"]
    assert answer.partial == {"resolveException": None}


async def indexed(service: Caller, numbers: Sequence[str]) -> None:
    """Let our index know the orders: a carrier is not told which orders are in every parcel."""
    for number in numbers:
        found = (await service.ask(FIND, text=number)).data["find"]
        assert [match["value"] for match in found] == [number]


async def sighted(
    world: Simulated, desks: Desks, spoiled: tuple[str, str], numbers: Sequence[str], trace: str
) -> None:
    """Let somebody ask for these orders while a system speaks of a status that nobody knows.

    What was found is written behind the answers: wait until nothing is left to write.
    """
    system, field = spoiled
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    async with world.fault(system, "unknown_status", field=field, all=True):
        for number in numbers:
            await desks.service.asked(ORDER, {"number": number}, headers)
    async with asyncio.timeout(PATIENCE):
        while QUEUE_EMPTY not in (await desks.ops.client.get("/metrics")).text.splitlines():
            await moment()


async def the_case(ops: Caller, system: str) -> Any:  # noqa: ANN401 - the graph's JSON
    """The one case of the system."""
    wanted = {"codes": ["UNMAPPED_CODE"], "systems": [system]}
    (edge,) = (await ops.asked(LIST + CASE, {"f": wanted})).data["exceptions"]["edges"]
    return edge["node"]


async def check_impact(world: Simulated, case: Any, numbers: Sequence[str]) -> None:  # noqa: ANN401 - as above
    """The impact is what is true of the orders."""
    truths = (await world.truths(numbers)).values()
    lines = [line for truth in truths for line in truth["lines"]]
    assert case["impact"] == {
        "orders": sorted(numbers),
        "skus": sorted({line["sku"] for line in lines}),
        "customers": sorted({truth["customer"] for truth in truths}),
        "locations": sorted({line["site"] for line in lines}),
    }
