"""Askers with different rights share what is read, and none is shown another's shape of it."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from domain.partners import Grant, Principal, RowScope, Scope
from domain.shapes.words import AS_IT_IS, Band, Capped, PersonalShape, Shapes, TimeShape, YesNo
from gateway.edge.over_http.keeping import keeping
from gateway.execution.answers import Answer
from tests.doubles.small_rows import SO_1
from tests.gateway.execution.asking_fresh import Remembered, told
from tests.resolvers.asking import DESK, EVERYTHING

DATED = Shapes(time=TimeShape.DATE)
STOCK = '{ availability(skus: ["AX-1"]) { available { amount band inStock } } }'
BOUNDED = """{ availability(skus: ["AX-1"]) @fresh(maxAge: "PT1H") {
  available @fresh(maxAge: "PT1M") { amount band inStock }
} }"""
PERSON = '{ order(number: "SO-1") { customer { email } } }'
TIME = '{ order(number: "SO-1") { placedAt } }'


def who(shapes: Shapes = AS_IT_IS, *without: Scope) -> Principal:
    return Principal(partner="acme", grant=Grant(scopes=EVERYTHING - set(without), shapes=shapes))


def body(answer: Answer) -> Any:  # noqa: ANN401 - whatever was asked for
    assert answer.errors == [], answer.errors
    return answer.data


@pytest.mark.parametrize("text", [STOCK, BOUNDED], ids=["one bound", "a bound of its own"])
async def test_those_who_share_a_flight_are_each_shown_their_own_shape(text: str) -> None:
    here = Remembered()
    shapes = (
        AS_IT_IS,
        Shapes(quantity=Capped(Decimal(20))),
        Shapes(quantity=Band()),
        Shapes(quantity=YesNo()),
    )
    answers = await asyncio.gather(*(here.ask(text, who(one)) for one in (*shapes, *shapes)))
    amounts = [body(each)["availability"][0]["available"] for each in answers]
    own: list[dict[str, object]] = [
        {"amount": "70", "band": "IN_STOCK", "inStock": True},
        {"amount": "20", "band": "IN_STOCK", "inStock": True},
        {"amount": None, "band": "IN_STOCK", "inStock": True},
        {"amount": None, "band": None, "inStock": True},
    ]
    assert amounts == [*own, *own]
    assert here.calls("wms_east", "stock") == 1, "one read for all of them"


async def test_what_was_read_for_one_is_shaped_for_the_next() -> None:
    here = Remembered()
    masked = Shapes(personal=PersonalShape.MASKED)
    everybody = (who(), who(masked), who(Shapes(personal=PersonalShape.ABSENT)), who())
    emails = [body(await here.ask(PERSON, one))["order"]["customer"]["email"] for one in everybody]
    assert emails == ["ann@example.net", "a***@e***.net", None, "ann@example.net"]
    assert here.calls("erp", "customers") == 1


async def test_a_denied_field_is_told_at_its_path_and_costs_no_call() -> None:
    here = Remembered()
    text = '{ order(number: "SO-1") { number a: customer { email } shipTo { city } returns { number } } }'
    answer = await here.ask(text, who(AS_IT_IS, Scope.ORDERS_PII, Scope.RETURNS_READ))
    assert answer.data == {"order": {"number": "SO-1", "a": None, "shipTo": None, "returns": None}}
    errors = {tuple(error["path"]): error for error in answer.errors}
    assert set(errors) == {("order", "a"), ("order", "shipTo"), ("order", "returns")}
    assert {error["extensions"]["code"] for error in errors.values()} == {"FIELD_NOT_GRANTED"}
    assert errors["order", "a"]["message"] == "Order.customer needs the scope orders:read:pii"
    assert here.calls("erp", "customers") == here.calls("erp", "returns") == 0


async def test_no_extension_and_no_age_tells_a_time_that_is_told_to_the_day() -> None:
    here = Remembered()
    reads = here.world.reads["erp", "orders"].records
    reads["SO-1"] = replace(reads["SO-1"], as_of=here.world.clock.now())
    text = '{ order(number: "SO-1") { placedAt asOf freshness { asOf verifiedAt } } }'
    exact, dated = await here.ask(text), await here.ask(text, who(DATED))
    operation = here.prepared(text)
    assert here.engine.reuse(operation, exact) is not None
    assert here.engine.reuse(operation, dated) is None
    assert "age" not in keeping(here.engine.reuse(operation, dated))
    said = {name: entry for name, entry in told(dated)["erp"].items() if name != "fetchedAt"}
    for text_of_time in [*_texts(dated.data), *_texts(said)]:
        assert "T" not in text_of_time or text_of_time.endswith("T00:00:00Z"), text_of_time
    assert [each for each in _texts(exact.data) if each.endswith("T08:00:00Z")]


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - any part of an answer
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, (list, tuple)):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) and value[:2] == "20" else []


async def test_rows_and_shapes_are_apart() -> None:
    here = Remembered()
    rows = RowScope(customers=frozenset({"C-1"}))
    ann = replace(DESK, grant=Grant(scopes=EVERYTHING, rows=rows, shapes=DATED))
    await here.world.searching.index.put([SO_1])
    assert body(await here.ask(TIME, ann))["order"]["placedAt"] == "2026-02-27T00:00:00Z"
    assert (await here.ask(TIME.replace("SO-1", "SO-2"), ann)).data == {"order": None}
    assert body(await here.ask(TIME, who(DATED)))["order"]["placedAt"] == "2026-02-27T00:00:00Z"
    assert body(await here.ask(TIME))["order"]["placedAt"] == "2026-02-27T08:00:00Z"
