"""Partner x input: what may not be seen is not compared with, sorted by, counted or read off a cursor."""

import base64
from datetime import datetime
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLInputField, GraphQLInputObjectType, get_named_type

from domain.partners import FieldRights, Principal
from gateway.execution.engine import graph_of
from resolvers.granting.input_fields import COMPARED, SORTED
from tests.policy.asking import Asking, Heard
from tests.policy.cells import Cells
from tests.policy.judging import within_rows
from tests.policy.partners import PARTNERS
from tests.policy.reference import Fate, fate
from tests.resolvers.asking import SCHEMA

GRAPH = graph_of(SCHEMA)
FILTERS = {"OrderFilterInput": "orders", "ExceptionFilterInput": "exceptions", "EventFilterInput": "events"}
TIMES = frozenset({"Order.placedAt", "Order.promisedAt", "Order.asOf", "Event.recordedAt"})
DAY, MOMENT = "2026-03-01T00:00:00Z", "2026-03-01T10:00:00Z"
COUNTED = "{{ {root}({given}) {{ totalCount edges {{ cursor }} pageInfo {{ endCursor }} }} }}"
UNCOUNTED = "{{ {root}({given}) {{ edges {{ cursor }} pageInfo {{ endCursor }} }} }}"
OWN = {"operations": 3, "service desk": 3, "storefront": 2, "retailer": 1, "warehouse": 2}
by_partner = pytest.mark.parametrize("principal", list(PARTNERS.values()), ids=list(PARTNERS))


def written(field: GraphQLInputField, moment: str) -> str:
    kind = get_named_type(field.type)
    if isinstance(kind, GraphQLEnumType):
        return str(next(iter(kind.values)))
    if kind.name == "PeriodInput":
        return f'{{ since: "{moment}" }}'
    if kind.name == "DateTime":
        return f'"{moment}"'
    return "true" if kind.name == "Boolean" else '"SO-1"'


def inputs() -> list[tuple[str, str, GraphQLInputField]]:
    """Every field of every filter of the schema."""
    found = []
    for name, kind in GRAPH.type_map.items():
        if isinstance(kind, GraphQLInputObjectType) and name.endswith("FilterInput") and name in COMPARED:
            found += [(FILTERS[name], f"{name}.{field}", each) for field, each in kind.fields.items()]
    return found


def refused(heard: Heard, root: str) -> bool:
    return heard.data == {root: None} and {code for _, code, _ in heard.places} == {"FIELD_NOT_GRANTED"}


def may(rights: FieldRights, root: str, compared: str) -> Fate:
    own = fate(rights, f"Query.{root}")[0]
    return own if own is Fate.DENIED else fate(rights, compared)[0]


@by_partner
async def test_filters(principal: Principal, asking: Asking, cells: Cells) -> None:
    for root, name, field in inputs():
        compared = COMPARED[name.partition(".")[0]][name.partition(".")[2]]
        decided = may(principal.grant.fields, root, compared)
        for moment in (DAY, MOMENT):
            value = "a@example.net" if name.endswith(".email") else ""
            given = f'"{value}"' if value else written(field, moment)
            text = UNCOUNTED if root == "events" else COUNTED
            document = text.format(root=root, given=f"filter: {{ {name.partition('.')[2]}: {given} }}")
            heard = await asking.ask(document, principal)
            if decided is Fate.GRANTED:
                assert heard.errors == [], name
            elif decided is Fate.SHAPED and compared in TIMES:
                assert bool(heard.errors) == (moment is MOMENT), name
            else:
                assert refused(heard, root), name
                assert heard.asked == set(), "no index is asked either"
            within_rows(heard, principal)
        cells.add(principal.partner, [name], root, "filters")


@by_partner
async def test_orderings_and_cursors(principal: Principal, asking: Asking, cells: Cells) -> None:
    for sort, compared in SORTED.items():
        decided = may(principal.grant.fields, "orders", compared)
        heard = await asking.ask(
            COUNTED.format(root="orders", given=f"first: 1, orderBy: {{ field: {sort.value} }}"), principal
        )
        cells.add(principal.partner, [compared], "orders", "orderings and cursors")
        if decided is Fate.DENIED:
            assert refused(heard, "orders")
            assert heard.asked == set()
            continue
        assert heard.errors == []
        page: Any = heard.data["orders"]
        assert page["totalCount"] == OWN[principal.partner]
        for edge in page["edges"]:
            at = time_in(edge["cursor"])
            whole = at is None or (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
            assert whole or decided is Fate.GRANTED, "a cursor tells the time"


def time_in(cursor: str) -> datetime | None:
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    parts = [part for part in text.replace("[", ",").replace('"', "").split(",") if part.count(":") > 1]
    return datetime.fromisoformat(parts[0]) if parts else None


@by_partner
async def test_an_email_finds_for_those_alone_who_see_emails_in_full(
    principal: Principal, asking: Asking, cells: Cells
) -> None:
    heard = await asking.ask('{ find(text: "somebody.c-1@planted.example") { value } }', principal)
    cells.add(principal.partner, ["Customer.email"], "find", "filters")
    if may(principal.grant.fields, "find", "Customer.email") is Fate.GRANTED:
        assert heard.errors == []
        assert heard.data["find"]
    else:
        assert refused(heard, "find")
        assert heard.asked == set()


@by_partner
async def test_of_cases_own_ones_alone_are_counted(
    principal: Principal, asking: Asking, cells: Cells
) -> None:
    heard = await asking.ask("{ exceptions { totalCount edges { node { id } } } }", principal)
    cells.add(principal.partner, ["ExceptionConnection.totalCount"], "exceptions", "exception cases")
    if may(principal.grant.fields, "exceptions", "ExceptionCase.code") is not Fate.GRANTED:
        assert refused(heard, "exceptions")
        return
    own = 1 if principal.partner == "warehouse" else 3
    assert heard.data["exceptions"]["totalCount"] == own == len(heard.data["exceptions"]["edges"])
    assert all(rows == principal.grant.rows for rows in asking.world.cases.asked[-1:])
