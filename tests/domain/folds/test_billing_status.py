import pytest

from domain.folds.billing_status import billing_status
from domain.milestones import Milestone
from domain.orders import BillingStatus as Status
from domain.orders import OrderLine
from tests.domain.histories import Code, fact, line

TWO = [line("1", 10), line("2", 4)]


def invoice(
    number: str = "1", amount: int | None = None, *, reference: str = "I-1", source: str = "erp"
) -> Milestone:
    return fact(Code.INVOICED, 2, source, line=number, amount=amount, reference=reference)


def credit(number: str = "1", amount: int | None = None) -> Milestone:
    return fact(Code.CREDITED, 3, line=number, amount=amount, reference="C-1")


CASES: dict[str, tuple[list[OrderLine], list[Milestone], Status]] = {
    "nothing told": (TWO, [], Status.NOT_INVOICED),
    "delivered only": (TWO, [fact(Code.DELIVERED)], Status.NOT_INVOICED),
    "all invoiced, before anything left": (TWO, [invoice("")], Status.INVOICED),
    "one line": (TWO, [invoice("1")], Status.PARTIALLY_INVOICED),
    "line by line": (TWO, [invoice("1"), invoice("2", reference="I-2")], Status.INVOICED),
    "part of a line": (TWO, [invoice("1", 4), invoice("2")], Status.PARTIALLY_INVOICED),
    "two invoices for a line": (
        TWO,
        [invoice("1", 4), invoice("1", 6, reference="I-2"), invoice("2")],
        Status.INVOICED,
    ),
    "the same invoice from two systems": (
        TWO,
        [invoice("1", 5), invoice("1", 5, source="edi")],
        Status.PARTIALLY_INVOICED,
    ),
    "the rest was cancelled by the line": ([line("1", 10, cancelled=4)], [invoice("1", 6)], Status.INVOICED),
    "the rest was cancelled by a fact": (
        TWO,
        [invoice("1"), fact(Code.CANCELLED, 1, line="2", amount=4)],
        Status.INVOICED,
    ),
    "in a unit that nobody converted": (
        TWO,
        [fact(Code.INVOICED, 2, line="1", amount=1, unit="CS")],
        Status.NOT_INVOICED,
    ),
    "partly credited": (TWO, [invoice(""), credit("1", 2)], Status.INVOICED),
    "all that was invoiced is credited": (TWO, [invoice("1"), credit("1")], Status.CREDITED),
    "everything credited": (TWO, [invoice(""), credit("")], Status.CREDITED),
    "one line credited, the other not": (TWO, [invoice(""), credit("1")], Status.INVOICED),
    "all cancelled before anything was invoiced": ([line("1", 10, cancelled=10)], [], Status.NOT_INVOICED),
    "lines unknown, nothing told": ([], [fact(Code.DELIVERED)], Status.NOT_INVOICED),
    "lines unknown": ([], [invoice("")], Status.INVOICED),
    "lines unknown, credited": ([], [invoice(""), credit("")], Status.CREDITED),
}


@pytest.mark.parametrize(("lines", "facts", "expected"), CASES.values(), ids=CASES)
def test_billing_status(lines: list[OrderLine], facts: list[Milestone], expected: Status) -> None:
    assert billing_status(lines, facts) is expected
