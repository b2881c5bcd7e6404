"""From a storage and open moves to a position."""

from collections.abc import Sequence

import pytest

from adapters.erp_tryton.mapping.stock import position
from adapters.erp_tryton.wire import stock as wire_stock
from domain.availability import available_at
from domain.errors import ImpossibleValue
from domain.quantities import Quantity, quantity
from domain.stock import StockPosition, StockState, breaches, on_hand
from tests.adapters.erp_tryton.replies import HUGE, INSTANCE, LEFT, UNIT, Json, notes, read

INPUT, OUTPUT, STORAGE, BIN, ELSEWHERE = 1, 2, 3, 33, 11
SUPPLIER, CUSTOMER, LOST = ("supplier", None), ("customer", None), ("lost_found", None)
HERE, WEST = ("storage", "WH-E"), ("storage", "WH-W")
WAREHOUSE: Json = {
    "id": 5,
    "code": "WH-E",
    "input_location": INPUT,
    "output_location": OUTPUT,
    "storage_location": STORAGE,
}

Place = tuple[str, str | None]


def move(
    amount: float,
    state: str,
    start: tuple[int, Place],
    end: Place,
    shipment: tuple[str, str] | None = ("stock.shipment.out,8", "waiting"),
) -> Json:
    location, place = start
    name, how = shipment or (None, None)
    return {
        "id": 1,
        "state": state,
        "internal_quantity": amount,
        "from_location": location,
        "from_location.": _place(place),
        "to_location.": _place(end),
        "shipment": name,
        "shipment.": {"id": 8, "state": how} if how else None,
    }


def _place(place: Place) -> Json:
    kind, warehouse = place
    return {"id": 1, "type": kind, "warehouse.": {"id": 5, "code": warehouse} if warehouse else None}


def of(
    held: float, moves: Sequence[Json] = (), warehouse: Json = WAREHOUSE, **other: object
) -> StockPosition:
    row = {"id": 28, "code": "AX-1028", "quantity": held, "default_uom.": UNIT} | other
    told = [read(wire_stock.MOVE, each) for each in moves]
    noted = notes("sku:AX-1028@WH-E")
    made = position(read(wire_stock.HELD, row), told, read(wire_stock.WAREHOUSE, warehouse), noted)
    assert noted.findings == ()
    return made


def figures(made: StockPosition) -> dict[StockState, Quantity]:
    assert {(figure.source, figure.as_of) for figure in made.figures} == {(INSTANCE, LEFT)}
    return {figure.state: figure.quantity for figure in made.figures if figure.quantity.amount}


def out(state: str, how: str) -> Json:
    return move(4.0, state, (OUTPUT, HERE), CUSTOMER, ("stock.shipment.out,8", how))


def test_what_the_storage_holds_is_sellable() -> None:
    made = of(110.0)
    assert (made.sku, made.location, made.unit, made.as_of) == ("AX-1028", "WH-E", "EA", LEFT)
    assert figures(made) == {StockState.SELLABLE: quantity(110)}
    assert {figure.state for figure in made.figures} == {
        StockState.SELLABLE,
        StockState.PICKED,
        StockState.QUARANTINED,
        StockState.ALLOCATED,
        StockState.RESERVED,
        StockState.BACKORDERED,
        StockState.INCOMING,
    }


def test_an_item_without_stock_is_told_as_zero() -> None:
    made = of(0.0)
    assert {figure.quantity for figure in made.figures} == {quantity(0)}


def test_figures_are_in_the_unit_of_stock() -> None:
    made = of(
        2.5, [move(0.1 + 0.2, "assigned", (STORAGE, HERE), HERE)], **{"default_uom.": UNIT | {"symbol": "kg"}}
    )
    assert made.unit == "KG"
    assert figures(made) == {
        StockState.SELLABLE: quantity("2.5", "KG"),
        StockState.ALLOCATED: quantity("0.3", "KG"),
    }


@pytest.mark.parametrize(
    ("open_move", "state"),
    [
        (move(4.0, "assigned", (STORAGE, HERE), HERE), StockState.ALLOCATED),
        # From a bin inside the storage, for an internal shipment, for production.
        (move(4.0, "assigned", (BIN, HERE), HERE), StockState.ALLOCATED),
        (
            move(4.0, "assigned", (STORAGE, HERE), WEST, ("stock.shipment.internal,8", "waiting")),
            StockState.ALLOCATED,
        ),
        (
            move(
                4.0, "assigned", (STORAGE, HERE), ("storage", None), ("stock.shipment.internal,8", "packed")
            ),
            StockState.ALLOCATED,
        ),
        (move(4.0, "assigned", (STORAGE, HERE), ("production", None), None), StockState.ALLOCATED),
        (move(4.0, "draft", (STORAGE, HERE), HERE), StockState.RESERVED),
        (move(4.0, "draft", (9, SUPPLIER), HERE, None), StockState.INCOMING),
        (
            move(4.0, "draft", (INPUT, HERE), HERE, ("stock.shipment.in,3", "received")),
            StockState.QUARANTINED,
        ),
        (out("draft", "picked"), StockState.PICKED),
        (out("assigned", "packed"), StockState.PICKED),
        (out("assigned", "shipped"), StockState.PICKED),
    ],
)
def test_what_an_open_move_counts_as(open_move: Json, state: StockState) -> None:
    assert figures(of(110.0, [open_move])) == {StockState.SELLABLE: quantity(110), state: quantity(4)}


@pytest.mark.parametrize(
    "open_move",
    [
        # Its pick tells of it.
        out("draft", "waiting"),
        out("draft", "assigned"),
        # Nobody has asked the warehouse yet, or it is not for a customer.
        move(4.0, "draft", (STORAGE, HERE), HERE, ("stock.shipment.out,8", "draft")),
        move(4.0, "draft", (STORAGE, HERE), WEST, ("stock.shipment.internal,8", "waiting")),
        # It is another warehouse's, or comes from nowhere that supplies.
        move(4.0, "assigned", (ELSEWHERE, WEST), WEST),
        move(4.0, "draft", (9, SUPPLIER), WEST, None),
        move(4.0, "draft", (9, LOST), HERE, None),
        move(4.0, "draft", (9, CUSTOMER), HERE, ("stock.shipment.out.return,1", "draft")),
    ],
)
def test_what_an_open_move_does_not_count_as(open_move: Json) -> None:
    assert figures(of(110.0, [open_move])) == {StockState.SELLABLE: quantity(110)}


def test_unassigned_demand_is_reserved_as_far_as_the_storage_covers_it() -> None:
    moves = [
        move(6.0, "assigned", (STORAGE, HERE), HERE),
        move(3.0, "draft", (STORAGE, HERE), HERE),
        move(4.0, "draft", (STORAGE, HERE), HERE),
    ]
    made = of(10.0, moves)
    assert figures(made) == {
        StockState.SELLABLE: quantity(10),
        StockState.ALLOCATED: quantity(6),
        StockState.RESERVED: quantity(4),
        StockState.BACKORDERED: quantity(3),
    }
    assert available_at(made) == quantity(0)
    assert breaches(made) == []


def test_what_is_picked_is_in_the_house_and_not_sellable() -> None:
    made = of(6.0, [out("draft", "picked"), move(2.0, "draft", (INPUT, HERE), HERE, None)])
    assert on_hand(made) == quantity(12)
    assert available_at(made) == quantity(6)


def test_a_storage_that_was_forced_below_zero_is_told_as_it_is() -> None:
    made = of(-5.0, [move(3.0, "assigned", (STORAGE, HERE), HERE), move(2.0, "draft", (STORAGE, HERE), HERE)])
    assert figures(made) == {
        StockState.SELLABLE: quantity(-5),
        StockState.ALLOCATED: quantity(3),
        StockState.BACKORDERED: quantity(2),
    }
    assert "STOCK_NEGATIVE" in {finding.code for finding in breaches(made)}


def test_a_warehouse_without_zones_keeps_what_is_picked_where_it_was() -> None:
    one = WAREHOUSE | {"input_location": STORAGE, "output_location": STORAGE}
    moves = [
        move(4.0, "assigned", (STORAGE, HERE), CUSTOMER, ("stock.shipment.out,8", "packed")),
        move(3.0, "assigned", (STORAGE, HERE), CUSTOMER, ("stock.shipment.out,9", "assigned")),
        move(2.0, "draft", (STORAGE, HERE), CUSTOMER, ("stock.shipment.out,10", "waiting")),
    ]
    assert figures(of(20.0, moves, one)) == {
        StockState.SELLABLE: quantity(16),
        StockState.PICKED: quantity(4),
        StockState.ALLOCATED: quantity(3),
        StockState.RESERVED: quantity(2),
    }


@pytest.mark.parametrize(
    ("held", "moves", "place"),
    [
        (float(HUGE), [], "quantity: "),
        (1.0, [move(float(HUGE), "assigned", (STORAGE, HERE), HERE)], r"moves\.internal_quantity: "),
    ],
)
def test_a_quantity_that_cannot_be_meant_fails_the_position(
    held: float, moves: Sequence[Json], place: str
) -> None:
    with pytest.raises(ImpossibleValue, match=place):
        of(held, moves)
