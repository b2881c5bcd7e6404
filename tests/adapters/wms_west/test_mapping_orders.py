from datetime import UTC, datetime

import pytest

from adapters.wms_west.vocabulary import CODES_OF, EVENT_OF
from domain.events.types import EVENT_TYPES
from domain.folds.order_status import order_status
from domain.identifiers import IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Fulfilment, OrderLine, OrderStatus, WorkedLine
from domain.ports.reading import Found
from domain.quantities import Quantity, quantity
from simulators.wms_west.notation import SHORT, STATES
from tests.adapters.wms_west.replies import (
    ALLOCATED,
    CREATED,
    PACKED,
    PICKED,
    REFERENCE,
    SHIPPED,
    STARTED,
    content,
    fulfilment,
    line,
    log,
    order,
    package,
    shipment,
)

C = MilestoneCode
EVERY_COUNT = line(
    counts={"Ordered": "20,00", "Allocated": "1,00", "Picked": "9,00", "Short": "2,00", "Packed": "9,00"}
)


def at(local: str) -> datetime:
    """A time of February in Los Angeles."""
    moment = datetime.fromisoformat(local)
    return moment.replace(hour=moment.hour + 8, tzinfo=UTC)


def facts(answer: Found[Fulfilment], *codes: MilestoneCode) -> list[Milestone]:
    return [fact for fact in answer.value.milestones if not codes or fact.code in codes]


def groups(answer: Found[Fulfilment]) -> list[str]:
    return [finding.group for finding in answer.findings]


def test_every_state_of_the_warehouse_is_known() -> None:
    assert {code for code, _ in (*STATES.values(), SHORT)} == set(CODES_OF) == set(EVENT_OF)
    assert set(EVENT_OF.values()) <= set(EVENT_TYPES)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("CR", [(C.RELEASED, "", None)]),
        ("RL", []),
        ("AL", [(C.ALLOCATED, "10", 12)]),
        ("PS", [(C.PICK_STARTED, "", None)]),
        ("PC", [(C.PICKED, "10", 9)]),
        ("SP", [(C.PICKED, "10", 9), (C.SHORT_PICKED, "10", 2)]),
        ("PK", [(C.PACKED, "10", 9)]),
        ("LD", []),
        ("SH", []),
        ("CN", [(C.CANCELLED, "10", 20)]),
    ],
)
async def test_a_state_gives_its_milestones_with_what_the_lines_count(
    state: str, expected: list[tuple[MilestoneCode, str, int | None]]
) -> None:
    answer = await fulfilment(order(EVERY_COUNT, log(state, PICKED), state=state, changed=PACKED))
    told = [fact for fact in facts(answer) if fact.occurred_at == at(PICKED)]
    assert [(f.code, f.line, f.quantity.amount if f.quantity else None) for f in told] == expected
    assert {(f.source, f.reference, f.location, f.raw_code) for f in told} <= {
        ("wms_west", "W2-421", "W2", state)
    }
    assert answer.findings == ()


async def test_cases_and_parts_of_cases_are_kept_as_they_are_counted() -> None:
    answer = await fulfilment(
        order(line(uom="CS", counts={"Picked": "41,50", "Short": "0,50"}), log("SP", PICKED), state="SP")
    )
    assert [fact.quantity for fact in facts(answer, C.PICKED, C.SHORT_PICKED)] == [
        quantity("41.5", "CS"),
        quantity("0.5", "CS"),
    ]


async def test_a_whole_number_is_written_without_a_fraction() -> None:
    answer = await fulfilment(order(line(counts={"Picked": "120,00"}), log("PC", PICKED), state="PC"))
    assert [str(fact.quantity.amount) for fact in facts(answer, C.PICKED) if fact.quantity] == ["120"]


async def test_the_present_state_counts_where_the_log_lacks_it() -> None:
    answer = await fulfilment(order(line(), log("CR", CREATED), state="PS", changed=STARTED))
    assert [(fact.code, fact.occurred_at) for fact in facts(answer)] == [
        (C.RELEASED, at(CREATED)),
        (C.PICK_STARTED, at(STARTED)),
    ]


async def test_an_unknown_state_is_kept_found_and_advances_nothing() -> None:
    answer = await fulfilment(order(line(), log("CR", CREATED), state="ZZ", changed=SHIPPED))
    (unknown,) = facts(answer, C.UNKNOWN)
    assert unknown.raw_code == "ZZ"
    assert groups(answer) == ["wms_west/state/ZZ"]
    lines = [OrderLine(id="10", sku="", ordered=quantity(12))]
    assert order_status(lines, facts(answer)) is OrderStatus.RELEASED


async def test_an_unknown_unit_is_kept_and_found() -> None:
    answer = await fulfilment(
        order(line(uom="DR", counts={"Allocated": "2,00"}), log("AL", ALLOCATED), state="AL")
    )
    assert [fact.quantity for fact in facts(answer, C.ALLOCATED)] == [Quantity(quantity(2).amount, "DR")]
    assert groups(answer) == ["wms_west/unit/DR"]


async def test_all_warehouse_orders_of_an_order_are_one_fulfilment() -> None:
    answer = await fulfilment(order(), order(number="W2-422"))
    assert [fact.reference for fact in facts(answer)] == ["W2-421", "W2-422"]
    assert answer.value.lines == (WorkedLine("wms_west", "10", "1"),)
    assert [(i.kind, i.value) for i in answer.value.identifiers] == [
        (IdentifierKind.ORDER, REFERENCE),
        (IdentifierKind.WAREHOUSE_ORDER, "W2-421"),
        (IdentifierKind.CUSTOMER, "0000001311"),
        (IdentifierKind.WAREHOUSE_ORDER, "W2-422"),
    ]


async def test_what_was_shipped_is_told_by_shipments_and_only_for_this_order() -> None:
    others = content("3,00", reference="0000043", number="000020")
    sent = shipment(package(content("0,50", "CS"), others), shipped=SHIPPED)
    answer = await fulfilment(order(line(), log("SH", SHIPPED), sent, state="SH"))
    assert [
        (fact.occurred_at, fact.reference, fact.line, fact.quantity, fact.location)
        for fact in facts(answer, C.SHIPPED)
    ] == [(at(SHIPPED), "0000000421", "10", quantity("0.5", "CS"), "W2")]
    (told,) = answer.value.shipments
    assert [part.order for part in told.contents] == [REFERENCE, "0000043"]
