"""One order out of two systems' records."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from msgspec.structs import fields, replace

from domain.authority import OF_ORDERS, Belonging, Fact
from domain.errors import BackendUnavailable
from domain.folds.order_parts import PARTS, belonging, composed, named_by_all
from domain.identifiers import Identifier, IdentifierKind
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Address, Hold, InvoiceReference, Order, OrderLine, PartGap
from domain.quantities import quantity

Code = MilestoneCode
EARLY, LATE = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)


def line(number: str, sku: str, promised: datetime | None) -> OrderLine:
    return OrderLine(id=number, sku=sku, ordered=quantity(4), location="EAST", promised_at=promised)


def fact(code: MilestoneCode, source: str, of_line: str = "") -> Milestone:
    return Milestone(code=code, occurred_at=EARLY, source=source, line=of_line)


def told(source: str, promised: datetime, *lines: OrderLine) -> Order:
    codes = (Code.PLACED, Code.HELD, Code.INVOICED, Code.CANCELLED)
    return Order(
        number="SO-1",
        source=source,
        customer=f"customer of {source}",
        channel=f"channel of {source}",
        business_unit=f"unit of {source}",
        ship_to=Address(name=source),
        promised_at=promised,
        lines=lines,
        holds=(Hold(code=source),),
        invoices=(InvoiceReference(number=source),),
        milestones=(
            *(fact(code, source) for code in codes),
            fact(Code.SHIPPED, source, "10"),
            fact(Code.INVOICED, source, "10"),
        ),
        identifiers=(Identifier(IdentifierKind.ORDER, source, "1"),),
        as_of=promised,
    )


A = told("a", EARLY, line("10", "AX-1", EARLY), line("20", "AX-2", EARLY), line("30", "AX-3", EARLY))
B = told("b", LATE, line("10", "AX-1", LATE), line("20", "AX-9", LATE))
ERROR = BackendUnavailable("cannot be reached", backend="b")


def facts(order: Order, source: str) -> set[tuple[MilestoneCode, str]]:
    return {(each.code, each.line) for each in order.milestones if each.source == source}


EVERY = facts(A, "a")
OF_PART: Mapping[Fact, set[tuple[MilestoneCode, str]]] = {
    Fact.ORDER_PARTIES: set(),
    Fact.ORDER_PROMISE: set(),
    Fact.ORDER_LINES: {(Code.SHIPPED, "10")},
    Fact.ORDER_INVOICES: {(Code.INVOICED, ""), (Code.INVOICED, "10")},
    Fact.ORDER_HOLDS: {(Code.HELD, "")},
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_brings_its_fields_and_the_facts_about_them(part: Fact) -> None:
    whole = composed(A, {part: B})
    names = set(PARTS[part].fields)
    changed = {field.name for field in fields(Order) if getattr(whole, field.name) != getattr(A, field.name)}
    assert changed - {"lines", "milestones"} == names - {"lines"}
    assert all(getattr(whole, name) == getattr(B, name) for name in names - {"lines"})
    assert facts(whole, "b") == OF_PART[part]
    assert facts(whole, "a") == EVERY - OF_PART[part]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_nobody_can_tell_is_empty_and_says_why(part: Fact) -> None:
    whole = composed(A, {part: None}, [PartGap(part, ERROR)])
    empty = Order(number="", source="")
    assert all(getattr(whole, name) == getattr(empty, name) for name in PARTS[part].fields)
    assert facts(whole, "a") == EVERY - OF_PART[part]
    assert whole.gap(part) is ERROR
    assert whole.gap(*(OF_ORDERS - {part})) is None


def test_every_part_of_an_order_has_fields() -> None:
    assert set(PARTS) == OF_ORDERS - {Fact.ORDER}


def test_lines_are_promised_by_whoever_promises() -> None:
    promised = [(each.id, each.promised_at) for each in composed(A, {Fact.ORDER_PROMISE: B}).lines]
    assert promised == [("10", LATE), ("20", None), ("30", None)], "20 is another item there"
    both = composed(A, {Fact.ORDER_LINES: B, Fact.ORDER_PROMISE: B})
    assert both.lines == B.lines
    assert [each.promised_at for each in composed(A, {Fact.ORDER_LINES: B}).lines] == [EARLY, None]


def test_a_part_tells_of_the_owners_lines_whatever_number_its_source_has_for_them() -> None:
    other = replace(
        B,
        lines=(line("7", "AX-1", LATE), line("8", "AX-2", LATE)),
        milestones=(fact(Code.INVOICED, "b", "8"),),
    )
    whole = composed(A, {Fact.ORDER_PROMISE: other, Fact.ORDER_INVOICES: other})
    assert [(each.id, each.promised_at) for each in whole.lines] == [("10", LATE), ("20", LATE), ("30", None)]
    assert facts(whole, "b") == {(Code.INVOICED, "20")}
    by_the_other = composed(A, {Fact.ORDER_LINES: other})
    assert {("7", Code.INVOICED)} <= {(each.line, each.code) for each in by_the_other.milestones}


def test_an_order_whose_parts_are_all_its_owners_is_as_it_was() -> None:
    assert composed(A, {}) is A
    assert set(composed(A, dict.fromkeys(PARTS, A)).milestones) == set(A.milestones)
    assert replace(composed(A, dict.fromkeys(PARTS, A)), milestones=A.milestones) == A


def test_every_system_names_the_order() -> None:
    assert named_by_all(A, [A, B]).identifiers == (*A.identifiers, *B.identifiers)


def test_an_order_belongs_where_its_lines_ship_from() -> None:
    assert belonging(A) == Belonging(frozenset({"EAST"}), "unit of a")
    assert (
        belonging(Order(number="SO-1", source="a", lines=(replace(A.lines[0], location=""),))) == Belonging()
    )
