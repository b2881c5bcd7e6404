"""What an attempt to assign has left behind is told from what was never tried."""

from datetime import datetime

import pytest

from domain.folds.line_quantities import line_quantities
from domain.folds.order_status import order_status
from domain.milestones import MilestoneCode
from domain.orders import OrderStatus
from domain.quantities import quantity
from tests.adapters.erp_tryton.picks import LINE, at, facts, told, with_picks
from tests.adapters.erp_tryton.replies import ASSIGNED, RELEASED, moment, pick


def test_what_an_attempt_to_assign_left_behind_is_backordered() -> None:
    found = pick("assigned", internal_quantity=3.0, create_date=moment(ASSIGNED), **at(ASSIGNED))
    lacking = pick("draft", internal_quantity=7.0, **at(ASSIGNED))
    record = with_picks("waiting", [found, lacking])
    assert facts(record) == {
        MilestoneCode.ALLOCATED: ("27", quantity(3), ASSIGNED),
        MilestoneCode.BACKORDERED: ("27", quantity(7), ASSIGNED),
    }
    milestones = told(record).value.milestones
    amounts = line_quantities(LINE, milestones)
    assert (amounts.allocated, amounts.backordered) == (quantity(3), quantity(7))
    assert order_status([LINE], milestones) is OrderStatus.ALLOCATED


def test_an_attempt_that_finds_nothing_leaves_all_of_it_backordered() -> None:
    milestones = told(with_picks("waiting", [pick("draft", **at(ASSIGNED))])).value.milestones
    assert line_quantities(LINE, milestones).backordered == quantity(10)
    assert order_status([LINE], milestones) is OrderStatus.BACKORDERED


@pytest.mark.parametrize(
    ("made", "written", "shipment_written"),
    [
        # Never written since it was made, with its shipment or later.
        (RELEASED, None, RELEASED),
        (RELEASED, RELEASED, RELEASED),
        (ASSIGNED, ASSIGNED, RELEASED),
        # Written together with its shipment, which an attempt leaves alone: by a person.
        (RELEASED, ASSIGNED, ASSIGNED),
    ],
)
def test_what_was_never_tried_is_not_backordered(
    made: datetime, written: datetime | None, shipment_written: datetime
) -> None:
    waiting = pick(create_date=moment(made), write_date=moment(written) if written else None)
    record = with_picks("waiting", [waiting], write_date=moment(shipment_written))
    assert facts(record) == {}
