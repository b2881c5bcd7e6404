"""From purchases to ours."""

from datetime import UTC, date, datetime

import pytest

from adapters.erp_tryton.mapping.purchases import purchase_order
from adapters.erp_tryton.mapping.vocabulary import PURCHASE_STATE_OF
from adapters.erp_tryton.wire import purchases as wire_purchases
from domain.errors import ImpossibleValue
from domain.identifiers import Identifier, IdentifierKind
from domain.ports.reading import Found
from domain.purchasing import PurchaseOrder, PurchaseState
from domain.quantities import quantity
from tests.adapters.erp_tryton.replies import (
    BOX,
    HUGE,
    INSTANCE,
    LEFT,
    PLACED,
    TODAY,
    UNIT,
    Json,
    day,
    item,
    moment,
    notes,
    read,
)

SOON, LATER = date(2026, 11, 24), date(2026, 12, 1)
END_OF_SOON = datetime(2026, 11, 25, 4, 59, 59, tzinfo=UTC)
END_OF_LATER = datetime(2026, 12, 2, 4, 59, 59, tzinfo=UTC)


def move(state: str, amount: float, planned: date = SOON) -> Json:
    return {"id": 1, "state": state, "internal_quantity": amount, "planned_date": day(planned)}


def line(number: int = 5, *moves: Json, **other: object) -> Json:
    told: Json = {
        "id": number,
        "type": "line",
        "quantity": 30.0,
        "delivery_date": day(TODAY),
        "unit.": UNIT,
        "product.": item(),
        "moves.": list(moves),
    }
    return told | other


def purchase(*lines: Json, **other: object) -> Json:
    told: Json = {
        "id": 4,
        "number": "4",
        "state": "processing",
        "purchase_date": day(PLACED.date()),
        "create_date": moment(PLACED),
        "party.": {"id": 8, "code": "S-POLY"},
        "warehouse.": {"id": 5, "code": "WH-E"},
        "lines.": list(lines),
    }
    return told | other


def told(record: Json) -> Found[PurchaseOrder]:
    noted = notes("purchase_order:4")
    return noted.as_found(purchase_order(read(wire_purchases.PURCHASE, record), noted))


def test_a_purchase_is_an_order_to_a_supplier() -> None:
    found = told(purchase(line()))
    assert found.findings == ()
    made = found.value
    assert (made.number, made.source, made.supplier, made.location) == ("4", INSTANCE, "S-POLY", "WH-E")
    assert (made.placed_at, made.raw_state, made.as_of) == (PLACED, "processing", LEFT)
    assert made.identifiers == (
        Identifier(IdentifierKind.PURCHASE_ORDER, INSTANCE, "4"),
        Identifier(IdentifierKind.SUPPLIER, INSTANCE, "S-POLY"),
    )


def test_a_line_says_what_was_ordered_and_what_has_come() -> None:
    made = told(purchase(line(5, move("done", 18.0), move("draft", 12.0)))).value
    assert [(part.id, part.sku, part.ordered, part.received) for part in made.lines] == [
        ("5", "AX-1028", quantity(30), quantity(18))
    ]


def test_what_is_bought_by_the_box_is_counted_by_the_piece() -> None:
    (part,) = told(purchase(line(5, **{"unit.": BOX, "quantity": 2.0}))).value.lines
    assert part.ordered == quantity(24)


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        # What has come says nothing of what is still to come: the line's own date would.
        ([move("done", 18.0, TODAY), move("draft", 12.0, SOON)], END_OF_SOON),
        ([move("draft", 6.0, LATER), move("draft", 6.0, SOON)], END_OF_LATER),
        ([move("done", 30.0)], None),
        ([move("done", 18.0), move("cancelled", 12.0)], None),
        ([], datetime(2026, 11, 22, 4, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_line_is_expected_when_the_last_of_it_is(moves: list[Json], expected: datetime | None) -> None:
    assert [part.expected_at for part in told(purchase(line(5, *moves))).value.lines] == [expected]


@pytest.mark.parametrize(
    ("state", "moves", "expected"),
    [
        ("draft", [], PurchaseState.UNKNOWN),
        ("quotation", [], PurchaseState.UNKNOWN),
        ("confirmed", [], PurchaseState.PLACED),
        ("processing", [move("draft", 30.0)], PurchaseState.PLACED),
        ("processing", [move("done", 18.0), move("draft", 12.0)], PurchaseState.PARTIALLY_RECEIVED),
        ("processing", [move("done", 30.0)], PurchaseState.RECEIVED),
        ("done", [move("done", 29.0)], PurchaseState.RECEIVED),
        ("cancelled", [], PurchaseState.CANCELLED),
    ],
)
def test_each_state_of_a_purchase(state: str, moves: list[Json], expected: PurchaseState) -> None:
    found = told(purchase(line(5, *moves), state=state))
    assert (found.value.state, found.value.raw_state) == (expected, state)
    assert found.findings == ()
    assert state in PURCHASE_STATE_OF


def test_a_purchase_is_received_with_its_last_line() -> None:
    made = told(purchase(line(5, move("done", 30.0)), line(6, move("draft", 30.0)))).value
    assert made.state is PurchaseState.PARTIALLY_RECEIVED


def test_a_purchase_without_goods_is_placed() -> None:
    assert told(purchase()).value.state is PurchaseState.PLACED


def test_an_unknown_state_is_found_and_kept() -> None:
    found = told(purchase(line(), state="lost at sea"))
    assert (found.value.state, found.value.raw_state) == (PurchaseState.UNKNOWN, "lost at sea")
    assert [finding.group for finding in found.findings] == [f"{INSTANCE}/purchase state/lost at sea"]


@pytest.mark.parametrize(
    "other",
    [
        {"type": "comment"},
        {"product.": None},
        {"product.": item(None, type="service")},
        {"quantity": -1.0},
        {"quantity": None},
    ],
)
def test_only_goods_that_are_bought_are_lines(other: Json) -> None:
    assert [part.id for part in told(purchase(line(5), line(6, **other))).value.lines] == ["5"]


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"quantity": HUGE}, r"lines\[5\]\.quantity: "),
        ({"product.": item(None)}, r"lines\[5\]\.product\.code: the item has no code"),
        ({"moves.": [move("done", HUGE)]}, r"lines\[5\]\.moves: "),
    ],
)
def test_a_purchase_whose_lines_cannot_be_meant_is_refused(other: Json, place: str) -> None:
    with pytest.raises(ImpossibleValue, match=place):
        told(purchase(line(5, **other)))


@pytest.mark.parametrize(
    ("record", "group"),
    [
        (purchase(line(), purchase_date=day(TODAY) | {"month": 13}), "purchase_date"),
        (
            purchase(line(), create_date={"__class__": "datetime", "year": 1, "month": 1, "day": 1}),
            "create_date",
        ),
        (
            purchase(line(5, move("draft", 1.0) | {"planned_date": day(SOON) | {"day": 31}})),
            "lines[].moves.planned_date",
        ),
    ],
)
def test_a_date_that_cannot_be_meant_is_left_out_and_noted(record: Json, group: str) -> None:
    found = told(record)
    assert {finding.group for finding in found.findings} == {f"{INSTANCE}/{group}"}
    assert found.value.lines[0].ordered == quantity(30)
