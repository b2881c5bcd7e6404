from datetime import UTC, datetime

import msgspec
import pytest

from adapters.erp_sim import mapping_supply, vocabulary, wire_supply
from adapters.erp_sim.notation import notes_on
from domain.errors import ImpossibleValue
from domain.exceptions import Finding
from domain.identifiers import Identifier, IdentifierKind
from domain.purchasing import PurchaseLine, PurchaseOrder, PurchaseState
from domain.quantities import quantity
from domain.stock import StockPosition, StockState
from tests.doubles.clock import START

INCOMING = {"purchase_order": "PU-0017103", "line": 10, "quantity": 480, "due_at": "2026-03-06T12:00:00Z"}
STOCK = {
    "sku": "AX-1042",
    "site": "1000",
    "uom": "EA",
    "on_hand": 500,
    "allocated": 36,
    "available": 464,
    "incoming": [INCOMING, INCOMING | {"quantity": 20}],
    "as_of": "2026-03-02T07:59:00Z",
}
LINE = {
    "line": 10,
    "sku": "AX-1042",
    "uom": "EA",
    "ordered": 480,
    "confirmed": 480,
    "confirmed_for": "2026-03-06T12:00:00Z",
    "announced": 240,
    "received": 0,
}
PURCHASE = {
    "number": "PU-0017103",
    "supplier": {"number": "V-007", "name": "Tarn Valves Ltd"},
    "site": "1000",
    "state": "20",
    "ordered_at": "2026-02-20T09:00:00Z",
    "changed_at": "2026-02-25T09:00:00Z",
    "expected_at": "2026-03-07T12:00:00Z",
    "asn": {"number": "ASN-0017103", "shipped_at": "2026-03-01T00:00:00Z", "tracking_number": "1Z"},
    "lines": [LINE],
}
DUE = datetime(2026, 3, 6, 12, tzinfo=UTC)


def stock(**changes: object) -> tuple[StockPosition, tuple[Finding, ...]]:
    record = wire_supply.STOCK.decode(msgspec.json.encode(STOCK | changes))
    notes = notes_on("erp", "sku:AX-1042@1000")
    return mapping_supply.position(record, notes, START), notes.findings


def purchase(**changes: object) -> tuple[PurchaseOrder, tuple[Finding, ...]]:
    record = wire_supply.PURCHASE_ORDER.decode(msgspec.json.encode(PURCHASE | changes))
    notes = notes_on("erp", "purchase_order:PU-0017103")
    return mapping_supply.purchase_order(record, notes, START), notes.findings


def test_a_position_has_the_three_figures_that_the_erp_keeps() -> None:
    position, findings = stock()
    assert findings == ()
    assert {figure.state: figure.quantity for figure in position.figures} == {
        StockState.ON_HAND: quantity(500),
        StockState.ALLOCATED: quantity(36),
        StockState.INCOMING: quantity(500),
    }
    told_at = datetime(2026, 3, 2, 7, 59, tzinfo=UTC)
    assert {figure.as_of for figure in position.figures} == {position.as_of} == {told_at}


@pytest.mark.parametrize(
    ("changes", "missing", "group"),
    [
        ({"on_hand": 10**30}, StockState.ON_HAND, "erp/on_hand"),
        ({"allocated": -1}, StockState.ALLOCATED, "erp/allocated"),
        (
            {"incoming": [INCOMING, INCOMING | {"quantity": 10**30}]},
            StockState.INCOMING,
            "erp/incoming",
        ),
    ],
)
def test_a_figure_that_cannot_be_meant_is_not_told(
    changes: dict[str, object], missing: StockState, group: str
) -> None:
    position, findings = stock(**changes)
    assert position.of(missing) is None
    assert len(position.figures) == 2
    assert [finding.group for finding in findings] == [group]


@pytest.mark.parametrize("field", ["on_hand", "allocated", "incoming"])
def test_a_figure_that_is_not_there_is_not_told(field: str) -> None:
    position, findings = stock(**{field: None})
    assert len(position.figures) == 2
    assert findings == ()


def test_a_position_without_a_time_of_its_own_has_that_of_the_reply() -> None:
    position, findings = stock(as_of="2026-03-02T07:59:00")
    assert position.as_of == START
    assert [finding.group for finding in findings] == ["erp/as_of"]


def test_a_purchase_order_comes_over() -> None:
    value, findings = purchase()
    assert findings == ()
    assert (value.number, value.source, value.supplier, value.location) == (
        "PU-0017103",
        "erp",
        "V-007",
        "1000",
    )
    assert value.lines == (
        PurchaseLine(
            id="10",
            sku="AX-1042",
            ordered=quantity(480),
            acknowledged=quantity(480),
            announced=quantity(240),
            received=quantity(0),
            expected_at=DUE,
        ),
    )
    assert set(value.identifiers) == {
        Identifier(IdentifierKind.PURCHASE_ORDER, "erp", "PU-0017103"),
        Identifier(IdentifierKind.SHIPMENT, "erp", "ASN-0017103"),
        Identifier(IdentifierKind.TRACKING, "erp", "1Z"),
    }


@pytest.mark.parametrize(("code", "state"), vocabulary.PURCHASE_STATE_OF.items())
def test_every_state_is_ours(code: str, state: PurchaseState) -> None:
    value, findings = purchase(state=code)
    assert (value.state, value.raw_state, findings) == (state, code, ())


def test_an_order_of_which_a_part_has_come_says_so() -> None:
    assert purchase(lines=[LINE | {"received": 1}])[0].state is PurchaseState.PARTIALLY_RECEIVED


def test_an_unknown_state_is_kept() -> None:
    value, findings = purchase(state="ZZ-77")
    assert (value.state, value.raw_state) == (PurchaseState.UNKNOWN, "ZZ-77")
    assert [finding.group for finding in findings] == ["erp/purchase order state/ZZ-77"]


def test_a_line_without_a_date_of_its_own_comes_with_the_order() -> None:
    value, _ = purchase(lines=[LINE | {"confirmed_for": None}])
    assert value.lines[0].expected_at == datetime(2026, 3, 7, 12, tzinfo=UTC)


def test_a_confirmed_quantity_that_cannot_be_meant_is_left_out() -> None:
    value, findings = purchase(lines=[LINE | {"confirmed": 10**30}])
    assert value.lines[0].acknowledged is None
    assert [finding.group for finding in findings] == ["erp/lines[].confirmed"]


def test_a_line_without_a_possible_quantity_is_no_line() -> None:
    with pytest.raises(ImpossibleValue, match=r"^lines\[10\]\.ordered: .* is too large"):
        purchase(lines=[LINE | {"ordered": 10**30}])
