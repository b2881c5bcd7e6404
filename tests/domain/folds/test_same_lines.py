"""Lines of one order under the numbers of two systems."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.folds.same_lines import NumberedLine, renumbered, same_lines
from domain.milestones import Milestone, MilestoneCode
from domain.orders import Order, OrderLine
from domain.quantities import quantity

AT = datetime(2026, 2, 20, tzinfo=UTC)
NUMBERS = st.sampled_from(["10", "20", "30", "1", "2", "3"])
LINES = st.lists(
    st.builds(NumberedLine, NUMBERS, st.sampled_from(["AX-1", "AX-2", ""])),
    max_size=5,
    unique_by=lambda line: line.id,
)


def lines(*told: tuple[str, str]) -> list[NumberedLine]:
    return [NumberedLine(number, sku) for number, sku in told]


def ids(theirs: list[NumberedLine], ours: list[NumberedLine]) -> dict[str, str]:
    return {line.id: number for line, number in same_lines(theirs, ours).items()}


def test_lines_are_matched_by_their_items() -> None:
    ours = lines(("35", "AX-1"), ("36", "AX-2"))
    assert ids(lines(("10", "AX-2"), ("20", "AX-1")), ours) == {"10": "36", "20": "35"}


def test_a_number_that_means_another_line_here_is_not_taken_for_it() -> None:
    ours = lines(("10", "AX-1"), ("20", "AX-2"))
    assert ids(lines(("10", "AX-2"), ("20", "AX-1")), ours) == {"10": "20", "20": "10"}


def test_several_lines_of_an_item_are_matched_in_their_order() -> None:
    ours = lines(("35", "AX-1"), ("36", "AX-2"), ("37", "AX-1"))
    assert ids(lines(("1", "AX-1"), ("2", "AX-1")), ours) == {"1": "35", "2": "37"}


def test_where_one_side_has_more_lines_of_an_item_nobody_can_say_which_is_meant() -> None:
    ours = lines(("35", "AX-1"), ("37", "AX-1"))
    assert ids(lines(("1", "AX-1")), ours) == {}


def test_what_was_sent_instead_keeps_the_number_of_its_line() -> None:
    assert ids(lines(("10", "AX-9")), lines(("10", "AX-1"))) == {}


@given(LINES, LINES)
def test_no_two_lines_become_one_and_none_becomes_another_item(
    theirs: list[NumberedLine], ours: list[NumberedLine]
) -> None:
    same = same_lines(theirs, ours)
    kept = {line.id for line in theirs if line in ours}
    assert len(set(same.values())) == len(same)
    assert not kept & set(same.values())
    assert all(NumberedLine(number, line.sku) in ours for line, number in same.items())


@given(LINES)
def test_what_is_numbered_alike_stays_as_it_is(ours: list[NumberedLine]) -> None:
    assert same_lines(ours, ours) == {}


def test_a_record_tells_of_its_lines_under_the_other_numbers() -> None:
    def line(number: str, sku: str) -> OrderLine:
        return OrderLine(id=number, sku=sku, ordered=quantity(1))

    billed = Milestone(code=MilestoneCode.INVOICED, occurred_at=AT, source="erp", line="20")
    placed = Milestone(code=MilestoneCode.PLACED, occurred_at=AT, source="erp")
    record = Order(
        number="1",
        source="erp",
        lines=(line("10", "AX-1"), line("20", "AX-2")),
        milestones=(placed, billed),
    )
    told = renumbered(record, [line("35", "AX-1"), line("36", "AX-2")])
    assert [each.id for each in told.lines] == ["35", "36"]
    assert [fact.line for fact in told.milestones] == ["", "36"]
    assert renumbered(record, record.lines) is record
