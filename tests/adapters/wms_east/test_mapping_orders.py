from datetime import UTC, datetime

import pytest

from adapters.wms_east.vocabulary import CODES_OF, EVENT_OF
from domain.events.types import EVENT_TYPES
from domain.folds.order_status import order_status
from domain.identifiers import IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, OrderLine, OrderStatus
from domain.ports.reading import Found
from domain.quantities import Quantity, quantity
from simulators.wms_east.orders import SHORT, STATES
from tests.adapters.wms_east.replies import (
    ALLOCATED,
    PACKED,
    PICKED,
    RECEIVED,
    REFERENCE,
    SHIPPED,
    STARTED,
    container,
    content,
    fulfilment,
    line,
    order,
    shipment,
    step,
)

C = MilestoneCode
EVERY_COUNT = line(
    allocatedQuantity=1, pickedQuantity=9, shortQuantity=2, packedQuantity=9, orderedQuantity=20
)


def at(millis: int) -> datetime:
    return datetime.fromtimestamp(millis / 1000, UTC)


def facts(answer: Found[Fulfilment], *codes: MilestoneCode) -> list[Milestone]:
    return [fact for fact in answer.value.milestones if not codes or fact.code in codes]


def findings(answer: Found[Fulfilment]) -> list[tuple[str, str]]:
    return [(finding.code, finding.group) for finding in answer.findings]


def test_every_state_of_the_warehouse_is_known() -> None:
    assert {*STATES.values(), SHORT} == set(CODES_OF) == set(EVENT_OF)
    assert set(EVENT_OF.values()) <= set(EVENT_TYPES)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("RECEIVED", [(C.RELEASED, "", None)]),
        ("ALLOCATED", [(C.ALLOCATED, "10", 12)]),
        ("WAVED", []),
        ("PICK_IN_PROGRESS", [(C.PICK_STARTED, "", None)]),
        ("PICKED", [(C.PICKED, "10", 9)]),
        ("PICKED_SHORT", [(C.PICKED, "10", 9), (C.SHORT_PICKED, "10", 2)]),
        ("PACKED", [(C.PACKED, "10", 9)]),
        ("STAGED", []),
        ("LOADED", []),
        ("SHIPPED", []),
        ("CANCELLED", [(C.CANCELLED, "10", 20)]),
    ],
)
async def test_a_state_gives_its_milestones_with_what_the_lines_count(
    state: str, expected: list[tuple[MilestoneCode, str, int | None]]
) -> None:
    answer = await fulfilment(
        order(state=state, stateHistory=[step(state, PICKED)], lines=[EVERY_COUNT], updatedAtMillis=PACKED)
    )
    told = [fact for fact in facts(answer) if fact.occurred_at == at(PICKED)]
    assert [(f.code, f.line, f.quantity.amount if f.quantity else None) for f in told] == expected
    assert {(f.source, f.reference, f.location, f.raw_code) for f in told} <= {
        ("wms_east", "WO7000000421", "DC01", state)
    }
    assert answer.findings == ()


async def test_the_present_state_counts_where_the_history_lacks_it() -> None:
    answer = await fulfilment(order(state="PICK_IN_PROGRESS", updatedAtMillis=STARTED))
    assert [(fact.code, fact.occurred_at) for fact in facts(answer)] == [
        (C.RELEASED, at(RECEIVED)),
        (C.PICK_STARTED, at(STARTED)),
    ]


async def test_an_unknown_state_is_kept_found_and_advances_nothing() -> None:
    answer = await fulfilment(order(state="ZZ-77", updatedAtMillis=SHIPPED))
    (unknown,) = facts(answer, C.UNKNOWN)
    assert unknown.raw_code == "ZZ-77"
    assert findings(answer) == [("UNMAPPED_CODE", "wms_east/state/ZZ-77")]
    lines = [OrderLine(id="10", sku="", ordered=quantity(12))]
    assert order_status(lines, facts(answer)) is OrderStatus.RELEASED


async def test_an_unknown_unit_is_kept_and_found() -> None:
    answer = await fulfilment(
        order(lines=[line(uom="DRUM", allocatedQuantity=2)], stateHistory=[step("ALLOCATED", ALLOCATED)])
    )
    assert [fact.quantity for fact in facts(answer, C.ALLOCATED)] == [Quantity(quantity(2).amount, "DRUM")]
    assert findings(answer) == [("UNMAPPED_CODE", "wms_east/unit/DRUM")]


async def test_cases_keep_their_unit() -> None:
    answer = await fulfilment(order(state="ALLOCATED", lines=[line(uom="CASE", allocatedQuantity=2)]))
    assert [fact.quantity for fact in facts(answer, C.ALLOCATED)] == [quantity(2, "CS")]


async def test_all_warehouse_orders_of_an_order_are_one_fulfilment() -> None:
    second = order(orderId="WO7000000422", lines=[line(20)], shipTo=None)
    answer = await fulfilment(order(), second)
    assert [fact.reference for fact in facts(answer)] == ["WO7000000421", "WO7000000422"]
    assert [(each.line, each.sku) for each in answer.value.lines] == [("10", "E-04711"), ("20", "E-04711")]
    assert [(i.kind, i.value) for i in answer.value.identifiers] == [
        (IdentifierKind.ORDER, REFERENCE),
        (IdentifierKind.WAREHOUSE_ORDER, "WO7000000421"),
        (IdentifierKind.CUSTOMER, "A01311"),
        (IdentifierKind.WAREHOUSE_ORDER, "WO7000000422"),
    ]


async def test_what_was_shipped_is_told_by_shipments_and_only_for_this_order() -> None:
    others = content(hostReference="SO-0000043", hostLineNumber=20, quantity=3)
    sent = shipment(container(content(), others), shippedAtMillis=SHIPPED)
    answer = await fulfilment(order(state="SHIPPED", shipments=[sent], updatedAtMillis=SHIPPED))
    assert [
        (fact.occurred_at, fact.reference, fact.line, fact.quantity, fact.location)
        for fact in facts(answer, C.SHIPPED)
    ] == [(at(SHIPPED), "SHE000000421", "10", quantity(10), "DC01")]
    (told,) = answer.value.shipments
    assert [part.order for part in told.contents] == [REFERENCE, "SO-0000043"]
