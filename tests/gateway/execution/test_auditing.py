"""Who was shown personal data is kept where the grant asks for it, and nowhere else."""

from datetime import timedelta

import pytest

from domain.partners import Grant, Principal, Scope
from domain.registry.personal_reads import PersonalRead
from domain.shapes.words import AS_IT_IS, PersonalShape, Shapes
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest, Operation
from resolvers.limiting.limits import Limits
from tests.doubles.small_world import SmallWorld
from tests.resolvers.asking import EVERYTHING, SCHEMA, context_of

PERSONAL = 'query Where { order(number: "SO-1") { number customer { email } shipTo { city } } }'
PLAIN = '{ order(number: "SO-1") { number status } }'


def asker(
    *, audited: bool = True, shapes: Shapes = AS_IT_IS, scopes: frozenset[Scope] = EVERYTHING
) -> Principal:
    grant = Grant(scopes=scopes, shapes=shapes, audited=audited)
    return Principal(partner="desk", person="jo", grant=grant)


async def kept(document: str, principal: Principal) -> list[PersonalRead]:
    """What is kept of one operation."""
    world = SmallWorld()
    lines: list[PersonalRead] = []
    engine = Engine(
        SCHEMA,
        contexts=lambda one, demand: context_of(world, one, demand),
        clock=world.clock,
        limits=Limits(),
        timeout=timedelta(seconds=5),
        audit=lines.append,
    )
    operation = engine.prepare(GraphQLRequest(document=document))
    assert isinstance(operation, Operation)
    await engine.run(operation, Asker(principal=principal, correlation_id="c" * 32))
    return lines


async def test_who_looked_at_whom_and_at_what() -> None:
    (line,) = await kept(PERSONAL, asker())
    assert (line.partner, line.person, line.operation) == ("desk", "jo", "Where")
    assert {"Customer.email", "Order.shipTo"} <= set(line.fields)
    assert "order:SO-1" in line.subjects
    assert any(subject.startswith("customer:") for subject in line.subjects)
    assert line.count == len(line.subjects)
    assert line.correlation_id == "c" * 32


@pytest.mark.parametrize(
    ("document", "principal"),
    [
        (PLAIN, asker()),
        (PERSONAL, asker(audited=False)),
        (PERSONAL, asker(scopes=frozenset({Scope.ORDERS_READ}))),
        (PERSONAL, asker(shapes=Shapes(personal=PersonalShape.ABSENT))),
    ],
    ids=["nothing of a person", "a grant that does not ask", "not granted", "absent"],
)
async def test_nothing_is_kept_where_nothing_was_to_be(document: str, principal: Principal) -> None:
    assert await kept(document, principal) == []


async def test_who_looks_at_masked_data_is_kept_too() -> None:
    assert len(await kept(PERSONAL, asker(shapes=Shapes(personal=PersonalShape.MASKED)))) == 1
