"""Exception cases in the graph: listed, followed to what they touch, given to somebody, resolved."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from domain.exceptions import ExceptionCase, Finding, Severity, unmapped
from domain.partners import Grant, Principal, Scope
from resolvers.errors import told
from tests.doubles.clock import START
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import DESK, ask, data, may, sources

LIST = """
query ($filter: ExceptionFilterInput, $first: Int! = 20, $after: String) {
  exceptions(filter: $filter, first: $first, after: $after) {
    edges { cursor node { id code severity state owner resolution count systems subjects detail evidence } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}
"""
WHOLE = """
fragment Whole on ExceptionCase {
  id state owner resolution firstSeen lastSeen history { at who from to note }
  impact { orders skus customers locations }
}
"""
ASSIGN = (
    "mutation ($id: String!, $owner: String!) { done: assignException(id: $id, owner: $owner) "
    "{ exception { ...Whole } } }" + WHOLE
)
RESOLVE = (
    "mutation ($id: String!, $note: String!) { done: resolveException(id: $id, note: $note) "
    "{ exception { ...Whole } } }" + WHOLE
)
MIRA = Principal(partner="acme", person="mira", grant=Grant(scopes=frozenset(Scope)))
SILENT = Finding(code="SOURCE_SILENT", group="tms", severity=Severity.CRITICAL, subjects=("source:tms",))


async def world_with(*findings: Finding) -> SmallWorld:
    """Each found a minute after the one before."""
    world = SmallWorld()
    for minutes, finding in enumerate(findings):
        await world.cases.raise_all([finding], START + timedelta(minutes=minutes))
    return world


async def the_case(world: SmallWorld) -> ExceptionCase:
    (case,) = await world.cases.cases()
    return case


async def refused(
    world: SmallWorld, document: str, variables: Mapping[str, object], principal: Principal = DESK
) -> tuple[Any, Any]:
    """Code and field of the one error."""
    result = await ask(world, document, principal, variables)
    assert result.errors is not None
    (error,) = result.errors
    extensions = told(error, "").formatted["extensions"]
    return extensions["code"], extensions.get("field")


async def test_a_case_is_listed_with_all_that_its_sightings_said() -> None:
    world = await world_with(
        unmapped("wms_east", "state", "ZZ", "order:SO-1"), unmapped("wms_east", "state", "ZZ", "order:SO-2")
    )
    listed = (await data(world, LIST))["exceptions"]
    (edge,) = listed["edges"]
    assert edge["node"] == {
        "id": (await the_case(world)).id,
        "code": "UNMAPPED_CODE",
        "severity": "WARNING",
        "state": "OPEN",
        "owner": None,
        "resolution": None,
        "count": 2,
        "systems": ["wms_east"],
        "subjects": ["order:SO-2", "order:SO-1"],
        "detail": "wms_east uses state code 'ZZ', which no mapping knows",
        "evidence": [],
    }
    assert listed["totalCount"] == 1
    assert listed["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": edge["cursor"],
        "endCursor": edge["cursor"],
    }


async def test_pages_follow_each_other_under_their_filter() -> None:
    world = await world_with(*(unmapped("tms", "code", str(n), "order:SO-1") for n in range(5)), SILENT)
    seen: list[str] = []
    wanted: dict[str, object] = {"filter": {"codes": ["UNMAPPED_CODE"]}, "first": 2}
    after = None
    for _ in range(3):
        page = (await data(world, LIST, variables=wanted | {"after": after}))["exceptions"]
        assert page["totalCount"] == 5
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        seen += [edge["node"]["detail"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == [f"tms uses code code '{n}', which no mapping knows" for n in (4, 3, 2, 1, 0)]
    assert await refused(world, LIST, {"after": after}) == ("BAD_INPUT", "after")


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({}, ["SOURCE_SILENT", "UNMAPPED_CODE"]),
        ({"severities": ["CRITICAL"]}, ["SOURCE_SILENT"]),
        ({"systems": ["wms_east"]}, ["UNMAPPED_CODE"]),
        ({"subjects": ["order:SO-1", "order:SO-9"]}, ["UNMAPPED_CODE"]),
        ({"states": ["RESOLVED"]}, []),
        ({"owner": "mira"}, []),
        ({"codes": []}, ["SOURCE_SILENT", "UNMAPPED_CODE"]),
    ],
)
async def test_a_filter_says_which(wanted: dict[str, object], codes: list[str]) -> None:
    world = await world_with(unmapped("wms_east", "state", "ZZ", "order:SO-1"), SILENT)
    listed = (await data(world, LIST, variables={"filter": wanted}))["exceptions"]
    assert [edge["node"]["code"] for edge in listed["edges"]] == codes


@pytest.mark.parametrize(
    ("variables", "field"),
    [({"first": 0}, "first"), ({"first": 101}, "first"), ({"after": "x"}, "after"), ({"after": ""}, "after")],
)
async def test_a_page_that_cannot_be_is_refused(variables: dict[str, object], field: str) -> None:
    assert await refused(SmallWorld(), LIST, variables) == ("BAD_INPUT", field)


async def test_a_case_is_followed_to_orders_items_customers_and_places_in_one_batch() -> None:
    world = await world_with(
        unmapped("tms", "code", "ZZ", "shipment:SHE-1"), unmapped("erp", "status", "ZZ", "order:SO-1")
    )
    document = "{ exceptions { edges { node { impact { orders skus customers locations } } } } }"
    edges = (await data(world, document))["exceptions"]["edges"]
    assert [edge["node"]["impact"] for edge in edges] == [
        {
            "orders": ["SO-1"],
            "skus": ["AX-1", "AX-2"],
            "customers": ["C-1"],
            "locations": ["EAST", "WEST"],
        },
        {
            "orders": ["SO-1", "SO-2"],
            "skus": ["AX-1", "AX-2"],
            "customers": ["C-1", "C-2"],
            "locations": ["EAST", "WEST"],
        },
    ]
    assert world.calls() == {"erp": 1, "wms_east": 1, "wms_west": 1, "tms": 1}
    assert "erp" in await sources(world, document)


async def test_nobody_is_asked_where_no_impact_is_wanted() -> None:
    world = await world_with(unmapped("tms", "code", "ZZ", "shipment:SHE-1"))
    await data(world, LIST)
    assert world.calls() == {}


async def test_a_case_is_assigned_and_resolved_by_the_person_who_asks() -> None:
    world = await world_with(unmapped("erp", "status", "ZZ", "order:SO-2"))
    case_id = (await the_case(world)).id
    taken = await data(world, ASSIGN, MIRA, {"id": case_id, "owner": "jon"})
    assert (taken["done"]["exception"]["state"], taken["done"]["exception"]["owner"]) == ("ASSIGNED", "jon")
    world.clock.advance(timedelta(minutes=1))
    done = (await data(world, RESOLVE, DESK, {"id": case_id, "note": "mapped"}))["done"]["exception"]
    assert done == {
        "id": case_id,
        "state": "RESOLVED",
        "owner": "jon",
        "resolution": "mapped",
        "firstSeen": "2026-03-02T08:00:00Z",
        "lastSeen": "2026-03-02T08:00:00Z",
        "history": [
            {
                "at": "2026-03-02T08:00:00Z",
                "who": "mira",
                "from": "OPEN",
                "to": "ASSIGNED",
                "note": "to jon",
            },
            {
                "at": "2026-03-02T08:01:00Z",
                "who": "desk",
                "from": "ASSIGNED",
                "to": "RESOLVED",
                "note": "mapped",
            },
        ],
        "impact": {"orders": ["SO-2"], "skus": ["AX-1"], "customers": ["C-2"], "locations": ["EAST"]},
    }
    one = f"query ($id: String!) {{ exception(id: $id) {{ ...Whole }} }} {WHOLE}"
    assert (await data(world, one, DESK, {"id": case_id}))["exception"] == done


async def test_what_cannot_be_done_to_a_case_is_told_with_its_field() -> None:
    world = await world_with(unmapped("erp", "status", "ZZ", "order:SO-2"))
    case_id = (await the_case(world)).id
    for document, variables, field in (
        (ASSIGN, {"id": "case-9", "owner": "mira"}, "id"),
        (ASSIGN, {"id": case_id, "owner": " "}, "owner"),
        (ASSIGN, {"id": case_id, "owner": "x" * 201}, "owner"),
        (RESOLVE, {"id": case_id, "note": ""}, "note"),
        (RESOLVE, {"id": case_id, "note": "x" * 2_001}, "note"),
    ):
        assert await refused(world, document, variables) == ("BAD_INPUT", field)
    await world.cases.resolve(case_id, "mapped", who="lee", now=START)
    assert await refused(world, RESOLVE, {"id": case_id, "note": "again"}) == ("BAD_INPUT", "id")


async def test_an_unknown_case_is_none() -> None:
    assert (await data(SmallWorld(), '{ exception(id: "case-9") { id } }'))["exception"] is None


async def test_reading_and_changing_need_scopes_of_their_own() -> None:
    world = await world_with(unmapped("erp", "status", "ZZ", "order:SO-1"))
    case_id = (await the_case(world)).id
    given = {"id": case_id, "owner": "mira"}
    assert await refused(world, ASSIGN, given, may(Scope.OPS_READ)) == ("FIELD_NOT_GRANTED", None)
    assert await refused(world, LIST, {}, may(Scope.EXCEPTIONS_WRITE)) == ("FIELD_NOT_GRANTED", None)
    blind = "mutation ($id: String!, $owner: String!) { assignException(id: $id, owner: $owner) %s }"
    done = await ask(world, blind % "{ exception { id detail } }", may(Scope.EXCEPTIONS_WRITE), given)
    assert done.data == {"assignException": {"exception": {"id": case_id, "detail": None}}}
    assert (await the_case(world)).owner == "mira"
