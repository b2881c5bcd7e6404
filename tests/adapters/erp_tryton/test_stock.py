"""Reading stock: which calls it takes, and what a bad reply costs."""

import base64
from collections.abc import Mapping, Sequence
from datetime import timedelta

import httpx
import msgspec
import pytest

from domain.errors import BackendUnavailable, ReplyInvalid
from domain.ports.backends import STOCK
from domain.ports.reading import Failed, Found, Missing, Outcome
from domain.quantities import quantity
from domain.stock import StockKey, StockPosition, StockState
from tests.adapters.erp_tryton.mapping.test_stock import HERE, STORAGE, WAREHOUSE, move
from tests.adapters.erp_tryton.replies import LEFT, UNIT, Json
from tests.adapters.erp_tryton.system import Tryton, answers, connected
from tests.contracts.over_http import offered
from tests.doubles.clock import SettableClock

WAREHOUSES, PRODUCTS, MOVES = "stock.location", "product.product", "stock.move"
WEST: Json = {
    "id": 12,
    "code": "WH-W",
    "input_location": 9,
    "output_location": 10,
    "storage_location": 11,
}
ONE, TWO = StockKey("AX-1", "WH-E"), StockKey("AX-2", "WH-E")
IN_THE_WEST = StockKey("AX-1", "WH-W")


def held(code: str | None, amount: object = 10.0) -> Json:
    return {"id": 1, "code": code, "quantity": amount, "default_uom.": UNIT}


def claim(code: object, amount: object = 3.0) -> Json:
    return move(0.0, "assigned", (STORAGE, HERE), HERE) | {
        "product.": {"id": 1, "code": code},
        "internal_quantity": amount,
    }


def tryton(**replies: Sequence[object]) -> Tryton:
    told: Mapping[str, Sequence[object]] = {
        WAREHOUSES: replies.get("warehouses", [[WAREHOUSE, WEST]]),
        PRODUCTS: replies.get("products", [[held("AX-1"), held("AX-2")]]),
        MOVES: replies.get("moves", [[claim("AX-1")]]),
    }
    return Tryton(told)


def dated(records: list[Json], time: str) -> httpx.Response:
    headers = {"date": f"Sat, 21 Nov 2026 {time} GMT"}
    return httpx.Response(200, headers=headers, content=msgspec.json.encode(records))


def figure(answer: Outcome[StockPosition], state: StockState) -> object:
    assert isinstance(answer, Found), answer
    return answer.value.of(state)


def context(request: httpx.Request) -> Json:
    return msgspec.json.decode(base64.urlsafe_b64decode(request.headers["x-tryton-context"]), type=Json)


async def test_a_batch_asks_each_warehouse_once_and_for_the_moves_of_all() -> None:
    system = tryton()
    told = await answers(system, STOCK, ONE, TWO, IN_THE_WEST)
    assert sorted(system.models) == sorted([WAREHOUSES, MOVES, PRODUCTS, PRODUCTS])
    assert {key: figure(told[key], StockState.ALLOCATED) for key in told} == {
        ONE: quantity(3),
        TWO: quantity(0),
        IN_THE_WEST: quantity(0),
    }
    (moves,) = system.asked(MOVES)
    assert moves["domain"] == [
        ["product.code", "in", ["AX-1", "AX-2"]],
        ["state", "in", ["draft", "staging", "assigned"]],
        ["company", "=", 1],
    ]


async def test_each_warehouse_is_asked_for_its_own_items_in_its_storage_alone() -> None:
    system = tryton()
    await answers(system, STOCK, ONE, TWO, IN_THE_WEST)
    contexts = [
        context(r) for r, model in zip(system.requests, system.models, strict=True) if model == PRODUCTS
    ]
    assert [(each["locations"], each["stock_skip_warehouse"]) for each in contexts] == [
        ([5], True),
        ([12], True),
    ]
    asked = [query["domain"] for query in system.asked(PRODUCTS)]
    assert [domain[0] for domain in asked if isinstance(domain, list)] == [
        ["code", "in", ["AX-1", "AX-2"]],
        ["code", "in", ["AX-1"]],
    ]


async def test_warehouses_are_looked_up_once_and_again_for_one_that_was_not_there() -> None:
    new = WEST | {"id": 13, "code": "WH-N"}
    system = tryton(warehouses=[[WAREHOUSE], [WAREHOUSE, new]])
    connection = connected(system)
    read = offered(connection, STOCK)
    seen = []
    for key in (ONE, TWO, StockKey("AX-1", "WH-N"), ONE):
        told = await read([key], SettableClock().within())
        seen.append((type(told[key]), system.models.count(WAREHOUSES)))
    await connection.aclose()
    assert seen == [(Found, 1), (Found, 1), (Found, 2), (Found, 2)]


async def test_zones_are_looked_up_again_after_an_hour() -> None:
    system, clock = tryton(), SettableClock()
    connection = connected(system, clock)
    read = offered(connection, STOCK)
    seen = []
    for minutes in (0, 59, 2):
        clock.advance(timedelta(minutes=minutes))
        await read([ONE], clock.within())
        seen.append(system.models.count(WAREHOUSES))
    await connection.aclose()
    assert seen == [1, 1, 2]


async def test_nothing_is_asked_of_a_warehouse_that_is_not_there() -> None:
    system = tryton()
    key = StockKey("AX-1", "WH-X")
    assert isinstance((await answers(system, STOCK, key))[key], Missing)
    assert system.models == [WAREHOUSES]


async def test_an_item_that_tryton_does_not_have_is_missing() -> None:
    told = await answers(tryton(products=[[held("AX-1")]]), STOCK, ONE, TWO)
    assert [type(told[key]) for key in (ONE, TWO)] == [Found, Missing]


@pytest.mark.parametrize(("held_at", "moved_at"), [("16:59:58", "17:00:00"), ("17:00:00", "16:59:58")])
async def test_a_position_is_as_old_as_its_older_reply(held_at: str, moved_at: str) -> None:
    system = tryton(products=[dated([held("AX-1")], held_at)], moves=[dated([claim("AX-1")], moved_at)])
    answer = (await answers(system, STOCK, ONE))[ONE]
    assert isinstance(answer, Found)
    older = LEFT - timedelta(seconds=2)
    assert answer.value.as_of == older
    assert {each.as_of for each in answer.value.figures} == {older}
    assert [stamp.as_of for stamp in answer.stamps] == [older]


@pytest.mark.parametrize("model", ["products", "moves"])
async def test_a_call_that_fails_fails_every_key_once_all_have_ended(model: str) -> None:
    system = tryton(**{model: [httpx.Response(503)]})
    told = await answers(system, STOCK, ONE, TWO)
    assert len(system.requests) == 3
    for answer in told.values():
        assert isinstance(answer, Failed)
        assert isinstance(answer.error, BackendUnavailable)


@pytest.mark.parametrize(
    ("replies", "failing"),
    [
        # One item's storage, or one of its moves: what it claims is not known.
        ({"products": [[held("AX-1", "ten"), held("AX-2")]]}, {ONE}),
        ({"products": [[held("AX-1", 10**30), held("AX-2")]]}, {ONE}),
        ({"products": [[held("AX-1"), held("AX-1"), held("AX-2")]]}, {ONE}),
        ({"moves": [[claim("AX-1", None)]]}, {ONE}),
        ({"moves": [[claim("AX-1", 10**30)]]}, {ONE}),
        # A record that names no item may be anyone's.
        ({"products": [[held("AX-1"), held(None)]]}, {TWO}),
        ({"moves": [[claim(None)]]}, {ONE, TWO}),
    ],
)
async def test_what_cannot_be_read_fails_the_positions_that_it_may_concern(
    replies: dict[str, list[object]], failing: set[StockKey]
) -> None:
    told = await answers(tryton(**replies), STOCK, ONE, TWO)
    failed = {key: answer for key, answer in told.items() if isinstance(answer, Failed)}
    assert set(failed) == failing
    for answer in failed.values():
        assert isinstance(answer.error, ReplyInvalid)
        assert len(answer.findings) == 1


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (WEST | {"storage_location": None}, [Found, Failed]),
        (WEST | {"code": 12}, [Found, Failed]),
        (WEST | {"id": "twelve"}, [Found, Failed]),
    ],
)
async def test_a_warehouse_that_cannot_be_read_fails_its_own_positions(
    broken: Json, expected: list[type]
) -> None:
    told = await answers(tryton(warehouses=[[WAREHOUSE, broken]]), STOCK, ONE, IN_THE_WEST)
    assert [type(told[key]) for key in (ONE, IN_THE_WEST)] == expected


async def test_an_item_that_a_known_warehouse_lacks_is_missing_whatever_else_cannot_be_read() -> None:
    nameless = WEST | {"code": 12}
    system = tryton(warehouses=[[WAREHOUSE, nameless]], products=[[held("AX-1")]])
    told = await answers(system, STOCK, ONE, TWO)
    assert [type(told[key]) for key in (ONE, TWO)] == [Found, Missing]


async def test_a_warehouse_of_the_same_code_as_another_is_neither() -> None:
    told = await answers(tryton(warehouses=[[WAREHOUSE, WEST, WEST | {"id": 13}]]), STOCK, ONE, IN_THE_WEST)
    assert [type(told[key]) for key in (ONE, IN_THE_WEST)] == [Found, Failed]
