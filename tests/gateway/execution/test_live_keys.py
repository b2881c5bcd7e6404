"""Who may share a live stream: equal questions under equal rights, wherever each of them resumes."""

from collections.abc import Hashable
from decimal import Decimal

import pytest

from domain.partners import Grant, Principal, RowScope, Scope
from domain.shapes.words import AS_IT_IS, Capped, Shapes
from tests.gateway.execution.following import Following
from tests.gateway.execution.test_live import place
from tests.resolvers.asking import ANN, DESK, EVERYTHING

BY_VARIABLE = "subscription ($n: [String!], $a: String) { orderChanged(numbers: $n, after: $a) { cursor } }"
BY_LITERAL = 'subscription ($n: [String!]) { orderChanged(numbers: $n, after: "%s") { cursor } }'
TWICE = "subscription ($a: String) { orderChanged(customer: $a, after: $a) { cursor } }"
NAMED = """
subscription One { events { cursor } }
subscription Other { events { cursor } }
"""
PERSONAL = "subscription { orderChanged { order { customer { email } } } }"


async def key(text: str, principal: Principal = DESK, **variables: object) -> Hashable:
    return (await Following().live(text, principal, variables)).key


def other(
    *, partner: str = "other", person: str = "", audited: bool = False, shapes: Shapes = AS_IT_IS, **rows: str
) -> Principal:
    kept = RowScope(**{kind: frozenset({name}) for kind, name in rows.items()})
    grant = Grant(scopes=EVERYTHING, rows=kept, audited=audited, shapes=shapes)
    return Principal(partner=partner, person=person, grant=grant)


async def test_where_a_stream_resumes_is_in_no_key() -> None:
    first = await key(BY_VARIABLE, n=["SO-1"])
    assert (
        first == await key(BY_VARIABLE, n=["SO-1"], a=place(1)) == await key(BY_VARIABLE, n=["SO-1"], a=None)
    )
    assert first != await key(BY_VARIABLE, n=["SO-2"])


async def test_a_cursor_in_the_text_makes_another_document() -> None:
    assert await key(BY_LITERAL % place(1)) != await key(BY_LITERAL % place(2))


async def test_a_variable_that_says_something_else_too_counts() -> None:
    assert await key(TWICE, a=place(1)) != await key(TWICE, a=place(2))


async def test_whoever_has_the_same_rights_shares_it() -> None:
    assert await key(BY_VARIABLE) == await key(BY_VARIABLE, other())
    assert await key(BY_VARIABLE, ANN) == await key(BY_VARIABLE, other(customers="C-1"))


@pytest.mark.parametrize(
    "principal",
    [
        ANN,
        other(channels="WEB"),
        other(shapes=Shapes(quantity=Capped(Decimal(5)))),
        Principal(partner="desk", grant=Grant(scopes=EVERYTHING - {Scope.ORDERS_PII})),
    ],
    ids=["rows", "other rows", "shapes", "scopes"],
)
async def test_whoever_has_other_rights_does_not(principal: Principal) -> None:
    assert await key(BY_VARIABLE) != await key(BY_VARIABLE, principal)


async def test_each_operation_of_a_document_has_its_own() -> None:
    following = Following()
    one, another = [await following.live(NAMED, name=name) for name in ("One", "Other")]
    assert one.key != another.key


async def test_who_is_audited_shares_nothing_of_a_person_with_others() -> None:
    jo, kim = other(person="jo", audited=True), other(person="kim", audited=True)
    assert await key(PERSONAL, jo) != await key(PERSONAL, kim) != await key(PERSONAL)
    assert await key(BY_VARIABLE, jo) == await key(BY_VARIABLE, kim)
